namespace AkkaJobs;

/// <summary>The short forms that a first program uses.</summary>
public static class JobClientExtensions
{
    /// <summary>Enqueues an operation with an object as args; returns the job's id once it is durable.</summary>
    public static async Task<JobId> EnqueueAsync<TArgs>(
        this IJobClient client, string operation, TArgs args, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var outcome = await client.EnqueueAsync(new JobRequest(operation, JsonText.From(args)), cancel)
            .ConfigureAwait(false);
        return outcome.Id;
    }

    /// <summary>Waits for a job's result.</summary>
    /// <exception cref="JobFailedException">It ended without one.</exception>
    /// <exception cref="TimeoutException">
    /// It had not finished when <paramref name="timeout"/> was up; it goes on.
    /// </exception>
    /// <exception cref="JobRefusedException">No such job.</exception>
    public static async Task<TResult> WaitForResultAsync<TResult>(
        this IJobClient client, JobId id, TimeSpan timeout, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var left = timeout;
        while (true)
        {
            var wait = left < Limits.MaxWait ? left : Limits.MaxWait;
            left -= wait;
            var job = await client.WaitAsync(id, wait, cancel).ConfigureAwait(false)
                ?? throw new JobRefusedException(Rejection.UnknownJob(id));
            if (job.Status == JobStatus.Succeeded)
            {
                return (job.Result ?? JsonText.Null).To<TResult>()!;
            }

            if (!job.Status.IsOpen())
            {
                throw new JobFailedException(job);
            }

            if (left <= TimeSpan.Zero)
            {
                throw new TimeoutException($"Job {id} is still {job.Status.Word()} after {timeout}; it goes on.");
            }
        }
    }
}
