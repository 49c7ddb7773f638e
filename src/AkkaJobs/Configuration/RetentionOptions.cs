namespace AkkaJobs;

/// <summary>
/// How long what is over is kept, <c>akkajobs.retention</c>: the same on every node of a cluster. Whatever is older, or
/// more, goes in small steps; the datalake keeps every result for ever.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Age of a succeeded job and its result, <c>akkajobs.retention.succeeded</c>. Default 7 d; 1 s to 10,000 d.
    /// </summary>
    public TimeSpan Succeeded { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Age of a cancelled job, <c>akkajobs.retention.cancelled</c>. Default 7 d; 1 s to 10,000 d.
    /// </summary>
    public TimeSpan Cancelled { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Age of a failed job, <c>akkajobs.retention.failed</c>. Default 30 d; 1 s to 10,000 d. As long can it be retried.
    /// </summary>
    public TimeSpan Failed { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Age of the journal, <c>akkajobs.retention.journal</c>. Default 30 d; 1 s to 10,000 d. The journal is cut at
    /// snapshots, of which four are kept over this time, so it may reach back by a quarter more.
    /// </summary>
    public TimeSpan Journal { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Succeeded jobs that are kept at most, <c>akkajobs.retention.max-succeeded</c>. Default 10,000,000; 0 to
    /// 2,000,000,000.
    /// </summary>
    public int MaxSucceeded { get; set; } = 10_000_000;

    /// <summary>
    /// Cancelled jobs that are kept at most, <c>akkajobs.retention.max-cancelled</c>. Default 10,000,000; 0 to
    /// 2,000,000,000.
    /// </summary>
    public int MaxCancelled { get; set; } = 10_000_000;

    /// <summary>
    /// Failed jobs that are kept at most, <c>akkajobs.retention.max-failed</c>. Default 10,000,000; 0 to
    /// 2,000,000,000.
    /// </summary>
    public int MaxFailed { get; set; } = 10_000_000;

    /// <summary>
    /// Events that the journal keeps at most, give or take the events between two snapshots,
    /// <c>akkajobs.retention.max-journal</c>. Default 100,000,000; 0 to 2,000,000,000.
    /// </summary>
    public int MaxJournal { get; set; } = 100_000_000;

    /// <summary>
    /// How often it is looked for what is over, <c>akkajobs.retention.every</c>. Default 1 m; 100 ms to 1 d.
    /// </summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    internal TimeSpan AgeOf(JobStatus status) => status switch
    {
        JobStatus.Succeeded => Succeeded,
        JobStatus.Failed => Failed,
        JobStatus.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Only finished jobs are pruned."),
    };

    internal int MaxOf(JobStatus status) => status switch
    {
        JobStatus.Succeeded => MaxSucceeded,
        JobStatus.Failed => MaxFailed,
        JobStatus.Cancelled => MaxCancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Only finished jobs are pruned."),
    };
}
