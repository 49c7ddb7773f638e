using AkkaJobs.Audit;
using AkkaJobs.Coordination;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Followers;
using AkkaJobs.Tests.Storage;
using LinqToDB;
using LinqToDB.Mapping;

namespace AkkaJobs.Tests.Audit;

/// <summary>The audit on SQLite.</summary>
public sealed class AuditOnSqlite() : AuditSpec(SqliteStore.New);

/// <summary>The audit on PostgreSQL.</summary>
public sealed class AuditOnPostgres() : AuditSpec(PostgresStore.New);

/// <summary>What an audit of tables and journal finds and mends.</summary>
public abstract class AuditSpec : IDisposable
{
    private readonly Func<TestStore> _newStore;
    private readonly AuditWorld _world;

    private protected AuditSpec(Func<TestStore> newStore)
    {
        _newStore = newStore;
        _world = AuditWorld.Lived(newStore());
    }

    /// <summary>Every column, but those that say when a row was written, and one that is always null.</summary>
    public static TheoryData<string, string, bool> Columns
    {
        get
        {
            var columns = new TheoryData<string, string, bool>();
            foreach (var type in new[] { typeof(JobRow), typeof(ResultRow) })
            {
                var table = MappingSchema.Default.GetEntityDescriptor(type);
                foreach (var column in table.Columns)
                {
                    columns.Add(table.Name.Name, column.ColumnName, column.MemberType != typeof(string));
                }
            }

            return columns;
        }
    }

    [SkippableFact]
    public void A_system_that_nobody_touched_is_clean()
    {
        var (differences, report) = _world.Audit();

        Assert.Empty(differences);
        Assert.Equal(new AuditReport(
            _world.Story.State.LastNumber, _world.Finishes()[^1].Id, 7, _world.Finishes().Count, 0, 0, false), report);
        Assert.Equal(3, _world.LakeFiles().Count);
    }

    [SkippableFact]
    public void An_empty_system_is_clean()
    {
        using var empty = new AuditWorld(_newStore());
        empty.AssertClean();
    }

