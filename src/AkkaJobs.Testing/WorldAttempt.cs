using AkkaJobs.Bots;

namespace AkkaJobs.Testing;

/// <summary>One attempt whose handler runs: on the world's thread, until it waits for something.</summary>
internal sealed class WorldAttempt : IDisposable
{
    private static readonly AsyncLocal<WorldAttempt?> Flow = new();

    private readonly CancellationTokenSource _cancel = new();
    private readonly Handler? _handler;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<HandlerOutcome>? _running;
    private Progress? _progress;
    private int _timers;
    private bool _isIdle;

    /// <param name="job">What was claimed.</param>
    /// <param name="handler">Null if it hangs.</param>
    /// <param name="begins">The world's time.</param>
    public WorldAttempt(ClaimedJob job, Handler? handler, Timestamp begins)
    {
        Job = job;
        _handler = handler;
        Begins = begins;
    }

    /// <summary>The one whose handler calls; null elsewhere.</summary>
    public static WorldAttempt? Current => Flow.Value;

    public ClaimedJob Job { get; }

    public Timestamp Begins { get; }

    /// <summary>Its process has died: nothing of it happens any more.</summary>
    public bool IsDead { get; set; }

    /// <summary>How it ended; null while it runs.</summary>
    public HandlerOutcome? Outcome => _running is { IsCompleted: true } ended ? ended.Result : null;

    /// <summary>Whether it runs, and waits for something that is not in the world.</summary>
    private bool WaitsOutside =>
        _running is { IsCompleted: false } && !IsDead && !_isIdle && Volatile.Read(ref _timers) == 0;

    /// <summary>Calls the handler.</summary>
    public void Begin()
    {
        if (_handler is null || IsDead)
        {
            return;
        }

        Flow.Value = this;
        try
        {
            _running = HandlerCall.RunAsync(_handler, Job.Args, new JobContext(Job, _cancel.Token, Say)).AsTask();
        }
        finally
        {
            Flow.Value = null;
        }
    }

    /// <summary>Tells the handler to stop.</summary>
    public void Cancel()
    {
        if (!IsDead)
        {
            _isIdle = false;
            _cancel.Cancel();
        }
    }

    /// <summary>
    /// Waits in real time while the handler does something outside the world, so that this takes no virtual time. One
    /// that takes longer is taken to wait for its cancellation.
    /// </summary>
    public async Task SettleAsync(TimeSpan patience)
    {
        while (WaitsOutside)
        {
            var changed = Volatile.Read(ref _changed);
            try
            {
                if (WaitsOutside)
                {
                    await Task.WhenAny(_running!, changed.Task).WaitAsync(patience).ConfigureAwait(false);
                }
            }
            catch (TimeoutException)
            {
                _isIdle = true;
            }
        }
    }

    public void WaitsForTimer(int more)
    {
        Interlocked.Add(ref _timers, more);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }

    /// <summary>How far the handler says it is, since this was last asked; null if it has not said.</summary>
    public JsonText? TakeProgress() => Interlocked.Exchange(ref _progress, null)?.Value;

    public void Dispose() => _cancel.Dispose();

    private void Say(JsonText progress) => Volatile.Write(ref _progress, new Progress(progress));

    private sealed record Progress(JsonText Value);
}
