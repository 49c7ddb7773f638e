using System.CommandLine;
using AkkaJobs.Configuration;

namespace AkkaJobs.Node;

/// <summary>The command line: each argument is a key of <c>akkajobs</c> under a shorter name.</summary>
internal sealed class NodeArguments
{
    private readonly Option<string[]> _config = new("--config")
    {
        Description = "A file with settings (hocon/reference.conf lists them). Several: the later win.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        Recursive = true,
    };

    private readonly Option<bool> _printConfig = new("--print-config")
    {
        Description = "Show what is in force and where each value came from, secrets masked, and end.",
    };

    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Bring tables and datalake to what the journal says; through the node if one runs.",
    };

    private readonly Option<bool> _printSchema = new("--print-schema")
    {
        Description = "Show the SQL that a start would run to make or bring forward its tables, and end.",
    };

    private readonly (Option<string> Option, string Key)[] _settings =
    [
        Setting("--roles", "roles", "LIST", "What this node does: coordinator, bot, http. Default all."),
        Setting("--name", "node.name", "NAME", "The node's and its bot's name. Default host name and port."),
        Setting("--host", "node.host", "HOST", "Where other nodes reach this one. Default 127.0.0.1."),
        Setting("--port", "node.port", "PORT", "Port for other nodes. Default 4053; 0 = any."),
        Setting("--bind", "node.bind", "ADDRESS:PORT", "Where to listen for other nodes. Default --host and --port."),
        Setting("--seeds", "node.seeds", "LIST", "Nodes to join, as host:port,host:port. Default itself."),
        Setting("--http", "http.url", "URL", "Where clients are answered. Default http://127.0.0.1:3001."),
        Setting("--management", "management.url", "URL", "Where health is answered. Default http://127.0.0.1:9110."),
        Setting("--data", "data", "DIR", "Folder of database, admin token and lake. Default ./data."),
        Setting("--database", "database", "WHERE",
            "Where journal and tables are: sqlite:DIR or postgres:CONNECTION. Default sqlite: in the data folder."),
        Setting("--datalake", "datalake", "DIR", "Where results are exported to. Default DATA/datalake."),
        Setting("--slots", "bot.slots", "N", "Jobs that run at once. Default 8."),
        Setting("--operations", "bot.operations", "LIST", "What this bot runs. Default all it can."),
    ];

    /// <summary>The command, which calls one of these unless help or version was asked for.</summary>
    /// <param name="run">Runs a node.</param>
    /// <param name="audit">Audits its data instead.</param>
    public RootCommand Command(
        Func<ParseResult, CancellationToken, Task<int>> run, Func<ParseResult, CancellationToken, Task<int>> audit)
    {
        var command = new RootCommand(
            "A node of AkkaJobs, a durable job system. Arguments win over environment (AKKAJOBS_BOT__SLOTS) over "
            + "--config over defaults.");
        foreach (var (option, _) in _settings)
            command.Add(option);
        command.Add(_config);
        command.Add(_printConfig);
        command.Add(_printSchema);
        command.SetAction(run);
        var auditing = new Command(
            "audit",
            "Compare journal, tables and datalake, of a node that runs or of one that is stopped. Takes the node's "
            + "arguments. Exit code 0: all agree; 1: they differ; 2: bad usage.");
        auditing.Add(_repair);
        auditing.SetAction(audit);
        command.Add(auditing);
        return command;
    }

    /// <summary>The arguments as a source of settings.</summary>
    public IReadOnlyList<SettingEntry> Settings(ParseResult arguments) =>
    [
        .. _settings.Where(setting => arguments.GetResult(setting.Option) is { Implicit: false })
            .Select(setting => new SettingEntry(
                setting.Key, [arguments.GetValue(setting.Option) ?? ""], setting.Option.Name)),
    ];

    /// <summary>The settings files named.</summary>
    public IReadOnlyList<string> Files(ParseResult arguments) => arguments.GetValue(_config) ?? [];

    /// <summary>Whether the settings are to be shown, not used.</summary>
    public bool PrintsConfig(ParseResult arguments) => arguments.GetValue(_printConfig);

    /// <summary>Whether an audit is to mend what it finds.</summary>
    public bool Repairs(ParseResult arguments) => arguments.GetValue(_repair);

    /// <summary>Whether the SQL of the schema is to be shown, not run.</summary>
    public bool PrintsSchema(ParseResult arguments) => arguments.GetValue(_printSchema);

    private static (Option<string> Option, string Key) Setting(string name, string key, string value, string text) =>
        (
            new Option<string>(name) { Description = text, HelpName = value, Recursive = true },
            Configuration.Settings.Root + key);
}
