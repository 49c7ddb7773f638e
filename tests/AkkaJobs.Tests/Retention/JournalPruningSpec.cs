using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.Followers;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Retention;

/// <summary>Pruning of the journal on SQLite.</summary>
public sealed class JournalPruningOnSqlite() : JournalPruningSpec(SqliteStore.New());

/// <summary>Pruning of the journal on PostgreSQL.</summary>
public sealed class JournalPruningOnPostgres() : JournalPruningSpec(PostgresStore.New());

/// <summary>The journal begins with the snapshot at its horizon, and nobody needs what was before it.</summary>
public abstract class JournalPruningSpec : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TablesWorld _world;
    private readonly Story _story = new();
    private readonly RetentionOptions _options = new();

    private protected JournalPruningSpec(TestStore store) => _world = new TablesWorld(store);

    [SkippableFact]
    public void It_is_cut_at_the_newest_snapshot_that_is_old_enough()
    {
        Live();
        Snapshot();
        Live();
        var horizon = Snapshot();
        _story.Now += 20 * Day;
        Live();
        Snapshot();
        Persist();

        Prune(_story.Now + (15 * Day));

        Assert.Equal(horizon, Horizon());
        Assert.Equal(horizon.Row, _world.Journal.Read(0)[0].Row);
        Assert.Equal([horizon.Row, _story.Last.Row], Snapshots());
    }

    [SkippableFact]
    public void It_is_cut_where_enough_events_follow()
    {
        Live();
        var horizon = Snapshot();
        Live();
        Snapshot();
        Persist();
        _options.MaxJournal = (int)(_story.State.LastNumber - horizon.Number) - 1;

        Prune(_story.Now);

        Assert.Equal(horizon, Horizon());
        Assert.Equal(horizon.Row, _world.Journal.Read(0)[0].Row);
    }

    [SkippableFact]
    public void A_snapshot_that_is_not_kept_for_it_cannot_be_its_horizon()
    {
        Live();
        Snapshot(kept: false);
        Persist();

        Prune(_story.Now + (90 * Day));

        Assert.Equal((0, 0), Horizon());
        Assert.Equal(1, _world.Journal.Read(0)[0].Row);
    }

    [SkippableFact]
    public void Nothing_goes_that_the_tables_have_not_stored()
    {
        Live();
        var stored = _story.Last;
        _world.Store(_story.Commits);
        Live();
        Snapshot();
        Persist(store: false);

        var held = Prune(_story.Now + (90 * Day));

        Assert.Equal(PruneOutcome.HeldBackBy(TableFollower.Name, stored.Commit.Last), held);
        Assert.Equal(1, _world.Journal.Read(0)[0].Row);
    }

    [SkippableFact]
    public void Nothing_goes_that_a_configured_datalake_does_not_hold()
    {
        Live();
        Snapshot();
        Persist();

        var held = Prune(_story.Now + (90 * Day), lake: true);
        Assert.Equal(DatalakeFollower.Name, held.Holder);
        Assert.Equal(1, _world.Journal.Read(0)[0].Row);

        Export(_world.Results()[^1].Id);
        Assert.Equal(PruneOutcome.Pruned, Prune(_story.Now + (90 * Day), lake: true));
        Assert.Equal(_story.Last.Row, _world.Journal.Read(0)[0].Row);
    }

    [SkippableTheory]
    [InlineData(nameof(PruneStep.HorizonMoved))]
    [InlineData(nameof(PruneStep.EventsDeleted))]
    [InlineData(nameof(PruneStep.SnapshotsDeleted))]
    public void Cut_off_anywhere_the_next_round_does_the_rest(string step)
    {
        for (var i = 0; i < JournalPruning.RowsAtOnce; i++)
        {
            Live();
        }

        Snapshot();
        Live();
        var horizon = Snapshot();
        Persist();
        Assert.Throws<TimeoutException>(() => Prune(_story.Now + (90 * Day), cutAt: Enum.Parse<PruneStep>(step)));

        Prune(_story.Now + (90 * Day));

        Assert.Equal(horizon, Horizon());
        Assert.Equal(horizon.Row, _world.Journal.Read(0)[0].Row);
        Assert.Equal([horizon.Row], Snapshots());
    }

    [SkippableFact]
    public void What_is_left_folds_to_the_same_state()
    {
        var open = _story.Enqueue();
        Live();
        Snapshot();
        Live();
        var last = _story.Enqueue();
        Persist();

        Prune(_story.Now + (90 * Day));

        var state = Restore();
        foreach (var commit in _world.Journal.Read(Horizon().Row))
        {
            foreach (var e in commit.Commit.Events)
            {
                CoordinatorFold.Apply(state, e);
            }
        }

        Assert.Equal(_story.State.LastNumber, state.LastNumber);
        Assert.Equal(_story.State.LastToken, state.LastToken);
        Assert.Equal(_story.State.Jobs[open].Status, state.Jobs[open].Status);
        Assert.Equal(JobStatus.Pending, state.Jobs[last].Status);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    private void Live() => _story.Succeed();

    private (long Number, long Row) Snapshot(bool kept = true)
    {
        using var data = _world.JournalDatabase.Query();
        var snapshot = CoordinatorSnapshot.Capture(_story.State);
        var head = new SnapshotPartRow
        {
            PersistenceId = TablesWorld.Coordinator,
            SequenceNumber = _story.Last.Row,
            Parts = 1,
            Kept = kept,
            Created = _story.Now.ToDateTimeOffset().UtcTicks,
            Bytes = JournalFormat.WriteHead(snapshot),
        };
        var jobs = JournalFormat.WritePart(snapshot.Jobs, 0, int.MaxValue, out _);
        data.Insert(head with { Part = 1, Parts = null, Kept = false, Bytes = jobs });
        data.Insert(head);
        return (snapshot.LastNumber, _story.Last.Row);
    }

    private CoordinatorState Restore()
    {
        using var data = _world.JournalDatabase.Query();
        var parts = data.GetTable<SnapshotPartRow>().OrderBy(part => part.Part).ToList();
        var snapshot = JournalFormat.ReadHead(parts[0].Bytes);
        JournalFormat.ReadPart(parts[1].Bytes, snapshot.Jobs, 0);
        return snapshot.Restore(new CoordinatorRules());
    }

    private void Persist(bool store = true)
    {
        _world.Persist(_story.Commits);
        if (store)
        {
            _world.Store(_story.Commits);
        }
    }

    private PruneOutcome Prune(Timestamp now, bool lake = false, PruneStep? cutAt = null)
    {
        var time = new ManualTime(now.ToDateTimeOffset());
        var pruning = new JournalPruning(
            _world.JournalDatabase, _world.TablesDatabase, TablesWorld.Coordinator, _options, lake, time, at =>
            {
                if (at == cutAt)
                {
                    throw new TimeoutException("cut off");
                }
            });
        var outcome = pruning.MoveHorizon();
        while (pruning.Step())
        {
        }

        return outcome;
    }

    private void Export(long last)
    {
        using var data = _world.TablesDatabase.Query();
        data.Insert(new DatalakePlanRow { Name = DatalakeFollower.Name, Exported = last, UpdatedAt = "" });
    }

    private (long Number, long Row) Horizon()
    {
        using var data = _world.TablesDatabase.Query();
        var row = Horizons.Read(data, HorizonRow.Journal);
        return (row.Number, row.JournalRow);
    }

    private List<long> Snapshots()
    {
        using var data = _world.JournalDatabase.Query();
        return [.. data.GetTable<SnapshotPartRow>().Where(part => part.Part == 0)
            .OrderBy(part => part.SequenceNumber).Select(part => part.SequenceNumber)];
    }
}
