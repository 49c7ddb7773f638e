using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>One job as a client sees it.</summary>
public sealed record JobView
{
    /// <summary>The job's id.</summary>
    public required JobId Id { get; init; }

    /// <summary>What it runs.</summary>
    public required string Operation { get; init; }

    /// <summary>Its lane.</summary>
    public required string Queue { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Its input.</summary>
    public required JsonText Args { get; init; }

    /// <summary>Its output, once it succeeded.</summary>
    public JsonText? Result { get; init; }

    /// <summary>The last error, of a job that failed or waits for its next attempt.</summary>
    public string? Error { get; init; }

    /// <summary>0 (first) to 9.</summary>
    public int Priority { get; init; }

    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts are allowed by now: what was asked for, attempts given back, and retries.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>How long one attempt may run, in milliseconds.</summary>
    public long TimeoutMs { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The bot that holds it, or held it last.</summary>
    public string? Bot { get; init; }

    /// <summary>What the running attempt last said of itself.</summary>
    public JsonText? Progress { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Not before this time; set while scheduled or retrying, and kept.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>When the latest attempt was claimed.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When it finished.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Run time of the accepted attempt, in milliseconds, as its bot measured it.</summary>
    public long? DurationMs { get; init; }

    /// <summary>What a release would meet; only in the answer of its dry run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReleaseView? Release { get; init; }

    /// <summary>
    /// How far the tables are behind, when this was read from them; null when the coordinator answered.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Lag { get; init; }
}
