using AkkaJobs.Audit;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.Followers;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Audit;

/// <summary>Journal, tables and lake as a node leaves them, made from a story.</summary>
internal sealed class AuditWorld : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TablesWorld _world;
    private int _stored;
    private int _persisted;

    public AuditWorld(TestStore store) => _world = new TablesWorld(store);

    public Story Story { get; } = new();

    public string Folder => _world.Folder;

    public string Lake => Path.Combine(Folder, "datalake");

    public string Results => Path.Combine(Lake, "results");

    public TablesWorld Tables => _world;

    /// <summary>What a repair did, a line each.</summary>
    public List<string> Did { get; } = [];

    /// <summary>
    /// A world with a job of every kind of end, and some that are open; results in three files of two dates.
    /// </summary>
    public static AuditWorld Lived(TestStore store)
    {
        var world = new AuditWorld(store);
        var story = world.Story;
        story.Succeed();
        var failing = story.Enqueue(with: spec => spec.Tags = ["nightly", "it's"]);
        story.Place();
        story.Fail(failing, "it \"broke\"\nbadly");
        world.Follow();
        story.Now += TimeSpan.FromHours(5);
        story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
        story.Do(new Tick());
        story.Do(new Tick());
        story.Place();
        story.Fail(failing, "for good", retryable: false);
        story.Do(new Retry(failing, "bob", "mended"));
        story.Place();
        var late = story.State.Jobs[failing].Lease!.Token;
        story.Do(new Release(failing, null, false, Verdict.Released, "bob", "slow"));
        story.Do(new Complete(failing, late, JsonText.Parse("1"), 3, "bot-1"));
        story.Do(new Cancel(story.Enqueue(with: spec => spec.UniqueKey = "k"), "bob", "not needed"));
        world.Follow();
        story.Place();
        story.Complete(failing, "\"é\"");
        story.Succeed();
        story.Enqueue(with: spec => spec.RunAt = story.Now + TimeSpan.FromHours(1));
        story.Enqueue();
        story.Place();
        story.Enqueue();
        world.Follow();
        return world;
    }

    /// <summary>Brings journal, tables and lake to where the story is.</summary>
    public void Follow()
    {
        Persist();
        Store();
        Export();
    }

    public void Persist()
    {
        _world.Persist([.. Story.Commits.Skip(_persisted)]);
        _persisted = Story.Commits.Count;
    }

    public void Store()
    {
        _world.Store([.. Story.Commits.Skip(_stored)]);
        _stored = Story.Commits.Count;
    }

    public void Export()
    {
        var export = new DatalakeExport(_world.TablesDatabase, Lake, _time);
        Assert.True(export.Settle());
        while (export.ExportNext().Again)
        {
        }
    }

    /// <summary>Saves a snapshot as the coordinator would, one at which the journal may be cut.</summary>
    public void Snapshot()
    {
        using var data = _world.JournalDatabase.Query();
        var snapshot = CoordinatorSnapshot.Capture(Story.State);
        var head = new SnapshotPartRow
        {
            PersistenceId = TablesWorld.Coordinator,
            SequenceNumber = Story.Last.Row,
            Parts = 1,
            Kept = true,
            Created = Story.Now.ToDateTimeOffset().UtcTicks,
            Bytes = JournalFormat.WriteHead(snapshot),
        };
        var jobs = JournalFormat.WritePart(snapshot.Jobs, 0, int.MaxValue, out _);
        data.Insert(head with { Part = 1, Parts = null, Kept = false, Bytes = jobs });
        data.Insert(head);
    }

    /// <summary>Prunes what retention would at some time after the story.</summary>
    public void Prune(TimeSpan later, RetentionOptions options)
    {
        var time = new ManualTime((Story.Now + later).ToDateTimeOffset());
        var tables = new TablePruning(_world.TablesDatabase, options, lake: true, time);
        foreach (var status in TablePruning.Statuses)
        {
            var tooMany = tables.TooMany(status);
            while (tables.Step(status, tooMany).More)
            {
            }
        }

        var journal = new JournalPruning(
            _world.JournalDatabase, _world.TablesDatabase, TablesWorld.Coordinator, options, lake: true, time);
        journal.MoveHorizon();
        while (journal.Step())
        {
        }
    }

    /// <summary>The differences, a line each, and the report.</summary>
    public (List<Difference> Differences, AuditReport Report) Audit(bool repair = false, AuditOptions? options = null)
    {
        var differences = new List<Difference>();
        options = (options ?? new AuditOptions()) with { Repair = repair };
        var report = new AuditRun(_world.Node, Lake, options, differences.Add, Did.Add, _time).Run();
        Assert.Equal(differences.Count, report.Differences);
        return (differences, report);
    }

    public void AssertClean(AuditOptions? options = null)
    {
        var (differences, report) = Audit(options: options);
        Assert.Empty(differences);
        Assert.True(report.IsClean);
    }

    /// <summary>Audits, repairs, and audits again: the first two find the same, the third nothing.</summary>
    public List<Difference> Mend()
    {
        var (before, _) = Audit();
        var (differences, report) = Audit(repair: true);
        Assert.Equal(before, differences);
        Assert.True(report.Mended);
        AssertClean();
        return differences;
    }

    public void Execute(string sql) => _world.Execute(sql);

    /// <summary>Changes rows of the journal.</summary>
    public void InJournal(Action<ITable<JournalRow>> change)
    {
        using var data = _world.JournalDatabase.Query();
        change(data.GetTable<JournalRow>());
    }

    /// <summary>Puts another world's journal in the place of this one's.</summary>
    public void TakeJournalOf(AuditWorld other)
    {
        using var theirs = other._world.JournalDatabase.Query();
        using var ours = _world.JournalDatabase.Query();
        ours.GetTable<JournalRow>().Delete();
        foreach (var row in theirs.GetTable<JournalRow>().OrderBy(row => row.SequenceNumber))
        {
            ours.Insert(row);
        }
    }

    /// <summary>Files of the lake, in their order.</summary>
    public List<string> LakeFiles() => [.. new LakeFolder(Lake).Entries().Where(entry => entry.File is not null)
        .OrderBy(entry => entry.File!.First).Select(entry => entry.Path)];

    public List<ResultRow> Finishes() => _world.Results();

    public void Dispose() => _world.Dispose();
}
