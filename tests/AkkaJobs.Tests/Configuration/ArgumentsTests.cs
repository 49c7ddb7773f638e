using System.CommandLine;
using AkkaJobs.Configuration;
using AkkaJobs.Node;

namespace AkkaJobs.Tests.Configuration;

public sealed class ArgumentsTests
{
    private readonly NodeArguments _arguments = new();

    [Fact]
    public void Each_argument_is_a_setting()
    {
        string[] line =
        [
            "--roles", "coordinator,bot", "--name", "bot-2", "--host", "127.0.0.2", "--port", "0",
            "--bind", "127.0.0.3:4054", "--seeds", "127.0.0.1:4053", "--http", "http://127.0.0.1:0",
            "--management", "http://127.0.0.1:0",
            "--data", "d", "--database", "sqlite:db", "--datalake", "lake", "--slots", "4",
            "--operations", "sum,divide",
            "--config", "a.conf", "--config", "b.conf", "--print-config",
        ];
        var parsed = Parse(line);
        Assert.Empty(parsed.Errors);
        Assert.True(_arguments.PrintsConfig(parsed));
        Assert.Equal(["a.conf", "b.conf"], _arguments.Files(parsed));

        var options = LoadedSettings.Load([], [_arguments.Settings(parsed)]).Options;
        Assert.Equal(["coordinator", "bot"], options.Roles);
        Assert.Equal("bot-2", options.Node.Name);
        Assert.Equal("127.0.0.2", options.Node.Host);
        Assert.Equal(0, options.Node.Port);
        Assert.Equal("127.0.0.3:4054", options.Node.Bind);
        Assert.Equal(["127.0.0.1:4053"], options.Node.Seeds);
        Assert.Equal("http://127.0.0.1:0", options.Http.Url);
        Assert.Equal("http://127.0.0.1:0", options.Http.ManagementUrl);
        Assert.Equal(Path.GetFullPath("db"), options.SqliteFolder);
        Assert.Equal(Path.GetFullPath("lake"), options.LakeFolder);
        Assert.Equal(4, options.Bot.Slots);
        Assert.Equal(["sum", "divide"], options.Bot.Operations);
    }

    [Fact]
    public void What_is_not_said_is_no_setting() =>
        Assert.Empty(_arguments.Settings(Parse([])));

    [Theory]
    [InlineData("--slot", "4")]
    [InlineData("--slots")]
    [InlineData("--slots", "4", "--slots", "5")]
    [InlineData("audits")]
    [InlineData("--repair")]
    [InlineData("audit", "--repair", "--repair", "--bot")]
    public void Bad_usage_is_an_error(params string[] line) =>
        Assert.NotEmpty(Parse(line).Errors);

    [Theory]
    [InlineData(false, "audit", "--data", "d")]
    [InlineData(false, "--data", "d", "audit")]
    [InlineData(true, "audit", "--data", "d", "--repair")]
    [InlineData(true, "--data", "d", "audit", "--repair")]
    public void An_audit_takes_the_nodes_arguments(bool repairs, params string[] line)
    {
        var parsed = Parse(line);
        Assert.Empty(parsed.Errors);
        Assert.Equal("audit", parsed.CommandResult.Command.Name);
        Assert.Equal(repairs, _arguments.Repairs(parsed));
        Assert.Equal("d", LoadedSettings.Load([], [_arguments.Settings(parsed)]).Options.DataFolder);
    }

    private ParseResult Parse(string[] line) =>
        _arguments.Command((_, _) => Task.FromResult(0), (_, _) => Task.FromResult(0)).Parse(line);
}
