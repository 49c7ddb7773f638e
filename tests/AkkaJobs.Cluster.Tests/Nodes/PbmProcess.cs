using System.Diagnostics;
using System.Text.Json;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>The operator's tool as it is typed, run to its end.</summary>
internal sealed record PbmProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>How it is called, for a shell.</summary>
    public static string Program { get; } = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "pbm.dll")}'";

    public JsonElement Json => JsonElement.Parse(Output);

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs it without a terminal.</summary>
    /// <param name="folder">Where it is called.</param>
    /// <param name="words">Its arguments.</param>
    public static Task<PbmProcess> RunAsync(string folder, params string[] words) => RunAsync(
        folder, "", "dotnet", [Path.Combine(AppContext.BaseDirectory, "pbm.dll"), .. words]);

    /// <summary>Runs a line of a shell in which <see cref="Program"/> may stand, on a terminal.</summary>
    /// <param name="folder">Where it is called.</param>
    /// <param name="columns">The terminal's width.</param>
    /// <param name="keys">What is typed.</param>
    /// <param name="line">The line.</param>
    public static Task<PbmProcess> OnTerminalAsync(string folder, int columns, string keys, string line) => RunAsync(
        folder, keys, "script", ["-qefc", $"stty cols {columns} rows 40; {line}", "/dev/null"]);

    /// <summary>Runs a line of a shell without a terminal.</summary>
    public static Task<PbmProcess> InShellAsync(string folder, string line) =>
        RunAsync(folder, "", "bash", ["-c", line]);

    private static async Task<PbmProcess> RunAsync(
        string folder, string input, string program, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = folder, ["XDG_DATA_HOME"] = folder, ["TERM"] = "xterm-256color" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"It does not end: {string.Join(' ', words)}\n{await output}\n{await error}");
        }

        return new PbmProcess(process.ExitCode, await output, await error);
    }
}
