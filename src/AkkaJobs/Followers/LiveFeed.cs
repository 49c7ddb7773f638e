using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Followers;

/// <summary>
/// Hands stored commits from the coordinator to one follower. Bounded: what does not fit is dropped, and the follower,
/// which sees the gap or the <see cref="Head"/>, reads it from the journal. So a slow follower costs the coordinator
/// nothing. One writer, one reader.
/// </summary>
/// <param name="maxEvents">
/// Events held at most. Default 400,000: what comes in a few seconds of a bulk upload, and would cost more to read
/// again from the journal than to hold.
/// </param>
/// <param name="maxBytes">Bytes of their args, results and errors at most. Default 64 MiB.</param>
internal sealed class LiveFeed(int maxEvents = 400_000, long maxBytes = 64 << 20)
{
    private readonly ConcurrentQueue<(StoredCommit Commit, long Bytes)> _commits = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private int _events;
    private long _bytes;
    private long _head;

    /// <summary>The last event offered, held or dropped.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Called by the coordinator once a commit is stored, in the order of commits. Never waits.</summary>
    /// <returns>False if it was dropped.</returns>
    public bool Offer(StoredCommit commit)
    {
        var count = commit.Commit.Events.Count;
        var bytes = BytesOf(commit.Commit);
        var fits = Volatile.Read(ref _events) + count <= maxEvents && Volatile.Read(ref _bytes) + bytes <= maxBytes;
        if (fits)
        {
            Interlocked.Add(ref _events, count);
            Interlocked.Add(ref _bytes, bytes);
            _commits.Enqueue((commit, bytes));
        }

        // In this order: who sees the head and no commit knows that it was dropped; who hears the bell sees the head.
        Volatile.Write(ref _head, commit.Commit.Last);
        _bell.Writer.TryWrite(true);
        return fits;
    }

    /// <summary>Looks at the next commit.</summary>
    public bool TryPeek([NotNullWhen(true)] out StoredCommit? commit)
    {
        var found = _commits.TryPeek(out var next);
        commit = next.Commit;
        return found;
    }

    /// <summary>Takes the next commit.</summary>
    public bool TryTake([NotNullWhen(true)] out StoredCommit? commit)
    {
        var found = _commits.TryDequeue(out var next);
        commit = next.Commit;
        if (found)
        {
            Interlocked.Add(ref _events, -next.Commit.Commit.Events.Count);
            Interlocked.Add(ref _bytes, -next.Bytes);
        }

        return found;
    }

    /// <summary>Waits until something was offered since the last wait.</summary>
    public async Task WaitAsync(CancellationToken cancel) =>
        await _bell.Reader.ReadAsync(cancel).ConfigureAwait(false);

    /// <summary>The parts of unknown size; the rest is bounded by the count.</summary>
    private static long BytesOf(JournalCommit commit)
    {
        var bytes = 0L;
        foreach (var e in commit.Events)
        {
            bytes += e switch
            {
                JobEnqueued enqueued => enqueued.Spec.Bytes,
                JobRetried retried => retried.Record.Spec.Bytes,
                JobSucceeded succeeded => succeeded.Result.Length,
                JobFailed failed => failed.Error.Length,
                AttemptFailed failed => failed.Error.Length,
                _ => 0,
            };
        }

        return bytes;
    }
}
