namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A client in the process of a node on SQLite.</summary>
public sealed class JobClientOnSqlite() : JobClientOnNode(Keeper.Sqlite);

/// <summary>A client in the process of a node on PostgreSQL.</summary>
public sealed class JobClientOnPostgres() : JobClientOnNode(Keeper.Postgres);

/// <summary>A client over HTTP, of a node on SQLite.</summary>
public sealed class JobClientOverHttp() : JobClientOnNode(Keeper.HttpOnSqlite);

/// <summary>A client over HTTP, of a node on PostgreSQL.</summary>
public sealed class JobClientOverHttpOnPostgres() : JobClientOnNode(Keeper.HttpOnPostgres);

/// <summary>A client of the rules alone.</summary>
public sealed class JobClientInProcess() : JobClientSpec(Keeper.Rules);

/// <summary>What a client is told that only tables can tell.</summary>
public abstract class JobClientOnNode(Keeper keeper) : JobClientSpec(keeper)
{
    [SkippableTheory]
    [InlineData(0, null, "limit")]
    [InlineData(1001, null, "limit")]
    [InlineData(10, "bm90LW91cnM", "cursor")]
    public async Task A_page_that_cannot_be_is_refused(int limit, string? cursor, string path)
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        Func<Task>[] reads =
        [
            () => Client.ListAsync(new JobFilter { Limit = limit, Cursor = cursor }),
            () => Client.ResultsAsync(new ResultFilter { Limit = limit, Cursor = cursor }),
            () => Client.HistoryAsync(id, limit, cursor),
            () => Client.QueuesAsync(limit, cursor),
        ];
        foreach (var read in reads)
        {
            Assert.Equal((RejectionCode.Invalid, path), await RefusedAsync(read));
        }
    }

    [SkippableFact]
    public async Task A_reason_that_is_too_long_is_refused()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        var request = new Request("anna", new string('x', 1_025));
        Assert.Equal((RejectionCode.Invalid, "reason"), await RefusedAsync(() => Client.CancelAsync(id, request)));
        Assert.Equal(
            (RejectionCode.Invalid, "reason"), await RefusedAsync(() => Operator.PauseQueueAsync("q", request)));
    }

    private static async Task<(RejectionCode, string?)> RefusedAsync(Func<Task> read)
    {
        var rejection = (await Assert.ThrowsAsync<JobRefusedException>(read)).Rejection;
        return (rejection.Code, rejection.Path);
    }
}

/// <summary>What a client is told, wherever it stands.</summary>
public abstract class JobClientSpec(Keeper keeper) : KeptSpec(keeper)
{
    private static readonly Request Anna = new("anna", "no longer needed");

    private static JobId NewId => new(Guid.NewGuid());

