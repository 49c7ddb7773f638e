namespace AkkaJobs;

/// <summary>
/// Where a job stands. Each value says what puts a job there and what takes it out. Open: <see cref="Scheduled"/>,
/// <see cref="Pending"/>, <see cref="Processing"/>, <see cref="Retrying"/>; the others are finished.
/// </summary>
public enum JobStatus
{
    /// <summary>Enqueued with a later <c>run_at</c>. Leaves when that time comes, or by cancel.</summary>
    Scheduled = 1,

    /// <summary>Ready for any bot. Comes from enqueue, due, release, retry; leaves by claim or cancel.</summary>
    Pending = 2,

    /// <summary>
    /// Held by one bot under one lease. Comes from a claim; leaves by the bot's report, a release, a verdict or cancel,
    /// at the latest when lease or timeout run out.
    /// </summary>
    Processing = 3,

    /// <summary>
    /// Failed with attempts left, waiting for its backoff. Leaves when that is over, by retry or cancel.
    /// </summary>
    Retrying = 4,

    /// <summary>Finished with a result. Final.</summary>
    Succeeded = 6,

    /// <summary>
    /// Finished with an error: not retryable, no attempt left, or lost too often. Leaves only by retry.
    /// </summary>
    Failed = 7,

    /// <summary>Stopped by request. Leaves only by retry.</summary>
    Cancelled = 8,
}
