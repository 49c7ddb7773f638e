using System.Data.Common;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Followers;

/// <summary>
/// Follows the journal into the tables: live from the coordinator, and from the journal where that has a gap. Runs
/// beside the coordinator, never in its way.
/// </summary>
/// <param name="writer">The tables.</param>
/// <param name="feed">What the coordinator hands over; must exist before the coordinator starts.</param>
/// <param name="journal">What fills the gaps.</param>
/// <param name="moved">Told each offset that is durable, on the follower's thread.</param>
/// <param name="time">For the waits between attempts.</param>
/// <param name="recovered">Where the coordinator's recovery has come to.</param>
internal sealed class TableFollower(
    ITableWriter writer,
    LiveFeed feed,
    JournalReader journal,
    Action<long> moved,
    TimeProvider time,
    Recovered recovered)
{
    /// <summary>Its name: that of its offset.</summary>
    public const string Name = "tables";

    /// <summary>
    /// Events of one transaction, about. Small enough that a job's rows are visible within a fraction of a second,
    /// large enough that a commit's cost does not matter. Below it a batch is what came while the last one was written.
    /// </summary>
    private const int EventsAtOnce = 15_000;

    private static readonly RetryWait Waits = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private readonly FollowerStatus _status = new(Name, time);
    private FollowerOffset _offset;

    /// <summary>
    /// Whether an offset that another has moved may still be the last write of the follower before this one, which was
    /// under way when its coordinator ended. Once this one has written, or met it, it is a rival's.
    /// </summary>
    private bool _mayFollowAnother = true;

    /// <summary>Where it stands.</summary>
    public FollowerView View()
    {
        _status.Knows(feed.Head);
        if (feed.TryPeek(out var next))
        {
            _status.Behind(next.Commit.First, next.Commit.Events[0].At);
        }

        return _status.View();
    }

    /// <summary>
    /// Follows until it is cancelled. While the tables or the journal are away it tries again and again.
    /// </summary>
    /// <exception cref="RowRefusedException">The tables will not take an event; it has stopped before it.</exception>
    /// <exception cref="OffsetTakenException">Another follower writes the same tables.</exception>
    /// <exception cref="JournalUnreadableException">A commit cannot be read; it has stopped before it.</exception>
    /// <exception cref="TablesAheadException">The tables hold what the journal does not.</exception>
    public Task RunAsync(CancellationToken cancel) => Task.Run(() => TryAsync(cancel), CancellationToken.None);

    private async Task TryAsync(CancellationToken cancel)
    {
        var wait = Waits.First;
        while (!cancel.IsCancellationRequested)
        {
            var before = _offset;
            try
            {
                await FollowAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (OffsetTakenException) when (_mayFollowAnother)
            {
                _mayFollowAnother = false;
            }
            catch (DbException away)
            {
                _status.Error = $"The tables or the journal are away: {away.Message}";
                wait = Waits.After(wait, hasMoved: _offset != before);
                await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                _status.Error = e.Message;
                throw;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        _offset = writer.ReadOffset();
        TablesAheadException.ThrowIfApart(_offset, journal);
        if (_mayFollowAnother)
        {
            // Nothing is written yet that came after the recovery.
            TablesAheadException.ThrowIfAhead(
                _offset, recovered.LastNumber, recovered.LastToken, journal.Database);
        }

        Report();
        CatchUp(cancel);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (Take() is { Count: > 0 } commits)
            {
                Store(commits);
            }
            else if (feed.Head > _offset.Number)
            {
                CatchUp(cancel);
            }
            else
            {
                await feed.WaitAsync(cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the feed holds that follows the offset, up to a gap. Passes over what is stored already.</summary>
    private List<StoredCommit> Take()
    {
        var commits = new List<StoredCommit>();
        var last = _offset.Number;
        var events = 0;
        while (events < EventsAtOnce && feed.TryPeek(out var next))
        {
            if (next.Commit.Last > last)
            {
                if (next.Commit.First != last + 1)
                {
                    break;
                }

                commits.Add(next);
                events += next.Commit.Events.Count;
                last = next.Commit.Last;
            }

            feed.TryTake(out _);
        }

        return commits;
    }

    /// <summary>Reads the journal to its end, which lies where the feed's head is or beyond.</summary>
    private void CatchUp(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();

            // Before the read: what was handed over by then was stored by then.
            var head = feed.Head;
            var commits = journal.Read(_offset.Row);
            if (commits.Count == 0 && head > _offset.Number)
            {
                throw new JournalUnreadableException(
                    $"The journal ends with event {_offset.Number}, but event {head} was handed over as stored.");
            }

            if (commits.Count == 0)
            {
                return;
            }

            foreach (var run in RunsOf(commits))
            {
                Store(run);
            }
        }
    }

    private static IEnumerable<List<StoredCommit>> RunsOf(List<StoredCommit> commits)
    {
        var run = new List<StoredCommit>();
        var events = 0;
        foreach (var commit in commits)
        {
            run.Add(commit);
            events += commit.Commit.Events.Count;
            if (events >= EventsAtOnce)
            {
                yield return run;
                run = [];
                events = 0;
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private void Store(List<StoredCommit> commits)
    {
        var first = commits[0].Commit;
        var last = commits[^1];
        if (first.First != _offset.Number + 1)
        {
            throw new JournalUnreadableException(
                $"Journal row {commits[0].Row} begins with event {first.First}, but event {_offset.Number + 1} comes "
                + "next.");
        }

        _status.Knows(last.Commit.Last);
        _status.Behind(first.First, first.Events[0].At);
        _offset = writer.Write(JobProjection.Project(commits), _offset, last.Commit.Last, last.Row);
        _mayFollowAnother = false;
        Report();
    }

    private void Report()
    {
        _status.Stored(_offset.Number);
        moved(_offset.Number);
    }
}