    [SkippableFact]
    public async Task Every_field_that_was_asked_for_stands_in_the_job()
    {
        var runAt = new DateTimeOffset(DateTimeOffset.UtcNow.Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var outcome = await Client.EnqueueAsync(new JobRequest("else:where/ü", JsonText.From(1))
        {
            Id = NewId,
            Queue = "reports",
            Priority = 0,
            RunAt = runAt,
            MaxAttempts = 7,
            Timeout = TimeSpan.FromSeconds(90),
            Tags = ["red & blue", "grün"],
        });

        var job = (await Client.GetAsync(outcome.Id))!;

        Assert.Equal(
            ("else:where/ü", "reports", 0, 7, 90_000L, runAt, JobStatus.Scheduled, 0),
            (job.Operation, job.Queue, job.Priority, job.MaxAttempts, job.TimeoutMs, job.RunAt!.Value, job.Status,
                job.Attempt));
        Assert.Equal(["red & blue", "grün"], job.Tags);
        Assert.Null(job.Lag);
        var later = await Client.EnqueueAsync(
            new JobRequest("elsewhere", JsonText.From(1)) { Delay = TimeSpan.FromDays(3) });
        Assert.Equal(JobStatus.Scheduled, (await Client.GetAsync(later.Id))!.Status);
    }

    [SkippableTheory]
    [InlineData("""{"b":1.50,"a":"é \" \\ <>&'/ \u2028 😀","big":12345678901234567890.0123,"e":1E+2,"n":[null,{}]}""")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Args_and_results_come_back_byte_for_byte(string json)
    {
        var text = JsonText.Parse(json);
        var id = (await Client.EnqueueAsync(new JobRequest("elsewhere", text))).Id;
        var claimed = await ClaimAsync();
        Assert.Equal((id, text), (claimed.Id, claimed.Args));
        await RemoteBots.CompleteAsync(id, claimed.Token, text, TimeSpan.FromMilliseconds(7));

        var job = (await Client.GetAsync(id))!;
        Assert.Equal((JobStatus.Succeeded, text, text), (job.Status, job.Args, job.Result!.Value));
        Assert.Equal(("remote", 1, 7L), (job.Bot, job.Attempt, job.DurationMs!.Value));
        await Client.HistoryAsync(id);
        var row = Assert.Single((await Client.ResultsAsync(new ResultFilter { JobId = id })).Items);
        Assert.Equal((text, text, claimed.Token), (row.Args, row.Result!.Value, row.Token!.Value));
    }

    [SkippableFact]
    public async Task A_value_may_be_as_deep_as_JSON_is_read()
    {
        var deep = JsonText.Parse(new string('[', 63) + new string(']', 63));
        var id = (await Client.EnqueueAsync(new JobRequest("elsewhere", deep))).Id;
        await Client.HistoryAsync(id);
        Assert.Equal(deep, Assert.Single((await Client.ListAsync(new JobFilter())).Items).Args);
    }

    [SkippableFact]
    public async Task An_id_stands_for_one_job()
    {
        var request = new JobRequest("elsewhere", JsonText.Parse("""{"a":1,"b":2}""")) { Id = NewId };
        Assert.Equal(new EnqueueOutcome(request.Id.Value, false, null), await Client.EnqueueAsync(request));

        var again = await Client.EnqueueAsync(request with { Args = JsonText.Parse("""{"b":2,"a":1}""") });
        Assert.Equal(new EnqueueOutcome(request.Id.Value, true, null), again);
        var taken = await RefusalAsync(() => Client.EnqueueAsync(request with { Args = JsonText.Null }));
        Assert.Equal((RejectionCode.IdTaken, request.Id), (taken.Code, taken.JobId));
        Assert.Contains("operation elsewhere", taken.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_unique_key_stands_for_one_open_job_which_the_refusal_names()
    {
        var request = new JobRequest("elsewhere", JsonText.From(1)) { UniqueKey = "nightly" };
        var first = await Client.EnqueueAsync(request);
        var taken = await RefusalAsync(() => Client.EnqueueAsync(request));
        Assert.Equal((RejectionCode.UniqueKeyTaken, first.Id), (taken.Code, taken.JobId!.Value));

        Assert.Equal(JobStatus.Cancelled, (await Client.CancelAsync(first.Id, Anna)).Status);
        Assert.True((await Client.EnqueueAsync(request)).Stands);
    }

    [SkippableFact]
    public async Task What_is_out_of_bounds_is_refused_by_its_field()
    {
        var good = new JobRequest("elsewhere", JsonText.From(1));
        (JobRequest Request, RejectionCode Code, string Path)[] bad =
        [
            (good with { Operation = "a b" }, RejectionCode.Invalid, "operation"),
            (good with { Priority = 10 }, RejectionCode.Invalid, "priority"),
            (good with { Timeout = TimeSpan.Zero }, RejectionCode.Invalid, "timeout_ms"),
            (good with { RunAt = DateTimeOffset.UnixEpoch, Delay = TimeSpan.Zero }, RejectionCode.Invalid, "run_at"),
            (good with { Tags = ["a", ""] }, RejectionCode.Invalid, "tags[1]"),
            (good with { Args = JsonText.From(new string('x', 300_000)) }, RejectionCode.TooLarge, "args"),
        ];
        foreach (var (request, code, path) in bad)
        {
            var rejection = await RefusalAsync(() => Client.EnqueueAsync(request));
            Assert.Equal((code, path), (rejection.Code, rejection.Path));
        }

        var many = await Client.EnqueueManyAsync([.. bad.Select(one => one.Request)]);
        Assert.Equal(
            bad.Select(one => (one.Code, one.Path)),
            many.Select(outcome => (outcome.Rejection!.Code, outcome.Rejection.Path!)));
    }

    [SkippableFact]
    public async Task Of_many_each_is_told_in_its_place()
    {
        var holder = await Client.EnqueueAsync(new JobRequest("elsewhere", JsonText.From(0)) { UniqueKey = "k" });
        var known = await Client.EnqueueAsync(new JobRequest("elsewhere", JsonText.From(1)) { Id = NewId });
        var requests = Enumerable.Range(0, 2_500)
            .Select(i => new JobRequest("elsewhere", JsonText.From(i)) { Id = i % 2 == 0 ? NewId : null }).ToArray();
        requests[3] = requests[3] with { Priority = -1 };
        requests[700] = new JobRequest("elsewhere", JsonText.From(1)) { Id = known.Id };
        requests[1_200] = new JobRequest("elsewhere", JsonText.From(2)) { Id = known.Id };
        requests[2_400] = requests[2_400] with { UniqueKey = "k" };

        var outcomes = await Client.EnqueueManyAsync(requests);

        Assert.Equal(2_500, outcomes.Count);
        Assert.Equal(("priority", false), (outcomes[3].Rejection!.Path, outcomes[3].Stands));
        Assert.Equal(new EnqueueOutcome(known.Id, true, null), outcomes[700]);
        Assert.Equal(
            (known.Id, RejectionCode.IdTaken, known.Id),
            (outcomes[1_200].Id, outcomes[1_200].Rejection!.Code, outcomes[1_200].Rejection!.JobId!.Value));
        Assert.Equal(
            (RejectionCode.UniqueKeyTaken, holder.Id),
            (outcomes[2_400].Rejection!.Code, outcomes[2_400].Rejection!.JobId!.Value));
        int[] others = [3, 700, 1_200, 2_400];
        Assert.All(outcomes.Index().Where(one => !others.Contains(one.Index)), one => Assert.Equal(
            new EnqueueOutcome(requests[one.Index].Id ?? one.Item.Id, false, null), one.Item));
        Assert.Equal(
            JsonText.From(2_499), (await Client.GetAsync(outcomes[2_499].Id))!.Args);
        Assert.Equal(2_499, outcomes.Select(outcome => outcome.Id).Distinct().Count());
    }

    [SkippableFact]
    public async Task What_is_unknown_is_null_and_cannot_be_acted_on()
    {
        var id = NewId;
        Assert.Null(await Client.GetAsync(id));
        Assert.Null(await Client.WaitAsync(id, TimeSpan.FromSeconds(10)));
        Assert.Null(await Client.GetAtAsync(id, DateTimeOffset.UtcNow));
        Assert.Null(await Client.HistoryAsync(id));
        Func<Task>[] acts =
        [
            () => Client.CancelAsync(id, Anna), () => Operator.RetryAsync(id, Anna),
            () => Operator.ReleaseAsync(id, Anna), () => Client.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(1)),
        ];
        foreach (var act in acts)
        {
            var rejection = await RefusalAsync(act);
            Assert.Equal((RejectionCode.UnknownJob, id), (rejection.Code, rejection.JobId!.Value));
        }

        Assert.Equal(RejectionCode.UnknownBot, (await RefusalAsync(() => Operator.DrainBotAsync("no", Anna))).Code);
    }

    [SkippableFact]
    public async Task What_a_job_is_not_ready_for_is_refused()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        Assert.Equal(RejectionCode.NotProcessing, (await RefusalAsync(() => Operator.ReleaseAsync(id, Anna))).Code);
        Assert.Equal(RejectionCode.NotRetryable, (await RefusalAsync(() => Operator.RetryAsync(id, Anna))).Code);
        var claimed = await ClaimAsync();
        Assert.Equal(
            RejectionCode.Superseded,
            (await RefusalAsync(() => Operator.ReleaseAsync(id, Anna, claimed.Token + 1))).Code);
        await RemoteBots.CompleteAsync(id, claimed.Token, JsonText.Null, null);
        Assert.Equal(RejectionCode.AlreadyFinished, (await RefusalAsync(() => Client.CancelAsync(id, Anna))).Code);
    }

    [SkippableTheory]
    [InlineData("else:where/ü")]
    [InlineData("a/b.c")]
    public async Task A_name_may_hold_all_that_names_may(string name)
    {
        Assert.True((await Operator.PauseQueueAsync(name, Anna)).Paused);
        var queue = await Operator.ResumeQueueAsync(name, Anna);
        Assert.Equal((name, false), (queue.Name, queue.Paused));
    }

    [SkippableFact]
    public async Task A_wait_ends_when_the_job_does_or_the_time_is_up()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        Assert.Equal(JobStatus.Pending, (await Client.WaitAsync(id, TimeSpan.FromMilliseconds(1)))!.Status);
        var claimed = await ClaimAsync();
        var waiting = Client.WaitForResultAsync<int>(id, TimeSpan.FromMinutes(1));
        await RemoteBots.CompleteAsync(id, claimed.Token, JsonText.From(42), null);
        Assert.Equal(42, await waiting);
    }

    private async Task<ClaimedJob> ClaimAsync() => Assert.Single(await RemoteBots.ClaimAsync(
        new RemoteClaim("remote", "s1", ["elsewhere"]) { Wait = TimeSpan.FromSeconds(10) }));

    private static async Task<Rejection> RefusalAsync(Func<Task> act) =>
        (await Assert.ThrowsAsync<JobRefusedException>(act)).Rejection;
}
