using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <summary>
/// The node's way to the coordinator. Commands sent one by one travel together while earlier ones are under way, so
/// that many clients cost the coordinator few messages; what is unanswered is bounded here, so that its mailbox stays
/// short.
/// </summary>
internal sealed class CoordinatorEdge : IAsyncDisposable
{
    private const int Pumps = 4;
    private readonly Func<IActorRef> _find;
    private readonly TimeSpan _patience;
    private readonly Channel<Pending> _pending;
    private readonly SemaphoreSlim _bulk;
    private readonly Task _pumps;
    private long _correlation;

    /// <summary>Ends when the coordinator may have gone to another node.</summary>
    private CancellationTokenSource _era = new();

    /// <param name="coordinator">Finds the singleton's proxy, or the coordinator itself.</param>
    /// <param name="patience">How long an answer may take before the outcome counts as unknown.</param>
    /// <param name="maxUnanswered">
    /// Commands under way at once. More enqueues are refused with <c>busy</c>; bulk ones, and whatever is no enqueue,
    /// wait: what a bot reports or shows of life is never refused for want of room.
    /// </param>
    public CoordinatorEdge(Func<IActorRef> coordinator, TimeSpan patience, int maxUnanswered)
    {
        _find = coordinator;
        _patience = patience;
        _pending = Channel.CreateBounded<Pending>(maxUnanswered);
        _bulk = new SemaphoreSlim(Math.Max(1, maxUnanswered / MessageRoom.MaxTogether));
        _pumps = Task.WhenAll(Enumerable.Range(0, Pumps).Select(_ => Task.Run(PumpAsync)));
    }

    /// <summary>One command and its answer, which is a <see cref="Refused"/> when there was none.</summary>
    public Task<CoordinatorReply> SendAsync(CoordinatorCommand command, CancellationToken cancel)
    {
        var pending = new Pending(
            command, new TaskCompletionSource<CoordinatorReply>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_pending.Writer.TryWrite(pending))
        {
            return pending.Answer.Task.WaitAsync(cancel);
        }

        return command is Enqueue
            ? Task.FromResult<CoordinatorReply>(new Refused(new Rejection(
                RejectionCode.Busy, "Too many requests of this node wait for the coordinator already.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            }))
            : SendWhenThereIsRoomAsync(pending, cancel);
    }

    private async Task<CoordinatorReply> SendWhenThereIsRoomAsync(Pending pending, CancellationToken cancel)
    {
        try
        {
            await _pending.Writer.WriteAsync(pending, cancel).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return Unknown(pending.Command);
        }

        return await pending.Answer.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Many commands, in as many messages as they need; answered in their order.</summary>
    public async Task<IReadOnlyList<CoordinatorReply>> SendAsync(
        IReadOnlyList<CoordinatorCommand> commands, CancellationToken cancel)
    {
        var replies = await Task.WhenAll(MessageRoom.Cut(commands).Select(part => SendPartAsync(part, cancel)))
            .ConfigureAwait(false);
        return replies is [var all] ? all : [.. replies.SelectMany(part => part)];
    }

    private async Task<IReadOnlyList<CoordinatorReply>> SendPartAsync(
        IReadOnlyList<CoordinatorCommand> commands, CancellationToken cancel)
    {
        await _bulk.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await AskAsync(commands, _patience).WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            _bulk.Release();
        }
    }

    /// <summary>One command that may wait at the coordinator for longer than an answer takes.</summary>
    public async Task<CoordinatorReply> SendAsync(CoordinatorCommand command, TimeSpan wait)
    {
        var replies = await AskAsync([command], wait + _patience).ConfigureAwait(false);
        return replies[0];
    }

    /// <summary>Sends without waiting for an answer.</summary>
    public void Tell(CoordinatorCommand command) => _find().Tell(new Commands(NextCorrelation(), [command]));

    /// <summary>A question that changes nothing; null when the coordinator is away.</summary>
    public Task<TAnswer?> AskAsync<TAnswer>(IWireMessage question, TimeSpan wait, CancellationToken cancel)
        where TAnswer : class =>
        AskWithinAsync<TAnswer>(question, wait + _patience, cancel);

    /// <summary>The same, with another patience than that of clients.</summary>
    public async Task<TAnswer?> AskWithinAsync<TAnswer>(
        IWireMessage question, TimeSpan within, CancellationToken cancel)
        where TAnswer : class
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var era = Volatile.Read(ref _era).Token;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(era, cancel);
            try
            {
                return await _find().Ask<object>(question, Left(within, since), either.Token).ConfigureAwait(false)
                    as TAnswer;
            }
            catch (AskTimeoutException)
            {
                return null;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Another coordinator may know.
            }
        }
    }

    /// <summary>
    /// The coordinator's node may be gone. What was asked there is asked again where it is now, if it may be repeated;
    /// the rest gets its answer, that nothing is known, without waiting for longer.
    /// </summary>
    public void AskAgain() => Interlocked.Exchange(ref _era, new CancellationTokenSource()).Cancel();

    public async ValueTask DisposeAsync()
    {
        _era.Dispose();
        _pending.Writer.TryComplete();
        await _pumps.ConfigureAwait(false);
        _bulk.Dispose();
    }

    private long NextCorrelation() => Interlocked.Increment(ref _correlation);

    private async Task PumpAsync()
    {
        var batch = new List<Pending>();

        // What was read but no longer fitted; a pump that ends has none.
        Pending? next = null;
        while (next is not null || await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            next = Fill(batch, next);
            if (batch.Count == 0)
            {
                continue;
            }

            var replies = await AskAsync(batch.ConvertAll(p => p.Command), _patience).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(replies[i]);
            }

            batch.Clear();
        }
    }

