namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>What is done to a cluster.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of a bot's node.</summary>
    KillBot,

    /// <summary>SIGKILL of the coordinator's node.</summary>
    KillCoordinator,

    /// <summary>SIGSTOP of a bot's node, SIGCONT a while later.</summary>
    StopBot,

    /// <summary>SIGSTOP of the coordinator's node, SIGCONT once its successor has taken over.</summary>
    StopCoordinator,

    /// <summary>SIGSTOP of the coordinator's node, SIGCONT before anybody could take over.</summary>
    PauseCoordinator,

    /// <summary>A bot's node hears no other node for a while.</summary>
    CutOffBot,

    /// <summary>The coordinator's node hears no other node for a while, though the database and clients.</summary>
    CutOffCoordinator,

    /// <summary>The coordinator's node and a bot's do not hear each other; all others hear both.</summary>
    CutLink,

    /// <summary>PostgreSQL is killed, and started again a while later.</summary>
    KillDatabase,

    /// <summary>The datalake's disk is full for a while.</summary>
    FillLake,

    /// <summary>Each node in turn drains, ends and starts again.</summary>
    RollingRestart,
}

/// <summary>What each kind is called, and what is to be seen of it afterwards.</summary>
internal static class FaultKindExtensions
{
    /// <summary>Its name in tables, logs and arguments.</summary>
    public static string Word(this FaultKind kind) => kind switch
    {
        FaultKind.KillBot => "kill-bot",
        FaultKind.KillCoordinator => "kill-coordinator",
        FaultKind.StopBot => "stop-bot",
        FaultKind.StopCoordinator => "stop-coordinator",
        FaultKind.PauseCoordinator => "pause-coordinator",
        FaultKind.CutOffBot => "cut-off-bot",
        FaultKind.CutOffCoordinator => "cut-off-coordinator",
        FaultKind.CutLink => "cut-link",
        FaultKind.KillDatabase => "kill-database",
        FaultKind.FillLake => "fill-lake",
        FaultKind.RollingRestart => "rolling-restart",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Whether links between nodes are cut for it.</summary>
    public static bool CutsLinks(this FaultKind kind) =>
        kind is FaultKind.CutOffBot or FaultKind.CutOffCoordinator or FaultKind.CutLink;

    /// <summary>
    /// Whether it ends leases: what is measured then is how long the jobs that ran on the victim wait for their next
    /// claim. Else it is how long nothing was claimed at all.
    /// </summary>
    public static bool EndsLeases(this FaultKind kind) =>
        kind is FaultKind.KillBot or FaultKind.StopBot or FaultKind.CutOffBot;

    /// <summary>
    /// Whether a lease may end for it without an outcome: never where every bot goes on, and only given back by the bot
    /// itself where each ends in its own time.
    /// </summary>
    public static bool MayRelease(this FaultKind kind, Verdict verdict) => kind switch
    {
        FaultKind.PauseCoordinator or FaultKind.FillLake => false,
        FaultKind.RollingRestart => verdict == Verdict.Drained,
        _ => true,
    };
}
