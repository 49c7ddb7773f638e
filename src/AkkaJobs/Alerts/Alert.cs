using System.Diagnostics;

namespace AkkaJobs.Alerts;

/// <summary>What a node raises alerts of. Stable: who gets them branches on the words.</summary>
internal enum Alert
{
    /// <summary>Jobs are thought stuck for longer than a verdict should take.</summary>
    StuckJobs,

    /// <summary>Jobs wait, and no bot that may get work runs their operation.</summary>
    NoBot,

    /// <summary>A follower is behind the journal, or has stopped.</summary>
    Lag,

    /// <summary>Of the jobs that finish, many fail.</summary>
    FailedRate,

    /// <summary>The coordinator does not answer this node.</summary>
    CoordinatorUnreachable,
}

/// <summary>The words for alerts.</summary>
internal static class AlertExtensions
{
    /// <summary>Those of the whole cluster, which only the coordinator's node raises.</summary>
    public static IReadOnlyList<Alert> OfCluster { get; } =
        [Alert.StuckJobs, Alert.NoBot, Alert.Lag, Alert.FailedRate];

    /// <summary>The name in JSON, logs, metrics and health.</summary>
    public static string Word(this Alert alert) => alert switch
    {
        Alert.StuckJobs => "stuck-jobs",
        Alert.NoBot => "no-bot",
        Alert.Lag => "lag",
        Alert.FailedRate => "failed-rate",
        Alert.CoordinatorUnreachable => "coordinator-unreachable",
        _ => throw new UnreachableException($"No word for {(int)alert}."),
    };
}