    /// <summary>Takes what waits, as much as fits one message.</summary>
    /// <returns>The first one that did not fit; null when nothing is left.</returns>
    private Pending? Fill(List<Pending> batch, Pending? first)
    {
        var room = new MessageRoom();
        var next = first;
        while (next is not null || _pending.Reader.TryRead(out next))
        {
            if (!room.Takes(next.Command))
            {
                return next;
            }

            batch.Add(next);
            next = null;
        }

        return null;
    }

    private async Task<IReadOnlyList<CoordinatorReply>> AskAsync(
        IReadOnlyList<CoordinatorCommand> commands, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        var era = Volatile.Read(ref _era).Token;
        try
        {
            var answer = await _find().Ask<object>(new Commands(NextCorrelation(), commands), patience, era)
                .ConfigureAwait(false);
            if (answer is Replies replies)
            {
                return replies.Items;
            }
        }
        catch (AskTimeoutException)
        {
            // Nothing is known of the outcome; the answer below says so.
        }
        catch (OperationCanceledException)
        {
            return await RepeatAsync(commands, Left(patience, since)).ConfigureAwait(false);
        }

        return [.. commands.Select(Unknown)];
    }

    private async Task<IReadOnlyList<CoordinatorReply>> RepeatAsync(
        IReadOnlyList<CoordinatorCommand> commands, TimeSpan patience)
    {
        var replies = commands.Select(Unknown).ToArray();
        var again = Enumerable.Range(0, commands.Count).Where(i => Repeatable(commands[i]) is not null).ToList();
        if (again.Count == 0)
        {
            return replies;
        }

        var answers = await AskAsync(again.ConvertAll(i => Repeatable(commands[i])!), patience).ConfigureAwait(false);
        for (var i = 0; i < again.Count; i++)
        {
            replies[again[i]] = answers[i];
        }

        return replies;
    }

    /// <summary>
    /// The command as it may be sent a second time, whether or not the first one was decided; null where its sender
    /// must know: an operator's act may have been followed by another's.
    /// </summary>
    private static CoordinatorCommand? Repeatable(CoordinatorCommand command) => command switch
    {
        Enqueue enqueue => enqueue with { FreshId = false },
        Complete or Fail or HeartbeatRemote or ClaimRemote { Request: not null } => command,
        _ => null,
    };

    private static CoordinatorReply Unknown(CoordinatorCommand command) =>
        new Refused(Rejection.CoordinatorUnavailable((command as JobCommand)?.Job));

    private static TimeSpan Left(TimeSpan within, long since)
    {
        var left = within - Stopwatch.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private sealed record Pending(CoordinatorCommand Command, TaskCompletionSource<CoordinatorReply> Answer);
}
