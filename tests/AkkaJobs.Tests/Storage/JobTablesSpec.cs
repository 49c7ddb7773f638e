using AkkaJobs.Coordination;
using AkkaJobs.Tests.Followers;

namespace AkkaJobs.Tests.Storage;

/// <summary>Every read of the tables, on SQLite.</summary>
public sealed class JobTablesOnSqlite() : JobTablesSpec(SqliteStore.New);

/// <summary>Every read of the tables, on PostgreSQL.</summary>
public sealed class JobTablesOnPostgres() : JobTablesSpec(PostgresStore.New);

/// <summary>What the reads of the tables answer, on any database.</summary>
public abstract class JobTablesSpec : IDisposable
{
    private readonly TablesWorld _world;
    private readonly Story _story = new();

    private protected JobTablesSpec(Func<TestStore> newStore) => _world = new TablesWorld(newStore());

    [SkippableFact]
    public async Task Lists_jobs_newest_first_page_by_page()
    {
        var jobs = Enumerable.Range(0, 5).Select(_ => _story.Enqueue()).Reverse().ToList();
        Store();

        var first = await _world.Tables.ListAsync(new JobFilter { Limit = 2 });
        var newest = _story.Enqueue();
        _world.Store(_story.Last);
        var second = await _world.Tables.ListAsync(new JobFilter { Limit = 2, Cursor = first.NextCursor });
        var third = await _world.Tables.ListAsync(new JobFilter { Limit = 2, Cursor = second.NextCursor });

        Assert.Equal(jobs, [.. first.Items.Concat(second.Items).Concat(third.Items).Select(job => job.Id)]);
        Assert.Null(third.NextCursor);
        Assert.Equal(newest, (await _world.Tables.ListAsync(new JobFilter { Limit = 1 })).Items[0].Id);
    }

    [SkippableFact]
    public async Task Lists_only_what_the_filter_asks_for()
    {
        var sum = _story.Succeed();
        var tagged = _story.Enqueue(with: spec => (spec.Operation, spec.Tags) = ("echo", ["it's", "b"]));
        var queued = _story.Enqueue(with: spec => (spec.Operation, spec.Queue) = ("echo", "slow"));
        Store();

        Assert.Equal([sum], await Ids(new JobFilter { Status = JobStatus.Succeeded }));
        Assert.Equal([queued, tagged], await Ids(new JobFilter { Operation = "echo" }));
        Assert.Equal([queued], await Ids(new JobFilter { Queue = "slow" }));
        Assert.Equal([sum], await Ids(new JobFilter { Bot = "bot-1" }));
        Assert.Equal([tagged], await Ids(new JobFilter { Tag = "it's" }));
        Assert.Empty(await Ids(new JobFilter { Tag = "it" }));
        Assert.Equal([tagged], await Ids(new JobFilter { Tag = "b", Status = JobStatus.Pending, Operation = "echo" }));
        Assert.Empty(await Ids(new JobFilter { Tag = "b", Queue = "slow" }));

        async Task<List<JobId>> Ids(JobFilter filter) =>
            [.. (await _world.Tables.ListAsync(filter)).Items.Select(job => job.Id)];
    }

    [SkippableTheory]
    [InlineData("\"", ",", "\",\"")]
    [InlineData("\\", "\\\\", "\\u0041")]
    [InlineData("é", "[]", "\uD83D\uDE00")]
    [InlineData("a,", ",b", "%")]
    public async Task Finds_a_tag_letter_by_letter(string first, string second, string third)
    {
        string[] tags = [first, second, third];
        var alone = tags.ToDictionary(tag => tag, tag => _story.Enqueue(with: spec => spec.Tags = [tag]));
        var all = _story.Enqueue(with: spec => spec.Tags = tags);
        Store();

        foreach (var tag in tags)
        {
            var page = await _world.Tables.ListAsync(new JobFilter { Tag = tag });
            Assert.Equal([all, alone[tag]], page.Items.Select(job => job.Id));
        }

        Assert.Empty((await _world.Tables.ListAsync(new JobFilter { Tag = "A" })).Items);
    }

    [SkippableFact]
    public async Task Lists_finishes_newest_first_and_filtered()
    {
        var first = _story.Succeed();
        var second = _story.Enqueue();
        _story.Place();
        _story.Fail(second, "broken", retryable: false);
        Store();

        var all = await _world.Tables.ResultsAsync(new ResultFilter { Limit = 1 });
        Assert.Equal(second, Assert.Single(all.Items).JobId);
        var next = await _world.Tables.ResultsAsync(new ResultFilter { Limit = 1, Cursor = all.NextCursor });
        Assert.Equal(first, Assert.Single(next.Items).JobId);
        Assert.Null(next.NextCursor);
        Assert.Equal(second, await Only(new ResultFilter { Status = JobStatus.Failed }));
        Assert.Equal(first, await Only(new ResultFilter { JobId = first, Operation = "sum", Bot = "bot-1" }));
        Assert.Empty((await _world.Tables.ResultsAsync(new ResultFilter { Operation = "echo" })).Items);

        async Task<JobId> Only(ResultFilter filter) =>
            Assert.Single((await _world.Tables.ResultsAsync(filter)).Items).JobId;
    }

