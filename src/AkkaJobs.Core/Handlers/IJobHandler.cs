namespace AkkaJobs;

/// <summary>User code that runs the jobs of one operation. Made anew, in its own DI scope, for each attempt.</summary>
public interface IJobHandler
{
    /// <summary>
    /// Runs one attempt. Execution is at least once: fence your own writes with <see cref="JobContext.Token"/>.
    /// An exception fails the attempt, retryable unless it is a <see cref="AttemptFailedException"/> that says
    /// otherwise.
    /// </summary>
    /// <returns>The result as JSON, at most <see cref="Limits.MaxResultBytes"/> bytes.</returns>
    Task<JsonText> RunAsync(JsonText args, JobContext job);
}
