namespace AkkaJobs.Retention;

/// <summary>What one step of pruning came to.</summary>
/// <param name="More">Whether it pruned something, so that there may be more.</param>
/// <param name="Holder">The follower for whose sake something that is over stays; null if none.</param>
/// <param name="HolderAt">The event where that follower stands.</param>
internal readonly record struct PruneOutcome(bool More, string? Holder, long HolderAt)
{
    /// <summary>Nothing is over.</summary>
    public static PruneOutcome Nothing => default;

    /// <summary>Something went.</summary>
    public static PruneOutcome Pruned => new(true, null, 0);

    /// <summary>Something would go if a follower were further.</summary>
    public static PruneOutcome HeldBackBy(string follower, long at) => new(false, follower, at);
}

/// <summary>Where tests cut pruning off.</summary>
internal enum PruneStep
{
    HorizonMoved = 1,
    JobsDeleted,
    ResultsDeleted,
    EventsDeleted,
    SnapshotsDeleted,
}