    [SkippableFact]
    public void Tables_and_lake_that_are_behind_are_clean_as_far_as_they_are()
    {
        _world.Story.Succeed();
        _world.Persist();
        _world.AssertClean();
        _world.Store();
        _world.AssertClean();
        _world.Story.Enqueue();
        _world.Follow();
        _world.AssertClean();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_happens_the_audit_is_clean(int seed)
    {
        using var world = new AuditWorld(_newStore());
        world.Story.Live(new Random(seed));
        world.Follow();
        world.AssertClean(new AuditOptions { PartBytes = 5_000 });
    }

    [SkippableFact]
    public void A_fold_may_begin_behind_any_event()
    {
        using var world = new AuditWorld(_newStore());
        world.Story.Live(new Random(7));
        var start = new AuditStart(world.Story.Last.Row, CoordinatorSnapshot.Capture(world.Story.State));
        world.Story.Live(new Random(8));
        world.Follow();
        var options = new AuditOptions { Start = start, PartBytes = 5_000 };
        world.AssertClean(options);

        // As far as the start tells: finishes of all jobs, rows of those that came later.
        world.Execute("UPDATE results SET args = '7' WHERE id = (SELECT max(id) FROM results); "
            + "UPDATE jobs SET queue = 'other' WHERE sequence = (SELECT max(sequence) FROM jobs)");
        Assert.Equal(["jobs.queue", "results.args"], world.Audit(options: options).Differences.Select(d => d.Where));
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(600, 2_000)]
    public void Parts_of_any_size_come_to_the_same(int part, int sort)
    {
        for (var i = 0; i < 100; i++)
        {
            _world.Story.Succeed();
        }

        _world.Follow();
        var small = new AuditOptions { PartBytes = part, SortBytes = sort };
        _world.AssertClean(small);
        _world.Execute("UPDATE jobs SET priority = 9 WHERE sequence % 7 = 0; DELETE FROM results WHERE id % 5 = 0");
        var inParts = _world.Audit(options: small).Differences;
        Assert.NotEmpty(inParts);
        Assert.Equal(_world.Audit().Differences, inParts);
    }

    [SkippableTheory]
    [MemberData(nameof(Columns))]
    public void A_changed_value_is_found_in_any_column_and_mended(string table, string column, bool isNumber)
    {
        // The row that was retried: more of its columns hold something.
        var key = table == "jobs" ? "sequence" : "id";
        var job = table == "jobs" ? "id" : "job_id";
        var row = $"(SELECT max({key}) FROM {table} WHERE {job} IN "
            + "(SELECT id FROM jobs WHERE given_back + attempt > 2))";
        var changed = isNumber ? $"coalesce({column}, 6) + 1" : $"coalesce({column}, '') || ' '";
        _world.Execute($"UPDATE {table} SET {column} = {changed} "
            + $"WHERE {key} = {row}");

        var differences = _world.Mend();

        if (column == key)
        {
            // Under another number it is another row.
            Assert.Equal([table, table], differences.Where(d => d.Where == table).Select(d => d.Where));
            return;
        }

        var difference = Assert.Single(differences, d => d.Where == $"{table}.{column}");
        Assert.NotNull(difference.Job);
        Assert.NotNull(difference.Number);
    }

    [SkippableFact]
    public void A_result_that_is_gone_is_named_by_job_and_event()
    {
        var finish = _world.Finishes()[1];
        _world.Execute($"DELETE FROM results WHERE id = {finish.Id}");

        var difference = Assert.Single(_world.Mend());

        Assert.Equal(new Difference("results", finish.JobId, finish.Id, $"row {finish.Id}", "nothing"), difference);
        Assert.Equal(
            $"job {finish.JobId}, event {finish.Id}, results: expected row {finish.Id}, found nothing",
            difference.ToString());
    }

    [SkippableFact]
    public void Rows_that_no_event_explains_are_found_and_taken_away()
    {
        var columns = string.Join(", ", MappingSchema.Default.GetEntityDescriptor(typeof(JobRow)).Columns
            .Select(column => column.ColumnName).Except(["sequence", "id"]));
        _world.Execute(
            $"INSERT INTO jobs (sequence, id, {columns}) SELECT 7777, 'no-job', {columns} FROM jobs LIMIT 1; "
            + "INSERT INTO results (id, job_id, operation, args, status, processed_at, attempt) "
            + "SELECT 8888, 'no-job', operation, args, status, processed_at, attempt FROM results LIMIT 1");

        var differences = _world.Mend();

        Assert.Equal(
            [("jobs", "no-job", "row 7777"), ("results", "no-job", "row 8888")],
            differences.Select(d => (d.Where, d.Job, d.Found)));
    }

    [SkippableFact]
    public void Tables_that_were_lost_are_written_anew()
    {
        _world.Execute("DELETE FROM jobs; DELETE FROM results");
        Assert.Equal(7 + 5, _world.Mend().Count);
    }

    [SkippableFact]
    public void A_journal_row_that_cannot_be_read_is_named_and_nothing_is_mended()
    {
        _world.InJournal(rows => rows.Where(row => row.SequenceNumber == 4)
            .Set(row => row.Message, [8, 1, 18, 14]).Update());

        var (differences, report) = _world.Audit(repair: true);

        var difference = Assert.Single(differences);
        Assert.Equal(("journal", 4L, false), (difference.Where, difference.Number, difference.Mendable));
        Assert.Contains("Journal row 4 cannot be read", difference.Found, StringComparison.Ordinal);
        Assert.False(report.Mended);
        Assert.Equal(1, report.Unmendable);
    }

    [SkippableFact]
    public void A_gap_in_the_journal_is_named_and_nothing_is_mended()
    {
        var lost = _world.Story.Commits[5].Commit.First;
        _world.InJournal(rows => rows.Where(row => row.SequenceNumber == 6).Delete());

        var (differences, report) = _world.Audit(repair: true);

        Assert.Equal(("journal", lost), (Assert.Single(differences).Where, differences[0].Number!.Value));
        Assert.False(report.Mended);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }
}
