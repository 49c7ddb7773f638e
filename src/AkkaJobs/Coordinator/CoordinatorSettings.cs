using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <summary>What the coordinator's shell works with, beside the rules.</summary>
internal sealed record CoordinatorSettings
{
    /// <summary>The persistence id: one journal, one coordinator.</summary>
    public const string PersistenceId = "coordinator";

    /// <summary>
    /// The plugin id of journal and snapshots: of its own, so that no host's actor can stop ours, nor ours theirs.
    /// </summary>
    public const string PluginId = "akkajobs";

    public CoordinatorRules Rules { get; init; } = new();

    /// <summary>The node's name as history and stats show it.</summary>
    public required string Node { get; init; }

    /// <summary>Bytes of one commit; what goes beyond becomes the next one. Default 4 MiB.</summary>
    public int CommitBytes { get; init; } = 4 << 20;

    /// <summary>Events between snapshots, and as many more as there are open jobs. Default 500,000.</summary>
    public long SnapshotEvery { get; init; } = 500_000;

    /// <summary>How often time is looked at: the grain of due jobs and verdicts. Default 100 ms.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a finished job stays in memory after the tables hold it, at least: answers of the tables that took less
    /// need not be asked for again. Default 2 s.
    /// </summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Bytes of args that travel to a bot in one message; the frame of Akka.Remote must hold more. Default 512 KiB.
    /// </summary>
    public int NoticeBytes { get; init; } = 512 << 10;
}
