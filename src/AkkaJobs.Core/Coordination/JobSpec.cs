namespace AkkaJobs.Coordination;

/// <summary>
/// What was handed over, and never changes. One million of these must fit in memory: no field is idle.
/// </summary>
internal sealed record JobSpec
{
    public required JobId Id { get; init; }

    public required string Operation { get; init; }

    public required string Queue { get; init; }

    public required JsonText Args { get; init; }

    public int Priority { get; init; } = Limits.DefaultPriority;

    public int MaxAttempts { get; init; } = Limits.DefaultMaxAttempts;

    public long TimeoutMs { get; init; } = (long)Limits.DefaultTimeout.TotalMilliseconds;

    public string? UniqueKey { get; init; }

    public string[] Tags { get; init; } = [];

    public Timestamp EnqueuedAt { get; init; }

    /// <summary>Who enqueued it.</summary>
    public string? By { get; init; }

    /// <summary>
    /// The W3C trace context in which it was enqueued (<c>traceparent</c>), if that is recorded; null otherwise.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>What a client has asked for.</summary>
    public static JobSpec Of(JobRequest request, JobId id) => new()
    {
        Id = id,
        Operation = request.Operation,
        Queue = request.Queue,
        Args = request.Args,
        Priority = request.Priority,
        MaxAttempts = request.MaxAttempts,
        TimeoutMs = (long)request.Timeout.TotalMilliseconds,
        UniqueKey = request.UniqueKey,
        Tags = [.. request.Tags],
        By = request.By,
    };

    /// <summary>
    /// What it weighs against the bound of open bytes: its variable parts and an allowance for the rest.
    /// </summary>
    public int Bytes => 400 + Args.Length + (Tags.Length * 64)
        + (2 * ((UniqueKey?.Length ?? 0) + (By?.Length ?? 0) + (TraceParent?.Length ?? 0)));

    /// <summary>Whether a repeated enqueue means the same job: operation, queue, and args as JSON values.</summary>
    public bool SameWorkAs(JobSpec other) =>
        Operation == other.Operation && Queue == other.Queue && Args.SameValueAs(other.Args);
}
