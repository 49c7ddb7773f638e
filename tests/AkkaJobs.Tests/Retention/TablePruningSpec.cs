using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.Followers;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Retention;

/// <summary>Pruning of the tables on SQLite.</summary>
public sealed class TablePruningOnSqlite() : TablePruningSpec(SqliteStore.New());

/// <summary>Pruning of the tables on PostgreSQL.</summary>
public sealed class TablePruningOnPostgres() : TablePruningSpec(PostgresStore.New());

/// <summary>Behind a horizon a row is gone; after it, it is there.</summary>
public abstract class TablePruningSpec : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TablesWorld _world;
    private readonly Story _story = new();
    private readonly RetentionOptions _options = new();

    private protected TablePruningSpec(TestStore store) => _world = new TablesWorld(store);

    [SkippableFact]
    public void What_is_too_old_goes_and_the_rest_stays()
    {
        var old = _story.Succeed();
        _story.Now += 6 * Day;
        var young = _story.Succeed();

        Prune(_story.Now + (2 * Day));

        Assert.Equal([young], Jobs());
        Assert.Equal([young], Results());
        Assert.DoesNotContain(old, Jobs());
    }

    [SkippableFact]
    public void Each_status_has_a_horizon_of_its_own()
    {
        var succeeded = _story.Succeed();
        var failed = Fail();
        var cancelled = _story.Enqueue();
        _story.Do(new Cancel(cancelled, "bob", null));
        var open = _story.Enqueue();

        Prune(_story.Now + (8 * Day));

        Assert.Equal([failed, open], Jobs());
        Assert.Equal([failed], Results());
        Assert.True(Horizon("succeeded") > 0);
        Assert.True(Horizon("cancelled") > Horizon("succeeded"));
        Assert.Equal(0, Horizon("failed"));
        Assert.DoesNotContain(succeeded, Jobs());
    }

    [SkippableFact]
    public void Of_too_many_the_newest_stay()
    {
        var jobs = Enumerable.Range(0, 5).Select(_ => _story.Succeed()).ToList();
        _options.MaxSucceeded = 2;

        Prune(_story.Now);

        Assert.Equal(jobs[3..], Jobs());
        Assert.Equal(jobs[3..], Results());
    }

    [SkippableFact]
    public void A_job_that_was_retried_stays_as_long_as_its_last_finish()
    {
        var again = Fail();
        var onlyOnce = Fail();
        _story.Now += 20 * Day;
        _story.Do(new Retry(again, "bob", null));
        _story.Place();
        _story.Complete(again);

        Prune(_story.Now + (5 * Day));
        Assert.Equal([again, onlyOnce], Jobs());

        Prune(_story.Now + (6 * Day) + (5 * Day));
        Assert.Empty(Results());
        Assert.Empty(Jobs());
    }

    [SkippableFact]
    public void A_job_that_was_retried_and_is_open_stays()
    {
        var job = Fail();
        _story.Now += 20 * Day;
        _story.Do(new Retry(job, "bob", null));

        Prune(_story.Now + (20 * Day));

        Assert.Equal([job], Jobs());
        Assert.Empty(Results());
    }

    [SkippableFact]
    public void Nothing_goes_that_the_datalake_does_not_hold()
    {
        var first = _story.Succeed();
        var second = _story.Succeed();
        Store();
        var exported = _world.Results()[0].Id;
        Export(exported);

        var held = PruneStored(_story.Now + (8 * Day), lake: true);

        Assert.Equal([second], Jobs());
        Assert.Equal(PruneOutcome.HeldBackBy(DatalakeFollower.Name, exported), held);
        Assert.DoesNotContain(first, Jobs());
    }

    [SkippableFact]
    public void A_datalake_that_is_not_configured_holds_nothing_back()
    {
        _story.Succeed();

        Assert.Equal(PruneOutcome.Nothing, Prune(_story.Now + (8 * Day)));
        Assert.Empty(Jobs());
    }

    [SkippableTheory]
    [InlineData(nameof(PruneStep.HorizonMoved))]
    [InlineData(nameof(PruneStep.JobsDeleted))]
    [InlineData(nameof(PruneStep.ResultsDeleted))]
    public void A_step_that_is_cut_off_was_not_done(string step)
    {
        var job = _story.Succeed();
        Store();
        var time = new ManualTime((_story.Now + (8 * Day)).ToDateTimeOffset());
        var cut = new TablePruning(_world.TablesDatabase, _options, lake: false, time, at =>
        {
            if (at == Enum.Parse<PruneStep>(step))
            {
                throw new TimeoutException("cut off");
            }
        });

        Assert.Throws<TimeoutException>(() => cut.Step(JobStatus.Succeeded, 0));

        Assert.Equal([job], Jobs());
        Assert.Equal([job], Results());
        Assert.Equal(0, Horizon("succeeded"));
        PruneStored(_story.Now + (8 * Day), lake: false);
        Assert.Empty(Jobs());
        Assert.Empty(Results());
    }

    [SkippableFact]
    public void A_run_larger_than_a_step_goes_in_several()
    {
        var jobs = Enumerable.Range(0, TablePruning.RowsAtOnce + 1).Select(_ => _story.Enqueue()).ToList();
        _story.Do([.. jobs.Select(job => new Cancel(job, "bob", null))]);
        Store();
        var time = new ManualTime((_story.Now + (8 * Day)).ToDateTimeOffset());
        var pruning = new TablePruning(_world.TablesDatabase, _options, lake: false, time);

        Assert.True(pruning.Step(JobStatus.Cancelled, 0).More);
        Assert.Equal(jobs[^1], Assert.Single(Jobs()));
        Assert.True(pruning.Step(JobStatus.Cancelled, 0).More);
        Assert.Equal(PruneOutcome.Nothing, pruning.Step(JobStatus.Cancelled, 0));
        Assert.Empty(Jobs());
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    private JobId Fail()
    {
        var job = _story.Enqueue();
        _story.Place();
        _story.Fail(job, retryable: false);
        return job;
    }

    private PruneOutcome Prune(Timestamp now)
    {
        Store();
        return PruneStored(now, lake: false);
    }

    private PruneOutcome PruneStored(Timestamp now, bool lake)
    {
        var time = new ManualTime(now.ToDateTimeOffset());
        var pruning = new TablePruning(_world.TablesDatabase, _options, lake, time);
        PruneOutcome held = default;
        foreach (var status in TablePruning.Statuses)
        {
            var tooMany = pruning.TooMany(status);
            PruneOutcome outcome;
            while ((outcome = pruning.Step(status, tooMany)).More)
            {
            }

            held = outcome.Holder is null ? held : outcome;
        }

        return held;
    }

    /// <summary>Brings the tables to the story's end.</summary>
    private void Store()
    {
        using var writer = _world.Writer();
        var offset = writer.ReadOffset().Number;
        if (_story.Commits.Where(commit => commit.Commit.First > offset).ToList() is { Count: > 0 } rest)
        {
            _world.Store(rest);
        }
    }

    private void Export(long last)
    {
        using var data = _world.TablesDatabase.Query();
        data.Insert(new DatalakePlanRow { Name = DatalakeFollower.Name, Exported = last, UpdatedAt = "" });
    }

    private List<JobId> Jobs() => [.. _world.Jobs().Select(row => Id(row.Id))];

    private List<JobId> Results() => [.. _world.Results().Select(row => Id(row.JobId))];

    private long Horizon(string name)
    {
        using var data = _world.TablesDatabase.Query();
        return Horizons.Read(data, name).Number;
    }

    private static JobId Id(string text) => JobId.TryParse(text, out var id) ? id : default;
}
