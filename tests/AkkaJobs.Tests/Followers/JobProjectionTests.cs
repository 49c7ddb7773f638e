using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Followers;

public sealed class JobProjectionTests : IDisposable
{
    private readonly TablesWorld _world = new(SqliteStore.New());
    private readonly Story _story = new();

    public static TheoryData<string> EventNames => [.. typeof(CoordinatorEvent).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(CoordinatorEvent)))
        .Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(EventNames))]
    public void Every_event_has_a_rule(string name)
    {
        var type = typeof(CoordinatorEvent).Assembly.GetTypes().Single(type => type.Name == name);
        var e = (CoordinatorEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);

        // An empty event may lack what its rule reads; only the absence of a rule is the fault here.
        var thrown = Record.Exception(() => TablesWorld.Project(new StoredCommit(1, new JournalCommit(1, [e]))));

        Assert.True(thrown is null or NullReferenceException, thrown?.Message);
    }

    [Fact]
    public async Task From_enqueue_to_result_every_column_is_right()
    {
        var job = _story.Enqueue(with: spec => spec.Tags = ["nightly", "it's"]);
        _story.Now += TimeSpan.FromMilliseconds(10);
        _story.Place();
        _story.Now += TimeSpan.FromMilliseconds(100);
        _story.Complete(job);
        _world.Store(_story.Commits);

        var row = Assert.Single(_world.Jobs());
        Assert.Equal(job.ToString(), row.Id);
        Assert.Equal(("sum", "default", "succeeded"), (row.Operation, row.Queue, row.Status));
        Assert.Equal(("""{"a":792,"b":943}""", "1735", null), (row.Args, row.Result, row.Error));
        Assert.Equal((5, 1, 5, 5), (row.Priority, row.Attempt, row.MaxAttempts, row.AttemptsAsked));
        Assert.Equal((1_800_000, """["nightly","it's"]""", "bot-1"), (row.TimeoutMs, row.Tags, row.Bot));
        Assert.Equal(("2026-11-24T20:15:28.123Z", null), (row.EnqueuedAt, row.RunAt));
        Assert.Equal("2026-11-24T20:15:28.133Z", row.ClaimedAt);
        Assert.Equal(("2026-11-24T20:15:28.233Z", 3L), (row.FinishedAt, row.DurationMs));
        Assert.Equal((1L, 0, null), (row.Token, row.GivenBack, row.UniqueKey));
        Assert.Equal(("alice", null), (row.EnqueuedBy, row.Progress));
        Assert.Equal((3L, 5L, 3), (row.Sequence, row.Number, row.HistoryLines));
        Assert.Equal(
            """
            {"at":"2026-11-24T20:15:28.123Z","number":3,"event":"enqueued","by":"alice"}
            {"at":"2026-11-24T20:15:28.133Z","number":4,"event":"claimed","attempt":1,"token":1,"bot":"bot-1"}
            {"at":"2026-11-24T20:15:28.233Z","number":5,"event":"succeeded","attempt":1,"token":1,"bot":"bot-1"}

            """,
            row.History);

        var result = Assert.Single(_world.Results());
        Assert.Equal((5L, job.ToString(), "sum"), (result.Id, result.JobId, result.Operation));
        Assert.Equal(("""{"a":792,"b":943}""", "1735", null), (result.Args, result.Result, result.Error));
        Assert.Equal(("succeeded", "bot-1"), (result.Status, result.ProcessedBy));
        Assert.Equal(("2026-11-24T20:15:28.233Z", 3L), (result.ProcessedAt, result.DurationMs));
        Assert.Equal((1, 1L), (result.Attempt, result.Token));

        var offset = await _world.Tables.OffsetAsync();
        Assert.Equal((5L, 5L, 1L), (offset.Number, offset.Row, offset.Token));
    }

    [Fact]
    public void A_job_cancelled_before_any_claim_has_an_empty_result()
    {
        var job = _story.Enqueue(with: spec => spec.Operation = "sha256");
        _story.Do(new Cancel(job, "bob", "not needed"));
        _world.Store(_story.Commits);

        var result = Assert.Single(_world.Results());
        Assert.Equal(("cancelled", "sha256", 0), (result.Status, result.Operation, result.Attempt));
        Assert.Null(result.Result);
        Assert.Null(result.Error);
        Assert.Null(result.ProcessedBy);
        Assert.Null(result.Token);
        Assert.Null(result.DurationMs);
    }

    [Fact]
    public void A_finish_takes_operation_and_args_from_the_row_when_the_enqueue_was_earlier()
    {
        var job = _story.Enqueue(1, 2);
        _world.Store(_story.Commits);
        var before = _story.Commits.Count;
        _story.Place();
        _story.Fail(job, "broken", retryable: false);
        _world.Store([.. _story.Commits.Skip(before)]);

        var result = Assert.Single(_world.Results());
        Assert.Equal(("sum", """{"a":1,"b":2}""", "broken", "failed"),
            (result.Operation, result.Args, result.Error, result.Status));
    }

    [Fact]
    public void Each_finish_of_a_job_that_is_retried_has_its_own_row()
    {
        var job = _story.Enqueue();
        _story.Place();
        _story.Fail(job, "broken", retryable: false);
        _story.Do(new Retry(job, "bob", "mended"));
        _story.Place();
        _story.Complete(job);
        _world.Store(_story.Commits);

        Assert.Equal(["failed", "succeeded"], _world.Results().Select(row => row.Status));
        var row = Assert.Single(_world.Jobs());
        Assert.Equal((10, 2, 5), (row.MaxAttempts, row.Attempt, row.AttemptsAsked));
        Assert.Null(row.Error);
    }

    [Fact]
    public async Task The_middle_of_a_long_history_is_folded_and_counted()
    {
        var job = LongLived();
        foreach (var commit in _story.Commits)
        {
            _world.Store(commit);
            Assert.All(_world.Jobs(), row => Assert.InRange(row.HistoryLines, 1, HistoryText.MaxLines));
        }

        var page = await _world.Tables.HistoryAsync(job);
        var events = _story.Commits.Sum(commit => commit.Commit.Events.OfType<JobEvent>().Count());
        var folded = Assert.Single(page!.Items, line => line.Event == HistoryEntry.Folded);
        Assert.Equal("enqueued", page.Items[0].Event);
        Assert.Equal(events - page.Items.Count + 1, Counted(folded));
        Assert.Equal(page.Items.Select(line => line.Number).Order(), page.Items.Select(line => line.Number));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public void A_long_history_is_folded_the_same_however_the_journal_was_cut(int commits)
    {
        LongLived();
        foreach (var commit in _story.Commits)
        {
            _world.Store(commit);
        }

        using var other = new TablesWorld(SqliteStore.New());
        foreach (var run in _story.Commits.Chunk(Math.Min(commits, _story.Commits.Count)))
        {
            other.Store(run);
        }

        Assert.Equal(Assert.Single(_world.Jobs()), Assert.Single(other.Jobs()));
    }

    [Fact]
    public void Long_reasons_are_cut_in_the_history_and_whole_in_the_row()
    {
        var error = string.Concat(Enumerable.Repeat("größer ", 1000));
        var job = _story.Enqueue();
        _story.Place();
        _story.Fail(job, error);
        _world.Store(_story.Commits);

        var row = Assert.Single(_world.Jobs());
        Assert.Equal(error, row.Error);
        var line = HistoryText.Read(row.History)[^1];
        Assert.EndsWith("…", line.Reason, StringComparison.Ordinal);
        var bytes = System.Text.Encoding.UTF8.GetByteCount(line.Reason!);
        Assert.InRange(bytes, HistoryText.MaxReason - 4, HistoryText.MaxReason);
        Assert.StartsWith(line.Reason![..^1], error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(row.History.TrimEnd().Split('\n')[^1]);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    public void Dispose() => _world.Dispose();

    /// <summary>A job with 297 lines to tell.</summary>
    private JobId LongLived()
    {
        var job = _story.Enqueue(with: spec => spec.MaxAttempts = 100);
        for (var i = 0; i < 99; i++)
        {
            _story.Place();
            _story.Fail(job);
            _story.Now += TimeSpan.FromHours(1);
            _story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
            _story.Do(new Tick());
            _story.Do(new Tick());
        }

        return job;
    }

    private static int Counted(HistoryLine folded) =>
        int.Parse(folded.Reason!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
