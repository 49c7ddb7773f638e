namespace AkkaJobs;

/// <summary>What a client hands over: one job to be enqueued. Checked by <see cref="JobRequestRules"/>.</summary>
/// <param name="Operation">Which handler runs it; at most <see cref="Limits.MaxNameBytes"/> bytes.</param>
/// <param name="Args">The handler's input; at most <see cref="Limits.MaxArgsBytes"/> bytes.</param>
public sealed record JobRequest(string Operation, JsonText Args)
{
    /// <summary>The caller's own id, which makes enqueueing safe to repeat. Default: a new one is made.</summary>
    public JobId? Id { get; init; }

    /// <summary>The lane. Default <c>default</c>.</summary>
    public string Queue { get; init; } = Limits.DefaultQueue;

    /// <summary>0 (first) to 9. Default 5.</summary>
    public int Priority { get; init; } = Limits.DefaultPriority;

    /// <summary>
    /// Not before this time, at most <see cref="Limits.MaxDelay"/> ahead. Excludes <see cref="Delay"/>.
    /// </summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Not before this long from now. Excludes <see cref="RunAt"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Attempts allowed, 1–100. Default 5.</summary>
    public int MaxAttempts { get; init; } = Limits.DefaultMaxAttempts;

    /// <summary>How long one attempt may run, 1 s–30 days. Default 30 min; there is no "none".</summary>
    public TimeSpan Timeout { get; init; } = Limits.DefaultTimeout;

    /// <summary>At most one open job may carry it; later ones are refused with <c>unique_key_taken</c>.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>Labels to list by; at most 16 of 64 bytes.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who hands it over, for its history; an HTTP door puts the token's name here.</summary>
    public string? By { get; init; }

    /// <summary>
    /// Whether <see cref="Id"/> was made just now, so that no table need be asked whether it is known.
    /// </summary>
    internal bool FreshId { get; init; }

    /// <summary>When it may run, if that is not at once.</summary>
    internal DateTimeOffset? DueAfter(DateTimeOffset now) =>
        RunAt ?? (Delay is { } delay && delay > TimeSpan.Zero ? now + delay : null);
}
