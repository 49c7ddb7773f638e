namespace AkkaJobs.Storage;

/// <summary>The tables will not take what an event says, now or later. Nothing of its batch was written.</summary>
/// <param name="number">The event.</param>
/// <param name="job">Its job.</param>
/// <param name="reason">What the database says, as a sentence.</param>
/// <param name="inner">What it threw.</param>
/// <param name="dropTables">What has the tables made anew, as half a sentence; SQLite's.</param>
internal sealed class RowRefusedException(
    long number, JobId job, string reason, Exception? inner = null, string dropTables = "move jobs.db away")
    : Exception(
    $"The tables refuse event {number} of job {job}: {reason} Nothing is skipped: the follower stops before it. "
    + $"Mend the tables, or {dropTables} so that they are made anew from the journal, and start again.", inner)
{
    /// <summary>The event.</summary>
    public long Number { get; } = number;

    /// <summary>Its job.</summary>
    public JobId Job { get; } = job;
}
