namespace AkkaJobs;

/// <summary>
/// How soon jobs go on after a node has died: <c>akkajobs.recovery</c>. Heartbeat, lease, the cluster's failure
/// detector and the times of a split are derived from it; a configuration that cannot keep it is refused, with the
/// arithmetic. The same on every node.
/// </summary>
public sealed class RecoveryOptions
{
    /// <summary>
    /// The longest time from a bot's death until what it ran is claimed again, if a slot is free,
    /// <c>akkajobs.recovery.bot</c>. Default 10 s; 2 s to 1 h. Shorter: a bot that only pauses loses its jobs sooner.
    /// </summary>
    public TimeSpan Bot { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest time from the death of the coordinator's node until jobs are claimed again, where another node has
    /// the role, <c>akkajobs.recovery.coordinator</c>. Default 15 s; 5 s to 1 h. Shorter: a node that only pauses is
    /// taken for dead sooner.
    /// </summary>
    public TimeSpan Coordinator { get; set; } = TimeSpan.FromSeconds(15);
}
