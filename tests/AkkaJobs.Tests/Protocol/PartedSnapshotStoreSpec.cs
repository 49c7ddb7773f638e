using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Config;
using Akka.TestKit.Xunit2;
using AkkaJobs.Coordination;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Tests.Protocol;

/// <summary>Snapshots in SQLite.</summary>
public sealed class PartedSnapshotStoreOnSqlite() : PartedSnapshotStoreSpec(SqliteStore.New());

/// <summary>Snapshots in PostgreSQL.</summary>
public sealed class PartedSnapshotStoreOnPostgres() : PartedSnapshotStoreSpec(PostgresStore.New());

/// <summary>How snapshots are kept, in any database.</summary>
public abstract class PartedSnapshotStoreSpec : TestKit
{
    private const string Owner = "coordinator";

    private const string Plugin = "akka.persistence.snapshot-store.akkajobs";

    private readonly TestStore _databases;
    private readonly IActorRef _store;

    private protected PartedSnapshotStoreSpec(TestStore databases)
        : base(Setup(databases))
    {
        _databases = databases;
        _store = Persistence.Instance.Apply(Sys).SnapshotStoreFor(Plugin);
    }

    [SkippableFact]
    public async Task A_snapshot_comes_back_whole()
    {
        var snapshot = Snapshot(jobs: 3);
        await SaveAsync(7, snapshot);

        var loaded = await LoadAsync();
        Assert.Equal(7, loaded!.Metadata.SequenceNr);
        Assert.Equal(Text.Of(snapshot), Text.Of(loaded.Snapshot));
    }

    [SkippableFact]
    public async Task A_state_without_jobs_comes_back_too()
    {
        await SaveAsync(7, Snapshot(jobs: 0));
        Assert.Empty(((CoordinatorSnapshot)(await LoadAsync())!.Snapshot).Jobs);
    }

    [SkippableFact]
    public async Task Large_ones_are_cut_into_parts_of_about_four_megabytes()
    {
        // 40 jobs that weigh by their args, 40 by their errors: neither may make a part that is too large.
        var jobs = Enumerable.Range(0, 80).Select(i => Job(i, argsBytes: i < 40 ? 250_000 : 10, errorBytes: 16_000));
        var snapshot = Snapshot(0) with { Jobs = [.. jobs] };
        await SaveAsync(7, snapshot);

        using (var db = _databases.Journal.Query())
        {
            var parts = db.GetTable<SnapshotPartRow>().OrderBy(row => row.Part).ToArray();
            Assert.Equal(Enumerable.Range(0, parts.Length), parts.Select(row => row.Part));
            Assert.True(parts.Length >= 4);
            Assert.All(parts, part => Assert.InRange(part.Bytes.Length, 1, (4 << 20) + 300_000));
        }

        Assert.Equal(Text.Of(snapshot), Text.Of((await LoadAsync())!.Snapshot));
    }

    [SkippableFact]
    public async Task The_newest_within_the_criteria_wins()
    {
        await SaveAsync(7, Snapshot(jobs: 1));
        await SaveAsync(9, Snapshot(jobs: 2));
        Assert.Equal(9, (await LoadAsync())!.Metadata.SequenceNr);
        Assert.Equal(7, (await LoadAsync(new SnapshotSelectionCriteria(8)))!.Metadata.SequenceNr);
        Assert.Null(await LoadAsync(new SnapshotSelectionCriteria(6)));
    }

    [SkippableTheory]
    [InlineData("DELETE FROM snapshot_parts WHERE sequence_number = 9 AND part = 0", "it was being written")]
    [InlineData("DELETE FROM snapshot_parts WHERE sequence_number = 9 AND part = 1", "a part is missing")]
    [InlineData("UPDATE snapshot_parts SET bytes = {FFFF} WHERE sequence_number = 9 AND part = 1", "a part is broken")]
    [InlineData("UPDATE snapshot_parts SET bytes = {FFFF} WHERE sequence_number = 9 AND part = 0", "so is the head")]
    public async Task One_that_is_not_whole_is_passed_over(string damage, string _)
    {
        await SaveAsync(7, Snapshot(jobs: 1));
        await SaveAsync(9, Snapshot(jobs: 2));
        Execute(damage);
        Assert.Equal(7, (await LoadAsync())!.Metadata.SequenceNr);
    }

