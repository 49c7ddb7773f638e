using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Followers;

/// <summary>The datalake behind SQLite.</summary>
public sealed class DatalakeOnSqlite() : DatalakeSpec(SqliteStore.New);

/// <summary>The datalake behind PostgreSQL.</summary>
public sealed class DatalakeOnPostgres() : DatalakeSpec(PostgresStore.New);

/// <summary>How finishes go to the datalake, from any database.</summary>
public abstract class DatalakeSpec : IDisposable
{
    private readonly Func<TestStore> _newStore;
    private readonly TablesWorld _world;
    private readonly Story _story = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 24, 23, 0, 0, TimeSpan.Zero));
    private int _stored;

    private protected DatalakeSpec(Func<TestStore> newStore)
    {
        _newStore = newStore;
        _world = new TablesWorld(newStore());
    }

    private string Lake => Path.Combine(_world.Folder, "datalake");

    [SkippableFact]
    public void A_line_has_every_field_of_its_row()
    {
        var job = _story.Succeed();
        var failing = _story.Enqueue();
        _story.Place();
        _story.Fail(failing, "it \"broke\"\nbadly", retryable: false);
        var cancelled = _story.Enqueue();
        _story.Do(new Cancel(cancelled, "bob", null));
        Store();
        Drain(NewExport());

        Assert.Equal(["date=2026-11-24/5-10.ndjson"], Files());
        var lines = Lines();
        Assert.Equal(
            $$"""
            {"id":5,"job_id":"{{job}}","operation":"sum","args":{"a":792,"b":943},
            "status":"succeeded","result":1735,"error":null,"processed_by":"bot-1",
            "processed_at":"2026-11-24T20:15:28.123Z","duration_ms":3,"attempt":1,"token":1}
            """.ReplaceLineEndings(""),
            lines[0]);
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Equal("it \"broke\"\nbadly", second.RootElement.GetProperty("error").GetString());
        using var third = JsonDocument.Parse(lines[2]);
        Assert.Equal(JsonValueKind.Null, third.RootElement.GetProperty("token").ValueKind);
        Assert.Equal(JsonValueKind.Null, third.RootElement.GetProperty("result").ValueKind);
    }

    [SkippableFact]
    public void Each_date_has_a_folder_and_a_file_only_one_date()
    {
        _story.Succeed();
        _story.Succeed();
        _story.Now += TimeSpan.FromHours(4);
        _story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
        _story.Succeed();
        Store();
        _time.Advance(TimeSpan.FromDays(1));
        Drain(NewExport());

        Assert.Equal(["date=2026-11-24/5-8.ndjson", "date=2026-11-25/11-11.ndjson"], Files());
    }

    [SkippableFact]
    public void A_small_file_waits_a_second_for_more()
    {
        var late = new ManualTime(_story.Now.ToDateTimeOffset() + TimeSpan.FromMilliseconds(400));
        _story.Succeed();
        Store();
        var export = new DatalakeExport(_world.TablesDatabase, Lake, late);

        Assert.Equal(new ExportOutcome(0, false, TimeSpan.FromMilliseconds(600)), export.ExportNext());
        Assert.Empty(Files());
        _story.Succeed();
        Store();
        late.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(new ExportOutcome(8, true, null), export.ExportNext());
        Assert.Equal(new ExportOutcome(8, false, null), export.ExportNext());
        Assert.Equal(["date=2026-11-24/5-8.ndjson"], Files());
    }

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, 2 * (int)ExportStep.Finished)];

    [SkippableTheory]
    [MemberData(nameof(Cuts))]
    public void Cut_off_at_any_step_the_next_exporter_ends_with_the_same_bytes(int cut)
    {
        Finish(3);
        Store();
        var steps = 0;
        Assert.Throws<CutOffException>(() => Drain(NewExport(step =>
        {
            // Between the first exporter's files more finishes arrive, so that a plan made anew would be another.
            if (step == ExportStep.Finished || steps == cut)
            {
                Finish(2);
                Store();
            }

            CutOffException.ThrowIf(steps++ == cut);
        })));

        Drain(NewExport());

        AssertEachOnce();
        AssertEachFileIsWhatItsNameSays();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_exporters_at_once_write_each_line_once(int seed)
    {
        Finish(40);
        Store();
        var turns = new Random(seed);
        var first = Task.Run(() => Drain(NewExport(_ => Spin(turns))));
        var second = Task.Run(() => Drain(NewExport(_ => Spin(turns))));
        for (var i = 0; i < 10; i++)
        {
            Finish(3);
            Store();
        }

        await Task.WhenAll(first, second);
        Drain(NewExport());

        AssertEachOnce();
        AssertEachFileIsWhatItsNameSays();
    }

    [SkippableFact]
    public void Tables_made_anew_go_on_where_the_lake_is()
    {
        Finish(3);
        Store();
        Drain(NewExport());
        var before = Files();
        _world.Execute("DELETE FROM results; DELETE FROM jobs; DELETE FROM offsets; DELETE FROM datalake_plan");

        Assert.False(NewExport().Settle());
        _stored = 0;
        Finish(2);
        Store();
        var export = NewExport();
        Assert.True(export.Settle());
        Drain(export);

        Assert.Equal(before, Files().Take(before.Count));
        AssertEachOnce();
    }

    [SkippableFact]
    public void Tables_that_come_as_far_as_the_lake_while_it_looks_are_no_other_journals()
    {
        Finish(3);
        Store();
        Drain(NewExport());
        _world.Execute("DELETE FROM results; DELETE FROM jobs; DELETE FROM offsets; DELETE FROM datalake_plan");
        _stored = 0;

        var export = NewExport(step =>
        {
            if (step == ExportStep.Looked)
            {
                Store();
            }
        });

        // Whether it saw them before or after does not matter; the next look tells.
        export.Settle();
        Assert.True(NewExport().Settle());
        AssertEachOnce();
    }

    [SkippableFact]
    public void A_lake_of_another_journal_is_left_alone()
    {
        Finish(2);
        Store();
        Drain(NewExport());
        using var other = new TablesWorld(_newStore());
        var story = new Story();
        story.Succeed();
        story.Succeed();
        other.Store(story.Commits);

        var apart = Assert.Throws<DatalakeApartException>(
            () => new DatalakeExport(other.TablesDatabase, Lake, _time).Settle());

        Assert.Contains("5-8.ndjson", apart.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Follows_the_tables_and_goes_on_when_the_disk_comes_back()
    {
        using var stop = new CancellationTokenSource();
        var exported = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var full = 2;
        var export = NewExport(step =>
        {
            if (step == ExportStep.Written && full-- > 0)
            {
                throw new IOException("No space left on device");
            }
        });
        var follower = new DatalakeFollower(
            export, offset => _ = offset > 0 && exported.TrySetResult(offset), TimeProvider.System);
        var running = follower.RunAsync(stop.Token);
        Finish(3);
        Store();
        follower.Wake();

        var last = await exported.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(_story.State.LastNumber, last);
        AssertEachOnce();
        await stop.CancelAsync();
        await running;
        Assert.Equal(new FollowerView("datalake", last, 0, 0, null), follower.View());
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Spin(Random turns)
    {
        int rounds;
        lock (turns)
        {
            rounds = turns.Next(0, 5_000);
        }

        Thread.SpinWait(rounds);
    }

    private static void Drain(DatalakeExport export)
    {
        while (export.ExportNext().Again)
        {
        }
    }

    private DatalakeExport NewExport(Action<ExportStep>? atStep = null) =>
        new(_world.TablesDatabase, Lake, _time, atStep);

    private void Finish(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            _story.Succeed();
        }
    }

    private void Store()
    {
        _world.Store([.. _story.Commits.Skip(_stored)]);
        _stored = _story.Commits.Count;
    }

    private string[] Paths() => Directory.Exists(Path.Combine(Lake, "results"))
        ? [.. Directory.EnumerateFiles(Path.Combine(Lake, "results"), "*.ndjson", SearchOption.AllDirectories)
            .OrderBy(path => IdsOf(path).First)]
        : [];

    private List<string> Files() => [.. Paths().Select(path =>
        Path.GetRelativePath(Path.Combine(Lake, "results"), path).Replace('\\', '/'))];

    private List<string> Lines() => [.. Paths().SelectMany(File.ReadAllLines)];

    private void AssertEachOnce() =>
        Assert.Equal(_world.Results().Select(row => row.Id), Lines().Select(IdOf));

    private void AssertEachFileIsWhatItsNameSays()
    {
        foreach (var path in Paths())
        {
            var ids = File.ReadAllLines(path).Select(IdOf).ToList();
            Assert.Equal(IdsOf(path), (ids[0], ids[^1]));
            Assert.EndsWith("\n", File.ReadAllText(path), StringComparison.Ordinal);
        }
    }

    private static long IdOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("id").GetInt64();
    }

    private static (long First, long Last) IdsOf(string path)
    {
        var ids = Path.GetFileNameWithoutExtension(path).Split('-')
            .Select(part => long.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (ids[0], ids[1]);
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
