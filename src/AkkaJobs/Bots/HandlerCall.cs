namespace AkkaJobs.Bots;

/// <summary>A handler called, and what became of it.</summary>
internal static class HandlerCall
{
    /// <summary>Never throws: whatever a handler does is an outcome.</summary>
    public static async ValueTask<HandlerOutcome> RunAsync(Handler handler, JsonText args, JobContext job)
    {
        try
        {
            return new HandlerSucceeded(await handler(args, job).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (job.Cancel.IsCancellationRequested)
        {
            return HandlerStopped.Instance;
        }
        catch (AttemptFailedException failed)
        {
            return new HandlerFailed(failed.Message, failed.Retryable);
        }
        catch (Exception e)
        {
            return new HandlerFailed(HandlerErrors.Describe(e), Retryable: true);
        }
    }
}
