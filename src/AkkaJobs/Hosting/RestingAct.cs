namespace AkkaJobs.Hosting;

/// <summary>Something to be done while the followers stand still.</summary>
/// <param name="Run">Does it; does not throw.</param>
/// <param name="Refuse">Says that the followers have ended before its turn came.</param>
internal sealed record RestingAct(Action Run, Action Refuse)
{
    /// <param name="act">What is to be done.</param>
    /// <param name="done">Its outcome; null once it is refused.</param>
    public static RestingAct Of<T>(Func<T> act, out Task<T?> done)
        where T : struct
    {
        var outcome = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        done = outcome.Task;
        return new RestingAct(Run, () => outcome.SetResult(null));

        void Run()
        {
            try
            {
                outcome.SetResult(act());
            }
            catch (OperationCanceledException)
            {
                outcome.SetCanceled();
            }
            catch (Exception e)
            {
                outcome.SetException(e);
            }
        }
    }
}
