using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>
/// One transition of a job, one refused report, what an operator did to a bot or a queue, or that the journal's format
/// was raised.
/// </summary>
public sealed record JobEventView
{
    /// <summary>The event's number in the journal.</summary>
    public required long Number { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// What happened, as in <c>enqueued</c>, <c>claimed</c>, <c>queue-paused</c>; <c>gap</c>: the events up to
    /// <see cref="Number"/> that were wanted have been pruned.
    /// </summary>
    public required string Event { get; init; }

    /// <summary>The job; null in a gap, and where the event is about a bot or a queue.</summary>
    [JsonPropertyName("job_id")]
    public JobId? Job { get; init; }

    /// <summary>The attempt concerned.</summary>
    public int? Attempt { get; init; }

    /// <summary>The token concerned.</summary>
    public long? Token { get; init; }

    /// <summary>The bot concerned.</summary>
    public string? Bot { get; init; }

    /// <summary>The queue that was paused or resumed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>The operator or client who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>Why: an operator's words, a verdict, or an error.</summary>
    public string? Reason { get; init; }
}

/// <summary>Which events to follow; every field narrows.</summary>
public sealed record JobEventFilter
{
    /// <summary>Only this job's.</summary>
    public JobId? Job { get; init; }

    /// <summary>Only of this word, as in <c>failed</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Only what concerns this bot.</summary>
    public string? Bot { get; init; }
}
