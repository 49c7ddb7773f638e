namespace AkkaJobs;

/// <summary>A bot as the coordinator sees it.</summary>
public sealed record BotView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its session, made at its start.</summary>
    public required string Session { get; init; }

    /// <summary>The address of its node; null for a remote bot.</summary>
    public string? Node { get; init; }

    /// <summary><c>ready</c>, <c>processing</c>, <c>draining</c> or <c>lost</c>.</summary>
    public required string State { get; init; }

    /// <summary>What it runs.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>How many jobs it runs at once.</summary>
    public int Slots { get; init; }

    /// <summary>How many leases it holds.</summary>
    public int Running { get; init; }

    /// <summary>Its last heartbeat.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Jobs it completed since the coordinator first knew it.</summary>
    public long Completed { get; init; }

    /// <summary>Attempts it reported as failed since then.</summary>
    public long Failed { get; init; }
}
