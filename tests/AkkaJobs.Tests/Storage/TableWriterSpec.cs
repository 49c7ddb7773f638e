using AkkaJobs.Coordination;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Followers;

namespace AkkaJobs.Tests.Storage;

/// <summary>SQLite's writer.</summary>
public sealed class TableWriterOnSqlite() : TableWriterSpec(SqliteStore.New);

/// <summary>PostgreSQL's writer.</summary>
public sealed class TableWriterOnPostgres() : TableWriterSpec(PostgresStore.New);

/// <summary>How the tables are written, on any database.</summary>
public abstract class TableWriterSpec : IDisposable
{
    private readonly Func<TestStore> _newStore;
    private readonly TablesWorld _world;
    private readonly Story _story = new();

    private protected TableWriterSpec(Func<TestStore> newStore)
    {
        _newStore = newStore;
        _world = new TablesWorld(newStore());
    }

    [SkippableFact]
    public void Cut_off_at_any_step_a_batch_is_written_once()
    {
        var open = _story.Enqueue();
        _story.Place();
        var cancelled = _story.Enqueue();
        _story.Do(new Cancel(cancelled, null, null));
        _world.Store(_story.Commits);
        using var uncut = new TablesWorld(_newStore());
        uncut.Store(_story.Commits);
        var before = _story.Commits.Count;

        // Every way into the tables: a new row, a row that stands, one of a retry, and a history to be folded.
        _story.Succeed();
        _story.Add([.. Enumerable.Repeat(new AttemptAbandoned(_story.Now, open, 1, "bot-1"), 210)]);
        _story.Complete(open);
        _story.Do(new Retry(cancelled, null, null));
        var batch = _story.Commits.Skip(before).ToArray();
        uncut.Store(batch);
        var (jobs, results) = (_world.Jobs(), _world.Results());

        var seen = new HashSet<WriteStep>();
        var isWritten = false;
        for (var cut = 0; !isWritten; cut++)
        {
            var steps = 0;
            using var writer = _world.Writer(step =>
            {
                seen.Add(step);
                CutOffException.ThrowIf(steps++ == cut);
            });
            var from = writer.ReadOffset();
            Assert.Throws<CutOffException>(
                () => writer.Write(TablesWorld.Project(batch), from, batch[^1].Commit.Last, batch[^1].Row));

            // The cut after the commit: all of it is there, and the follower finds that out by the offset.
            isWritten = writer.ReadOffset() != from;
            Assert.Equal(isWritten ? uncut.Jobs() : jobs, _world.Jobs());
            Assert.Equal(isWritten ? uncut.Results() : results, _world.Results());
        }

        Assert.Equal(Enum.GetValues<WriteStep>(), seen.Order());
    }

    [SkippableFact]
    public void The_one_refused_row_among_many_is_named_and_nothing_of_its_batch_stays()
    {
        var open = Enumerable.Range(0, 20).Select(_ => _story.Enqueue()).ToList();
        _story.Place();
        _world.Store(_story.Commits);
        var before = _story.Commits.Count;
        var jobs = Enumerable.Range(0, 50).Select(_ => _story.Succeed()).ToList();
        open.ForEach(job => _story.Complete(job));
        _world.Refuse("results", $"NEW.job_id IN ('{open[13]}', '{open[17]}')", "this result is refused");

        var refused = Assert.Throws<RowRefusedException>(() => _world.Store([.. _story.Commits.Skip(before)]));

        Assert.Equal(open[13], refused.Job);
        Assert.Equal(_story.State.Jobs[open[13]].Number, refused.Number);
        Assert.Contains("this result is refused", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Results());
        Assert.Equal(open.Count, _world.Jobs().Count);
    }

    [SkippableFact]
    public void A_second_writer_is_told_and_writes_nothing()
    {
        using var first = _world.Writer();
        using var second = _world.Writer();
        var from = first.ReadOffset();
        Assert.Equal(from, second.ReadOffset());
        _story.Succeed();
        var changes = TablesWorld.Project(_story.Commits);
        first.Write(changes, from, _story.Last.Commit.Last, _story.Last.Row);

        // Other rows than the first wrote, so that nothing but the offset can stop it.
        var other = new Story();
        other.Succeed();
        var late = TablesWorld.Project(
            [.. other.Commits.Select(c => c with { Commit = c.Commit with { First = 100 + c.Commit.First } })]);
        var taken = Assert.Throws<OffsetTakenException>(() => second.Write(late, from, 999, 99));

        Assert.Contains("another one is writing the same tables", taken.Message, StringComparison.Ordinal);
        Assert.Single(_world.Jobs());
        Assert.Single(_world.Results());
    }

    [SkippableFact]
    public void A_refused_row_is_named_by_its_event_and_nothing_of_its_batch_stays()
    {
        var job = _story.Succeed();
        _world.Refuse("results", "NEW.id > 0", "results are closed");

        var refused = Assert.Throws<RowRefusedException>(() => _world.Store(_story.Commits));

        Assert.Equal((_story.State.LastNumber, job), (refused.Number, refused.Job));
        Assert.Contains("results are closed", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Jobs());
    }

    [SkippableFact]
    public void A_change_to_a_job_without_a_row_is_refused_but_not_a_line_of_its_history()
    {
        var job = _story.Enqueue();
        _story.Place();
        _world.Store(_story.Commits);
        _world.Execute("DELETE FROM jobs");
        _story.Add(new AttemptAbandoned(_story.Now, job, 1, "bot-1"));
        _world.Store(_story.Last);

        _story.Complete(job);
        var refused = Assert.Throws<RowRefusedException>(() => _world.Store(_story.Last));

        Assert.Contains("its job has no row", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_retried_job_that_was_pruned_has_a_row_again()
    {
        var job = _story.Enqueue();
        _story.Do(new Cancel(job, null, null));
        _world.Store(_story.Commits);
        _world.Execute("DELETE FROM jobs");
        _story.Do(new Retry(job, "bob", null));
        _world.Store(_story.Last);

        var row = Assert.Single(_world.Jobs());
        Assert.Equal((job.ToString(), "pending", _story.State.LastNumber), (row.Id, row.Status, row.Sequence));
    }

    [SkippableFact]
    public void An_empty_text_is_not_null()
    {
        var job = _story.Enqueue();
        _story.Place();
        _story.Fail(job, "", retryable: false);
        _world.Store(_story.Commits);

        Assert.Equal("", Assert.Single(_world.Results()).Error);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class CutOffException : Exception
    {
        public static void ThrowIf(bool cut)
        {
            if (cut)
            {
                throw new CutOffException();
            }
        }
    }
}
