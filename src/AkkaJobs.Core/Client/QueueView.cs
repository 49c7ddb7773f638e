namespace AkkaJobs;

/// <summary>A queue as the coordinator sees it: its open jobs, and whether it is paused.</summary>
public sealed record QueueView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether nothing is claimed from it. What is claimed already goes on.</summary>
    public bool Paused { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Why, in their words.</summary>
    public string? Reason { get; init; }

    /// <summary>Jobs whose time has not come.</summary>
    public long Scheduled { get; init; }

    /// <summary>Jobs that could be claimed, were it not for a pause.</summary>
    public long Pending { get; init; }

    /// <summary>Jobs that bots hold.</summary>
    public long Processing { get; init; }

    /// <summary>Jobs that wait after a failed attempt.</summary>
    public long Retrying { get; init; }
}
