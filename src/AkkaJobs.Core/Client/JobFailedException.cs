namespace AkkaJobs;

/// <summary>A job that was waited for ended without a result.</summary>
public sealed class JobFailedException(JobView job)
    : Exception($"Job {job.Id} {job.Status.Word()}{(job.Error is null ? "." : $": {job.Error}")}")
{
    /// <summary>The job as it ended.</summary>
    public JobView Job { get; } = job;
}
