using Akka.Configuration;
using AkkaJobs.Configuration;
using AkkaJobs.Storage;

namespace AkkaJobs;

/// <summary>
/// Every setting of a node. Each has a key in <c>hocon/reference.conf</c>, named in its comment, with the same default.
/// A node reads arguments over environment over files over defaults; what an embedding host sets in code wins over all.
/// </summary>
public sealed class AkkaJobsOptions
{
    /// <summary>
    /// What this node does, <c>akkajobs.roles</c>: <c>coordinator</c> (may hold the open jobs), <c>bot</c> (runs jobs),
    /// <c>http</c> (answers clients). Default all three; at least one, each once.
    /// </summary>
    public IReadOnlyList<string> Roles { get; set; } = [NodeRoles.Coordinator, NodeRoles.Bot, NodeRoles.Http];

    /// <summary>How this node is named and reached by other nodes, <c>akkajobs.node</c>.</summary>
    public NodeOptions Node { get; set; } = new();

    /// <summary>How nodes trust each other, <c>akkajobs.remote</c>.</summary>
    public RemotingOptions Remote { get; set; } = new();

    /// <summary>
    /// The folder of the SQLite files, the admin token and the lake unless they are given places of their own,
    /// <c>akkajobs.data</c>. Default <c>data</c>, under the working directory; made when missing.
    /// </summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>
    /// Where journal and tables are kept, <c>akkajobs.database</c>: <c>sqlite:DIR</c>; without a folder,
    /// <see cref="DataFolder"/>; or <c>postgres:CONNECTION</c>, as Npgsql reads it. Default <c>sqlite:</c>. SQLite
    /// serves one node with the roles coordinator or http; PostgreSQL any number. Its credentials are never logged.
    /// </summary>
    public string Database { get; set; } = "sqlite:";

    /// <summary>
    /// How long a node that starts waits for a PostgreSQL that is not there yet, <c>akkajobs.database-patience</c>.
    /// Default 5 min, 0 to 1 day; 0 tries once.
    /// </summary>
    public TimeSpan DatabasePatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The folder of the datalake, <c>akkajobs.datalake</c>. Default empty: <c>datalake</c> in <see
    /// cref="DataFolder"/>. <c>off</c>: there is none, and retention does not wait for it.
    /// </summary>
    public string DatalakeFolder { get; set; } = "";

    /// <summary>The coordinator, <c>akkajobs.coordinator</c>: the same on every node of a cluster.</summary>
    public CoordinatorOptions Coordinator { get; set; } = new();

    /// <summary>How soon jobs go on after a node has died, <c>akkajobs.recovery</c>: the same on every node.</summary>
    public RecoveryOptions Recovery { get; set; } = new();

    /// <summary>How long what is over is kept, <c>akkajobs.retention</c>: the same on every node.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>The bot of this node, <c>akkajobs.bot</c>; without meaning where the role is missing.</summary>
    public BotOptions Bot { get; set; } = new();

    /// <summary>Which operations are known, and what the built-in ones may touch, <c>akkajobs.operations</c>.</summary>
    public OperationsOptions Operations { get; set; } = new();

    /// <summary>
    /// Where the node program listens and whom it lets in, <c>akkajobs.http</c> and <c>akkajobs.management</c>. An
    /// embedding host listens where it likes; only the tokens matter to it.
    /// </summary>
    public HttpDoorOptions Http { get; set; } = new();

    /// <summary>Where the node program sends what it measures, <c>akkajobs.telemetry</c>.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>When an alert is raised, and who is told, <c>akkajobs.alerts</c>: the same on every node.</summary>
    public AlertOptions Alerts { get; set; } = new();

    /// <summary>
    /// What the actor system that we make is told beside this: <c>hocon/node.conf</c>, and what is laid over it.
    /// </summary>
    internal Config Akka { get; set; } = EmbeddedHocon.Node;

    /// <summary>The folder of <c>journal.db</c> and <c>jobs.db</c>, absolute.</summary>
    internal string SqliteFolder =>
        Path.GetFullPath(Database.Length > SqlitePrefix.Length ? Database[SqlitePrefix.Length..] : DataFolder);

    /// <summary>PostgreSQL's connection string; null on SQLite.</summary>
    internal string? PostgresConnection =>
        Database.StartsWith(PostgresPrefix, StringComparison.Ordinal) ? Database[PostgresPrefix.Length..] : null;

    /// <summary>Where journal and tables are, as people are told: never with credentials.</summary>
    internal string DataPlace => PostgresConnection is { } text
        ? new PostgresDatabase(text).Place
        : $"{SqliteFolder} (journal.db, jobs.db)";

    /// <summary>The lake's folder, absolute; null if there is none.</summary>
    internal string? LakeFolder => DatalakeFolder == "off" ? null :
        Path.GetFullPath(DatalakeFolder.Length > 0 ? DatalakeFolder : Path.Combine(DataFolder, "datalake"));

    /// <summary>Whether this node keeps, or reads, the database: a bot needs none.</summary>
    internal bool NeedsDatabase => Has(NodeRoles.Coordinator) || Has(NodeRoles.Http);

    internal const string SqlitePrefix = "sqlite:";

    internal const string PostgresPrefix = "postgres:";

    /// <summary>The times that follow from all this.</summary>
    internal RecoveryPlan Plan => RecoveryPlan.Of(this);

    internal bool Has(string role) => Roles.Contains(role, StringComparer.Ordinal);

    /// <summary>Checks every bound and every interaction, and names all that are broken at once.</summary>
    /// <exception cref="InvalidOptionsException">At least one setting is out of bounds.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(Errors(_ => "set in code", new HashSet<string>()));

    /// <summary>What is wrong, a sentence for each fault.</summary>
    /// <param name="origin">Says where a key's value came from.</param>
    /// <param name="unreadable">Keys whose fault is known already: what stands here is only their default.</param>
    internal IReadOnlyList<string> Errors(Func<string, string> origin, IReadOnlySet<string> unreadable) =>
    [
        .. Settings.All.Select(setting => (setting.Key, Problem: setting.Check(this)))
            .Concat(SettingInteractions.Check(this))
            .Where(fault => fault.Problem is not null && !unreadable.Contains(fault.Key))
            .Select(fault => $"{fault.Key} {fault.Problem} ({origin(fault.Key)})."),
    ];
}
