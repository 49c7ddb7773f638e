using AkkaJobs.Coordination;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Audit;

/// <summary>The audit behind retention, on SQLite.</summary>
public sealed class PrunedAuditOnSqlite() : PrunedAuditSpec(SqliteStore.New());

/// <summary>The audit behind retention, on PostgreSQL.</summary>
public sealed class PrunedAuditOnPostgres() : PrunedAuditSpec(PostgresStore.New());

/// <summary>An audit tells what was pruned from what is lost.</summary>
public abstract class PrunedAuditSpec : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly AuditWorld _world;

    private protected PrunedAuditSpec(TestStore store) => _world = AuditWorld.Lived(store);

    [SkippableFact]
    public void What_was_pruned_from_the_tables_is_not_missed()
    {
        var before = _world.Finishes().Count;
        _world.Prune(8 * Day, new RetentionOptions());

        Assert.InRange(_world.Finishes().Count, 1, before - 1);
        _world.AssertClean();
    }

    [SkippableFact]
    public void A_row_that_is_back_behind_its_horizon_is_found_and_taken_away()
    {
        var row = _world.Finishes()[0];
        _world.Prune(8 * Day, new RetentionOptions());
        Insert(row);

        var difference = Assert.Single(_world.Mend());
        Assert.Equal((row.JobId, row.Id), (difference.Job, difference.Number));
    }

    [SkippableFact]
    public void A_journal_that_was_cut_is_audited_from_the_snapshot_at_its_horizon()
    {
        CutJournal();
        _world.AssertClean();

        var lost = _world.Finishes()[^1];
        _world.Execute($"DELETE FROM results WHERE id = {lost.Id}");
        var difference = Assert.Single(_world.Mend());
        Assert.Equal((lost.JobId, lost.Id), (difference.Job, difference.Number));
        Assert.Equal(lost, _world.Finishes()[^1]);
    }

    [SkippableFact]
    public void Lines_of_the_lake_that_nobody_else_tells_of_are_believed_and_stay()
    {
        var files = _world.LakeFiles();
        var bytes = files.Select(file => File.ReadAllText(Path.Combine(_world.Results, file))).ToList();
        CutJournal();
        Assert.True(_world.Finishes()[0].Id > 1);
        _world.AssertClean();

        // Something to repair, elsewhere.
        _world.Execute($"DELETE FROM results WHERE id = {_world.Finishes()[^1].Id}");
        _world.Mend();
        Assert.Equal(bytes, files.Select(file => File.ReadAllText(Path.Combine(_world.Results, file))));
    }

    [SkippableFact]
    public void A_result_from_before_the_horizon_that_is_changed_differs_from_its_line()
    {
        var failed = _world.Finishes().Single(row => row.Status == "failed");
        CutJournal();
        _world.Execute($"UPDATE results SET error = 'never' WHERE id = {failed.Id}");

        var (differences, _) = _world.Audit();
        var difference = Assert.Single(differences);
        Assert.Equal((failed.JobId, failed.Id), (difference.Job, difference.Number));
    }

    [SkippableFact]
    public void A_job_that_finished_before_the_horizon_and_is_retried_after_it_makes_no_difference()
    {
        var failed = _world.Story.Enqueue();
        _world.Story.Place();
        _world.Story.Fail(failed, retryable: false);
        _world.Follow();
        CutJournal();
        _world.Story.Do(new Retry(failed, "bob", null));
        _world.Story.Place();
        _world.Story.Complete(failed);
        _world.Follow();

        _world.AssertClean();
    }

    [SkippableFact]
    public void A_job_that_was_pruned_and_is_retried_all_the_same_makes_no_difference()
    {
        var failed = _world.Story.Enqueue();
        _world.Story.Place();
        _world.Story.Fail(failed, retryable: false);
        _world.Follow();
        CutJournal(new RetentionOptions { Failed = Day });
        _world.Story.Do(new Retry(failed, "bob", null));
        _world.Follow();

        _world.AssertClean();
    }

    [SkippableFact]
    public void A_snapshot_that_is_missing_at_the_horizon_is_told_of_and_nothing_is_mended()
    {
        CutJournal();
        using (var data = _world.Tables.JournalDatabase.Query())
        {
            data.GetTable<SnapshotPartRow>().Delete();
        }

        var (differences, report) = _world.Audit(repair: true);
        Assert.Contains("snapshot", Assert.Single(differences).Expected, StringComparison.Ordinal);
        Assert.False(report.Mended);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    /// <summary>Prunes tables and journal, and goes on behind the cut.</summary>
    private void CutJournal(RetentionOptions? options = null)
    {
        _world.Snapshot();
        _world.Story.Now += 8 * Day;
        _world.Story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
        _world.Story.Succeed();
        _world.Follow();
        options ??= new RetentionOptions();
        options.Journal = Day;
        _world.Prune(TimeSpan.FromMinutes(1), options);
        Assert.True(_world.Tables.Journal.Read(0)[0].Row > 1);
    }

    private void Insert(ResultRow row)
    {
        using var data = _world.Tables.TablesDatabase.Query();
        data.Insert(row);
    }
}
