namespace AkkaJobs;

/// <summary>The system at a glance.</summary>
public sealed record StatsView
{
    /// <summary>Jobs by status: open ones from the coordinator, finished ones from the tables.</summary>
    public required IReadOnlyDictionary<string, long> Jobs { get; init; }

    /// <summary>
    /// Open jobs by operation, then by status: of the 1,000 operations with most; <see cref="Jobs"/> counts all.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Operations { get; init; }

    /// <summary>Bots by state.</summary>
    public required IReadOnlyDictionary<string, long> Bots { get; init; }

    /// <summary>Events of the last minute, a second on average.</summary>
    public required RatesView Rates { get; init; }

    /// <summary>Each follower of the journal, and how far it is behind.</summary>
    public required IReadOnlyList<FollowerView> Followers { get; init; }

    /// <summary>The coordinator's node, or null while it is away (then the counts are those of the tables).</summary>
    public string? Coordinator { get; init; }

    /// <summary>The coordinator's epoch: the event number of its start.</summary>
    public long Epoch { get; init; }
}

/// <summary>Averages over the last minute, a second each.</summary>
/// <param name="Enqueued">Jobs stored.</param>
/// <param name="Succeeded">Jobs finished with a result.</param>
/// <param name="Failed">Jobs finished with an error.</param>
public sealed record RatesView(double Enqueued, double Succeeded, double Failed);

/// <summary>A follower of the journal.</summary>
/// <param name="Name"><c>tables</c> or <c>datalake</c>.</param>
/// <param name="Offset">The last event number it has stored.</param>
/// <param name="LagEvents">Events it is behind.</param>
/// <param name="LagMs">Age of the oldest event it has not stored, in milliseconds; 0 when it is level.</param>
/// <param name="Error">What stopped it, or null while it runs.</param>
public sealed record FollowerView(string Name, long Offset, long LagEvents, long LagMs, string? Error);
