using System.Data.Common;
using System.Runtime.CompilerServices;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Followers;

/// <summary>
/// Reads the journal for whoever follows it: each reader at its own pace, with a cursor and nothing else in memory.
/// </summary>
/// <param name="reader">The journal; null on a node without a database.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalEvents(JournalReader? reader, TimeProvider time) : IJobEvents
{
    /// <summary>Readers of one node; each holds a connection open and reads for itself.</summary>
    public const int MostReaders = 100;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly JournalPulse? _pulse = reader is null ? null : new JournalPulse(reader.LastRow, time);
    private int _readers;

    public async IAsyncEnumerable<JobEventView> FollowAsync(
        JobEventFilter filter, long? after = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (reader is null)
        {
            throw new JobRefusedException(Rejection.NoTables());
        }

        if (Interlocked.Increment(ref _readers) > MostReaders)
        {
            Interlocked.Decrement(ref _readers);
            throw new JobRefusedException(new Rejection(
                RejectionCode.Busy, $"{MostReaders} readers follow this node's events; ask another, or later.")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            });
        }

        try
        {
            var at = await BeginAsync(after, cancel).ConfigureAwait(false);
            if (at.Gap is { } gap)
            {
                yield return gap;
            }

            await foreach (var view in FollowAsync(filter, at, cancel).ConfigureAwait(false))
            {
                yield return view;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async IAsyncEnumerable<JobEventView> FollowAsync(
        JobEventFilter filter, Start at, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (row, number) = (at.Row, at.Number);
        while (true)
        {
            var commits = await ReadAsync(row, cancel).ConfigureAwait(false);
            foreach (var stored in commits)
            {
                row = stored.Row;
                foreach (var view in Views(stored, number).Where(view => Fits(filter, view)))
                {
                    yield return view;
                }

                number = stored.Commit.Last;
            }
        }
    }

    /// <summary>The commits after a row, at least one: waits for it, and for a database that is away.</summary>
    private async Task<List<StoredCommit>> ReadAsync(long row, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var commits = await Task.Run(() => reader!.Read(row), cancel).ConfigureAwait(false);
                if (commits.Count > 0)
                {
                    return commits;
                }

                await _pulse!.WaitAsync(row, cancel).ConfigureAwait(false);
            }
            catch (DbException)
            {
                await Task.Delay(TryAgain, time, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<Start> BeginAsync(long? after, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => Begin(after), cancel).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            throw new JobRefusedException(Rejection.TablesUnavailable(), away);
        }
    }

    private Start Begin(long? after)
    {
        if (reader!.Last() is not { } last)
        {
            return new Start(0, 0, null);
        }

        if (after is not { } seen || seen >= last.Commit.Last)
        {
            return new Start(last.Row, last.Commit.Last, null);
        }

        var row = reader.RowBefore(seen + 1);
        var first = reader.Read(row)[0].Commit;
        return first.First <= seen + 1
            ? new Start(row, seen, null)
            : new Start(row, first.First - 1, new JobEventView
            {
                Number = first.First - 1,
                At = time.GetUtcNow(),
                Event = "gap",
                Reason = $"Events {seen + 1} to {first.First - 1} have been pruned.",
            });
    }

    private static IEnumerable<JobEventView> Views(StoredCommit stored, long after)
    {
        var number = stored.Commit.First;
        foreach (var e in stored.Commit.Events)
        {
            if (number > after && View(number, e) is { } view)
            {
                yield return view;
            }

            number++;
        }
    }

    /// <summary>
    /// What readers hear of an event: transitions of jobs, and what operators did to bots and queues.
    /// </summary>
    private static JobEventView? View(long number, CoordinatorEvent e)
    {
        var view = new JobEventView { Number = number, At = e.At.ToDateTimeOffset(), Event = "" };
        return e switch
        {
            JobEvent job => View(view, job.Job, HistoryEntry.Of(number, job)),
            BotDrained d => view with { Event = "bot-drained", Bot = d.Bot, By = d.By, Reason = d.Reason },
            BotResumed r => view with { Event = "bot-resumed", Bot = r.Bot, By = r.By, Reason = r.Reason },
            FormatRaised r => view with { Event = "format-raised", Reason = $"Every node reads format {r.Format}." },
            QueuePaused p => view with { Event = "queue-paused", Queue = p.Queue, By = p.By, Reason = p.Reason },
            QueueResumed r => view with { Event = "queue-resumed", Queue = r.Queue, By = r.By, Reason = r.Reason },
            _ => null,
        };
    }

    private static JobEventView View(JobEventView view, JobId job, HistoryEntry entry) => view with
    {
        Event = entry.Event,
        Job = job,
        Attempt = entry.Attempt,
        Token = entry.Token,
        Bot = entry.Bot,
        By = entry.By,
        Reason = entry.Reason,
    };

    private static bool Fits(JobEventFilter filter, JobEventView view) =>
        (filter.Job is not { } job || view.Job == job)
        && (filter.Event is not { } word || view.Event == word)
        && (filter.Bot is not { } bot || view.Bot == bot);

    /// <summary>Where a reader begins.</summary>
    /// <param name="Row">The row before the first.</param>
    /// <param name="Number">The event before the first.</param>
    /// <param name="Gap">What it cannot be told any more.</param>
    private sealed record Start(long Row, long Number, JobEventView? Gap);
}
