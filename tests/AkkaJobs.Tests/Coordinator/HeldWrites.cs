using Akka.Persistence;
using Akka.Persistence.TestKit;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>Lets a test hold journal writes back, and decide how each ends.</summary>
internal sealed class HeldWrites : IJournalInterceptor
{
    private TaskCompletionSource _arrived = new();
    private TaskCompletionSource<bool>? _held;

    /// <summary>From now on the next write waits.</summary>
    public void Hold()
    {
        _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits until a write has come in and is held.</summary>
    public Task ArrivedAsync() => _arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Lets the held write land.</summary>
    public void Land() => Take().SetResult(true);

    /// <summary>Lets the held write fail.</summary>
    public void Fail() => Take().SetResult(false);

    public async Task InterceptAsync(IPersistentRepresentation message)
    {
        if (_held is not { } held)
        {
            return;
        }

        _arrived.TrySetResult();
        if (!await held.Task.ConfigureAwait(false))
        {
            throw new TestJournalFailureException();
        }
    }

    private TaskCompletionSource<bool> Take()
    {
        var held = _held ?? throw new InvalidOperationException("No write is held.");
        _held = null;
        return held;
    }
}
