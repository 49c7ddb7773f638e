using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>build.ps1, run by PowerShell's own engine, with the programs it calls put out of the way.</summary>
public sealed class BuildScriptTests
{
    private static string Script => Path.Combine(Repository.Root, "build.ps1");

    [Fact]
    public void It_parses()
    {
        Parser.ParseFile(Script, out _, out var errors);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("build", "dotnet build AkkaJobs.sln -c Release")]
    [InlineData("test", "dotnet test AkkaJobs.sln -c Release")]
    [InlineData("cluster", "dotnet test tests/AkkaJobs.Cluster.Tests -c Release")]
    [InlineData("bench", "dotnet run -c Release --project tests/AkkaJobs.Benchmarks --")]
    [InlineData("pack", "dotnet pack AkkaJobs.sln -c Release -o artifacts")]
    [InlineData("docker", "docker build -t akkajobs -f docker/Dockerfile .")]
    [InlineData("run", "dotnet run -c Release --project src/AkkaJobs.Node --")]
    [InlineData("clean", "dotnet clean AkkaJobs.sln -c Release")]
    [InlineData("BUILD", "dotnet build AkkaJobs.sln -c Release")]
    public void Each_target_runs_its_command_and_ends_as_that_does(string target, string line)
    {
        Assert.Equal((line, 0), Run(target, code: 0));
        Assert.Equal((line, 7), Run(target, code: 7));
    }

    [Fact]
    public void What_follows_goes_to_the_program() => Assert.Equal(
        ("dotnet test AkkaJobs.sln -c Release --filter FullyQualifiedName~Claiming", 0),
        Run("test --filter FullyQualifiedName~Claiming", code: 0));

    [Theory]
    [InlineData("", 0)]
    [InlineData("help", 0)]
    [InlineData("tset", 2)]
    public void Help_lists_every_target_and_nothing_is_run(string target, int code)
    {
        var (said, exit) = Run(target, code: 9);

        Assert.Equal(code, exit);
        foreach (var name in new[] { "build", "test", "cluster", "bench", "pack", "docker", "run", "clean" })
        {
            Assert.Contains($"\n  {name} ", said, StringComparison.Ordinal);
        }
    }

    /// <summary>What it printed, the programs' lines included, and its exit code.</summary>
    private static (string Said, int Code) Run(string line, int code)
    {
        using var shell = PowerShell.Create();
        shell.AddScript($$"""
            function Say($program, $words) { (@($program) + $words) -join ' ' }
            function dotnet { Say 'dotnet' $args; $global:LASTEXITCODE = {{code}} }
            function docker { Say 'docker' $args; $global:LASTEXITCODE = {{code}} }
            & '{{Script}}' {{line}}
            "exit $LASTEXITCODE"
            """);
        var said = shell.Invoke().Select(output => output.ToString()).ToList();
        Assert.Empty(shell.Streams.Error);
        Assert.StartsWith("exit ", said[^1], StringComparison.Ordinal);
        return (string.Join('\n', said[..^1]), int.Parse(said[^1][5..], CultureInfo.InvariantCulture));
    }
}