    [SkippableFact]
    public async Task Saving_keeps_the_one_before_and_removes_older_ones_and_fragments()
    {
        foreach (var row in new[] { 3, 5, 7, 8 })
        {
            await SaveAsync(row, Snapshot(jobs: 1));
        }

        Execute("DELETE FROM snapshot_parts WHERE sequence_number = 8 AND part = 0");
        await SaveAsync(9, Snapshot(jobs: 1));

        using var db = _databases.Journal.Query();
        var kept = db.GetTable<SnapshotPartRow>().Select(row => row.SequenceNumber).Distinct().ToArray().Order();
        Assert.Equal([7, 9], kept);
    }

    [SkippableFact]
    public async Task What_an_earlier_life_left_of_the_same_row_is_replaced()
    {
        await SaveAsync(7, Snapshot(jobs: 1));
        Execute(
            "INSERT INTO snapshot_parts (persistence_id, sequence_number, part, created, kept, bytes) "
            + "VALUES ('coordinator', 7, 2, 1, FALSE, {FF})");
        var again = Snapshot(jobs: 2);
        await SaveAsync(7, again);
        Assert.Equal(Text.Of(again), Text.Of((await LoadAsync())!.Snapshot));
    }

    [SkippableFact]
    public async Task Deleted_ones_are_gone_and_others_stay()
    {
        await SaveAsync(7, Snapshot(jobs: 1));
        await SaveAsync(9, Snapshot(jobs: 1));
        _store.Tell(new DeleteSnapshot(new SnapshotMetadata(Owner, 9, DateTime.UtcNow)), TestActor);
        await ExpectMsgAsync<DeleteSnapshotSuccess>();
        Assert.Equal(7, (await LoadAsync())!.Metadata.SequenceNr);

        _store.Tell(new DeleteSnapshots(Owner, SnapshotSelectionCriteria.Latest), TestActor);
        await ExpectMsgAsync<DeleteSnapshotsSuccess>();
        Assert.Null(await LoadAsync());
    }

    [SkippableFact]
    public async Task One_owner_does_not_see_another()
    {
        await SaveAsync(7, Snapshot(jobs: 1), "other");
        Assert.Null(await LoadAsync());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _databases.Dispose();
    }

    private static ActorSystemSetup Setup(TestStore databases)
    {
        var connections = new MultiDataOptionsSetup();
        connections.AddDataOptions(Plugin, databases.Journal.Options);
        return BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            $$"""
            {{Plugin}} {
              class = "AkkaJobs.Storage.PartedSnapshotStore, AkkaJobs"
              plugin-id = "{{Plugin}}"
              serializer = null
            }
            """)).And(connections);
    }

    private async Task SaveAsync(long row, CoordinatorSnapshot snapshot, string owner = Owner)
    {
        var metadata = new SnapshotMetadata(owner, row, DateTime.UnixEpoch.AddDays(row));
        _store.Tell(new SaveSnapshot(metadata, snapshot), TestActor);
        await ExpectMsgAsync<SaveSnapshotSuccess>(TimeSpan.FromSeconds(30));
    }

    private async Task<SelectedSnapshot?> LoadAsync(SnapshotSelectionCriteria? criteria = null)
    {
        _store.Tell(new LoadSnapshot(Owner, criteria ?? SnapshotSelectionCriteria.Latest, long.MaxValue), TestActor);
        return (await ExpectMsgAsync<LoadSnapshotResult>(TimeSpan.FromSeconds(30))).Snapshot;
    }

    private string Bytes(string hex) => _databases is SqliteStore ? $"x'{hex}'" : $"'\\x{hex}'";

    private void Execute(string sql)
    {
        using var db = _databases.Journal.Query();
        Assert.NotEqual(0, db.Execute(sql.Replace("{FFFF}", Bytes("FFFF")).Replace("{FF}", Bytes("FF"))));
    }

    private static CoordinatorSnapshot Snapshot(int jobs) => Samples.Full.Make<CoordinatorSnapshot>() with
    {
        Jobs = [.. Enumerable.Range(0, jobs).Select(i => Job(i, argsBytes: 20, errorBytes: 20))],
    };

    private static JobRecord Job(int seed, int argsBytes, int errorBytes)
    {
        var job = new Samples(new Random(seed), 0.3).Make<JobRecord>();
        return job with
        {
            Spec = job.Spec with { Args = JsonText.From(new string('x', argsBytes)) },
            Run = new JobRun { Error = new string('e', errorBytes) },
        };
    }
}
