using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// One job as far as the tables have read the journal. Times are RFC 3339 text with milliseconds, so that any SQL tool
/// can read and compare them.
/// </summary>
/// <remarks>
/// Every index ends with <c>sequence</c>, the row's own number, so each of them lists newest first without sorting.
/// The default queue has none: most jobs are in it, so the newest of them are found by looking. The last three hold
/// next to nothing: failed jobs, jobs with tags, and jobs whose history is to be folded in this transaction.
/// </remarks>
[Table("jobs")]
[Index("jobs_id", "id", Unique = true)]
[Index("jobs_status", "status")]
[Index("jobs_operation", "operation")]
[Index("jobs_queue", "queue", Where = "queue <> 'default'")]
[Index("jobs_bot", "bot", Where = "bot IS NOT NULL")]
[Index("jobs_failed", "operation", Where = "status = 'failed'")]
[Index("jobs_tagged", "sequence", Where = "tags <> '[]'")]
[Index("jobs_to_fold", "id", Where = "history_lines > 200")]
internal sealed record JobRow
{
    /// <summary>The number of the event that enqueued it: the order in which jobs came.</summary>
    [Column("sequence"), PrimaryKey]
    public long Sequence { get; init; }

    [Column("id", CanBeNull = false)]
    public required string Id { get; init; }

    [Column("operation", CanBeNull = false)]
    public required string Operation { get; init; }

    [Column("queue", CanBeNull = false)]
    public required string Queue { get; init; }

    [Column("status", CanBeNull = false)]
    public required string Status { get; init; }

    [Column("args", CanBeNull = false)]
    public required string Args { get; init; }

    [Column("result")]
    public string? Result { get; init; }

    [Column("error")]
    public string? Error { get; init; }

    [Column("priority")]
    public int Priority { get; init; }

    [Column("attempt")]
    public int Attempt { get; init; }

    /// <summary>Attempts allowed by now: what was asked for, attempts given back, and retries.</summary>
    [Column("max_attempts")]
    public int MaxAttempts { get; init; }

    [Column("timeout_ms")]
    public long TimeoutMs { get; init; }

    /// <summary>A JSON array.</summary>
    [Column("tags", CanBeNull = false)]
    public required string Tags { get; init; }

    [Column("bot")]
    public string? Bot { get; init; }

    /// <summary>
    /// Always null: progress is not stored, only the coordinator has it. Here since a job has this field.
    /// </summary>
    [Column("progress")]
    public string? Progress { get; init; }

    [Column("enqueued_at", CanBeNull = false)]
    public required string EnqueuedAt { get; init; }

    [Column("run_at")]
    public string? RunAt { get; init; }

    [Column("claimed_at")]
    public string? ClaimedAt { get; init; }

    [Column("finished_at")]
    public string? FinishedAt { get; init; }

    [Column("duration_ms")]
    public long? DurationMs { get; init; }

    /// <summary>The token of the latest claim.</summary>
    [Column("token")]
    public long? Token { get; init; }

    /// <summary>What a retry allows in addition: the attempts that were asked for at first.</summary>
    [Column("attempts_asked")]
    public int AttemptsAsked { get; init; }

    /// <summary>Attempts given back so far.</summary>
    [Column("given_back")]
    public int GivenBack { get; init; }

    [Column("unique_key")]
    public string? UniqueKey { get; init; }

    [Column("enqueued_by")]
    public string? EnqueuedBy { get; init; }

    /// <summary>The number of the last event that changed the job.</summary>
    [Column("number")]
    public long Number { get; init; }

    /// <summary>Lines in <see cref="History"/>.</summary>
    [Column("history_lines")]
    public int HistoryLines { get; init; }

    /// <summary>One JSON object a line, oldest first; each line ends with a line feed.</summary>
    [Column("history", CanBeNull = false)]
    public required string History { get; init; }
}
