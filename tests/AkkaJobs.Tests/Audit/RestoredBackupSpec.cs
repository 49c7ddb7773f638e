using AkkaJobs.Followers;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Followers;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Audit;

/// <summary>A restored backup on SQLite.</summary>
public sealed class RestoredBackupOnSqlite() : RestoredBackupSpec(SqliteStore.New);

/// <summary>A restored backup on PostgreSQL.</summary>
public sealed class RestoredBackupOnPostgres() : RestoredBackupSpec(PostgresStore.New);

/// <summary>An older journal beside newer tables and a newer lake; and rows of ours that say what is not so.</summary>
public abstract class RestoredBackupSpec : IDisposable
{
    private readonly Func<TestStore> _newStore;
    private readonly AuditWorld _world;

    private protected RestoredBackupSpec(Func<TestStore> newStore)
    {
        _newStore = newStore;
        _world = AuditWorld.Lived(newStore());
    }

    [SkippableFact]
    public void What_the_journal_has_lost_is_set_back_and_no_token_is_given_twice()
    {
        var kept = _world.Story.Commits[8].Commit.Last;
        var token = _world.Story.State.LastToken;
        _world.InJournal(rows => rows.Where(row => row.SequenceNumber > 9).Delete());
        var (differences, _) = _world.Audit();
        Assert.Contains(differences, d => d.Where == "offsets.number" && d.Expected == $"{kept}");
        Assert.Contains(differences, d => d.Where == "offsets.token");
        Assert.Contains(differences, d => d.Where == "jobs" && d.Expected == "nothing");
        Assert.Contains(differences, d => d.Where == "results" && d.Expected == "nothing");
        Assert.Contains(differences, d => d.Expected.StartsWith("no token given twice", StringComparison.Ordinal));
        Assert.Contains(
            differences, d => d.Expected == $"nothing beyond the journal's end, event {kept}" && d.Job is not null);

        _world.Mend();

        Assert.All(_world.Tables.Jobs(), row => Assert.InRange(row.Number, 0, kept));
        var raised = _world.Tables.Journal.Last()!.Commit;
        Assert.Equal(kept + 1, raised.First);
        Assert.True(Assert.IsType<AkkaJobs.Coordination.TokensRaised>(Assert.Single(raised.Events)).Token > token);
    }

    [SkippableFact]
    public void An_offset_beyond_the_journal_is_set_back()
    {
        _world.Execute("UPDATE offsets SET number = number + 1");
        Assert.Equal("offsets.number", Assert.Single(_world.Mend()).Where);
    }

    [SkippableFact]
    public void An_offset_inside_a_commit_is_set_back()
    {
        var commit = _world.Story.Commits[^2];
        _world.Story.Do(
            new Coordination.Cancel(_world.Story.State.Jobs.Values.First(j => j.Outcome is null).Spec.Id, null, null),
            new Coordination.Cancel(_world.Story.State.Jobs.Values.Last(j => j.Outcome is null).Spec.Id, null, null));
        Assert.Equal(2, _world.Story.Last.Commit.Events.Count);
        Assert.NotNull(commit);
        _world.Persist();
        _world.Execute("UPDATE offsets SET number = number + 1");

        Assert.Equal("offsets.number", Assert.Single(_world.Mend()).Where);

        _world.Store();
        _world.AssertClean();
    }

    [SkippableFact]
    public void An_offset_with_another_row_or_token_is_set_right()
    {
        _world.Execute("UPDATE offsets SET journal_row = journal_row - 1, token = token - 1");
        Assert.Equal(["offsets.journal_row", "offsets.token"], _world.Mend().Select(d => d.Where));
    }

    [SkippableFact]
    public void A_token_that_only_the_tables_know_is_not_given_again()
    {
        _world.Execute("UPDATE offsets SET token = 4711");

        var differences = _world.Mend();

        Assert.Equal(["offsets.token", "journal"], differences.Select(d => d.Where));
        Assert.Contains(
            _world.Did, did => did.Contains("raises the next token above 1004711", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_token_that_was_never_given_is_no_reason_to_leave_any_out()
    {
        _world.Execute(
            "UPDATE jobs SET token = 4711 WHERE status = 'succeeded'; "
            + "UPDATE offsets SET token = 4611686018427387904");
        Assert.DoesNotContain(_world.Mend(), d => d.Where == "journal");
    }

    [SkippableFact]
    public void A_journal_that_was_put_back_and_went_on_gives_no_token_of_its_lost_end_again()
    {
        // The tables and the lake are of a life that the journal does not know, of as many events.
        using var other = AuditWorld.Lived(_newStore());
        _world.TakeJournalOf(other);
        _world.Execute("UPDATE results SET token = token + 100");

        Assert.Contains(_world.Mend(), d => d.Expected.StartsWith("no token given twice", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("exported = exported + 1000", "datalake_plan.exported")]
    [InlineData("exported = exported - 1", "datalake_plan.exported")]
    [InlineData("first = 3, last = 4, date = '2026-11-24'", "datalake_plan.first")]
    [InlineData("last = 4", "datalake_plan.first")]
    public void An_exporters_row_that_cannot_be_is_set_right(string change, string column)
    {
        _world.Execute($"UPDATE datalake_plan SET {change}");
        Assert.Contains(_world.Mend(), d => d.Where == column);
        _world.Story.Succeed();
        _world.Follow();
        _world.AssertClean();
    }

    [SkippableFact]
    public void A_file_that_is_planned_or_written_but_not_yet_counted_is_no_difference()
    {
        _world.Story.Succeed();
        _world.Persist();
        _world.Store();
        foreach (var step in new[] { ExportStep.Planned, ExportStep.Written, ExportStep.FolderSynced })
        {
            var export = new DatalakeExport(
                _world.Tables.TablesDatabase,
                _world.Lake,
                TimeProvider.System,
                at => StopException.ThrowIf(at == step));
            Assert.Throws<StopException>(() => export.ExportNext());
            _world.AssertClean();
        }
    }

    [SkippableFact]
    public void Tables_made_anew_beside_an_old_lake_are_no_difference()
    {
        _world.Execute("DELETE FROM jobs; DELETE FROM results; DELETE FROM offsets; DELETE FROM datalake_plan");
        _world.AssertClean();
    }

    [SkippableFact]
    public void A_snapshot_behind_the_journals_end_is_taken_away()
    {
        using (var data = _world.Tables.JournalDatabase.Query())
        {
            data.Insert(new SnapshotPartRow
            {
                PersistenceId = TablesWorld.Coordinator,
                SequenceNumber = 999,
                Parts = 0,
            });
        }

        Assert.Equal("snapshot_parts.sequence_number", Assert.Single(_world.Mend()).Where);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    private sealed class StopException : Exception
    {
        public static void ThrowIf(bool stop)
        {
            if (stop)
            {
                throw new StopException();
            }
        }
    }
}