    [SkippableTheory]
    [InlineData("no such cursor")]
    [InlineData("jobs:12")]
    [InlineData("")]
    [InlineData("cmVzdWx0czox")]
    [InlineData("am9iczotMQ")]
    public async Task Refuses_a_cursor_that_the_list_did_not_give(string cursor)
    {
        var refused = await Assert.ThrowsAsync<JobRefusedException>(
            () => _world.Tables.ListAsync(new JobFilter { Cursor = cursor }));

        Assert.Equal((RejectionCode.Invalid, "cursor"), (refused.Rejection.Code, refused.Rejection.Path));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Refuses_a_page_size_out_of_bounds(int limit)
    {
        var refused = await Assert.ThrowsAsync<JobRefusedException>(
            () => _world.Tables.ResultsAsync(new ResultFilter { Limit = limit }));

        Assert.Equal("limit", refused.Rejection.Path);
    }

    [SkippableFact]
    public async Task Tells_the_history_page_by_page_refused_reports_included()
    {
        var job = _story.Enqueue();
        _story.Place();
        _story.Do(new Release(job, null, false, Verdict.Released, "bob", "looks stuck"));
        _story.Do(new Complete(job, 1, JsonText.Parse("1"), null, "bot-1"));
        Store();

        var first = await _world.Tables.HistoryAsync(job, 3);
        var rest = await _world.Tables.HistoryAsync(job, 3, first!.NextCursor);

        Assert.Equal(["enqueued", "claimed", "released"], first.Items.Select(line => line.Event));
        Assert.Equal(("bob", "looks stuck"), (first.Items[2].By, first.Items[2].Reason));
        var refused = Assert.Single(rest!.Items);
        Assert.Equal(("report-refused", 1L, "completed"), (refused.Event, refused.Token, refused.Reason));
        Assert.Null(await _world.Tables.HistoryAsync(new JobId(Guid.NewGuid())));
    }

    [SkippableFact]
    public async Task Answers_the_coordinator_for_many_ids_as_of_one_offset()
    {
        var finished = Enumerable.Range(0, 600).Select(_ => _story.Succeed()).ToList();
        var open = _story.Enqueue();
        var unknown = new JobId(Guid.NewGuid());
        Store();

        var answers = await _world.Tables.FindAsync([.. finished, open, unknown, unknown]);

        Assert.Equal(_story.State.LastNumber, answers.AsOf);
        Assert.Equal(finished.Order(), answers.Found.Keys.Order());
        Assert.All(answers.Found.Values, job => Assert.Equal(JobStatus.Succeeded, job.Status));
    }

    [SkippableFact]
    public async Task What_it_answers_decides_as_memory_would_have()
    {
        var job = _story.Enqueue();
        _story.Place();
        _story.Do(new Release(job, null, false, Verdict.Released, null, null));
        _story.Place();
        _story.Complete(job);
        Store();
        _story.State.Forget(_story.State.LastNumber);
        Assert.Null(_story.State.Find(job));
        var tables = (await _world.Tables.FindAsync([job])).For(job);

        var spec = tables.Record!.Spec;
        Assert.Equal(new Enqueued(job, Duplicate: true), _story.Do(new Enqueue(spec, null, false) { Tables = tables }));
        Assert.Equal(ReportAnswer.Stored, Report(token: 2));
        Assert.Equal(ReportAnswer.Superseded, Report(token: 1));
        Assert.Equal(new[] { "ReportRefused" }, _story.Last.Commit.Events.Select(e => e.GetType().Name));

        // Once recorded the table says so too, and the next refusal is not recorded again.
        _world.Store(_story.Last);
        tables = (await _world.Tables.FindAsync([job])).For(job);
        var commits = _story.Commits.Count;
        Assert.Equal(ReportAnswer.Superseded, Report(token: 1));
        Assert.Equal(commits, _story.Commits.Count);

        ReportAnswer Report(long token) => Assert.IsType<ReportAnswered>(_story.Do(
            new Complete(job, token, JsonText.Parse("1735"), 3, "bot-1") { Tables = tables })).Answer;
    }

    [SkippableFact]
    public async Task Counts_jobs_by_status()
    {
        _story.Succeed();
        _story.Succeed();
        _story.Enqueue();
        Store();

        var counts = await _world.Tables.CountsAsync();

        Assert.Equal(new Dictionary<JobStatus, long> { [JobStatus.Pending] = 1, [JobStatus.Succeeded] = 2 }, counts);
    }

    [SkippableFact]
    public async Task Says_how_far_it_is_behind()
    {
        _story.Enqueue();
        _world.Persist(_story.Commits);
        Assert.NotEqual(TimeSpan.Zero, (await _world.Tables.ListAsync(new JobFilter())).Lag);

        _world.Store(_story.Commits);
        Assert.Equal(TimeSpan.Zero, (await _world.Tables.ListAsync(new JobFilter())).Lag);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Store() => _world.Store(_story.Commits);
}
