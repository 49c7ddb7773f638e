namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Explanations by a node on SQLite.</summary>
public sealed class ExplainingOnSqlite() : ExplainingSpec(Keeper.Sqlite);

/// <summary>Explanations by a node on PostgreSQL.</summary>
public sealed class ExplainingOnPostgres() : ExplainingSpec(Keeper.Postgres);

/// <summary>Explanations by a node on SQLite, over HTTP.</summary>
public sealed class ExplainingOverHttp() : ExplainingSpec(Keeper.HttpOnSqlite);

/// <summary>Explanations by the rules alone.</summary>
public sealed class ExplainingInProcess() : ExplainingSpec(Keeper.Rules);

/// <summary>What clients and operators are told, whoever tells it.</summary>
public abstract class ExplainingSpec(Keeper keeper) : KeptSpec(keeper)
{
    private const string Session = "s1";

    [SkippableFact]
    public async Task A_misspelt_operation_is_explained_with_the_name_that_was_meant()
    {
        await BeatAsync();
        var id = await Client.EnqueueAsync("elsewehre", 1);

        var view = await ExplainedAsync(id);

        Assert.Equal(JobStatus.Pending, view.Status);
        var reason = Assert.Single(view.Reasons);
        Assert.Equal(ExplainCode.NoBot, reason.Code);
        Assert.Equal(["elsewhere"], reason.NearestOperations);
    }

    [SkippableFact]
    public async Task A_job_that_waits_is_told_who_has_the_slots_and_how_many_come_before_it()
    {
        var first = await Client.EnqueueAsync("elsewhere", 1);
        await Client.EnqueueAsync("elsewhere", 2);
        var last = await Client.EnqueueAsync("elsewhere", 3);
        await BeatAsync();
        var claimed = await ClaimAsync();

        var reasons = (await ExplainedAsync(last)).Reasons;

        Assert.Equal([ExplainCode.SlotsTaken, ExplainCode.JobsAhead], reasons.Select(reason => reason.Code));
        var holder = Assert.Single(reasons[0].Holders!);
        Assert.Equal((first, "remote", claimed.Token), (holder.Job, holder.Bot, holder.Token));
        Assert.Equal(1, reasons[1].Ahead);
    }

    [SkippableFact]
    public async Task Never_lags_behind_an_answer_already_given()
    {
        for (var i = 0; i < 20; i++)
        {
            var id = await Client.EnqueueAsync("nobody", i);
            Assert.Equal(JobStatus.Pending, (await ExplainedAsync(id)).Status);
            await Client.CancelAsync(id, new Request("anna", $"reason {i}"));

            var view = await ExplainedAsync(id);

            var reason = Assert.Single(view.Reasons);
            Assert.Equal((ExplainCode.Cancelled, "anna", $"reason {i}"), (reason.Code, reason.By, reason.Reason));
            Assert.Null(view.Lag);
        }
    }

    [SkippableFact]
    public async Task A_job_that_is_due_later_or_finished_says_when()
    {
        var runAt = new DateTimeOffset(DateTimeOffset.UtcNow.Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var later = await Client.EnqueueAsync(new JobRequest("elsewhere", JsonText.From(1)) { RunAt = runAt });
        Assert.Equal(runAt, (await ExplainedAsync(later.Id)).Reasons[0].Until);

        var failed = await Client.EnqueueAsync("elsewhere", 1);
        var claimed = await ClaimAsync();
        await RemoteBots.FailAsync(failed, claimed.Token, "no such thing", retryable: false, null);
        var reason = Assert.Single((await ExplainedAsync(failed)).Reasons);
        Assert.Equal((ExplainCode.Failed, "no such thing", "remote"), (reason.Code, reason.Error, reason.Bot));
    }

    [SkippableFact]
    public async Task An_unknown_job_is_not_explained() =>
        Assert.Null(await Client.ExplainAsync(new JobId(Guid.NewGuid())));

    [SkippableFact]
    public async Task A_dry_run_changes_nothing_and_its_token_makes_the_release_safe_to_repeat()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        var claimed = await ClaimAsync();
        await BeatAsync(claimed);
        var before = (await Client.HistoryAsync(id))!.Items;

        var tried = await Operator.ReleaseAsync(id, new Request("anna", "looks dead"), dryRun: true);

        Assert.Equal(JobStatus.Processing, tried.Status);
        var known = tried.Release!;
        Assert.Equal((claimed.Token, "remote", true, true), (known.Token, known.Bot, known.Alive, known.Running));
        Assert.Equal(JobStatus.Pending, known.Then);
        Assert.Equal(before, (await Client.HistoryAsync(id))!.Items);

        var released = await Operator.ReleaseAsync(id, new Request("anna", "looks dead"), known.Token);
        Assert.Equal((JobStatus.Pending, (ReleaseView?)null), (released.Status, released.Release));
        Assert.Equal(claimed.Token, Assert.Single((await BeatAsync(claimed)).Cancel).Token);
        await BeatAsync();
        var second = await ClaimAsync();
        var again = await Assert.ThrowsAsync<JobRefusedException>(
            () => Operator.ReleaseAsync(id, new Request("anna", "looks dead"), known.Token));

        Assert.Equal(RejectionCode.Superseded, again.Rejection.Code);
        Assert.Equal(second.Token, (await ExplainedAsync(id)).Reasons[0].Token);
        var line = Assert.Single((await Client.HistoryAsync(id))!.Items, line => line.Event == "released");
        Assert.Equal(("anna", "looks dead"), (line.By, line.Reason));
    }

    [SkippableFact]
    public async Task A_job_that_its_bot_no_longer_lists_is_thought_stuck()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        var claimed = await ClaimAsync();
        await BeatAsync(claimed);
        Assert.Empty((await Operator.StuckAsync()).Items);
        await BeatAsync();

        var page = await Operator.StuckAsync();

        var stuck = Assert.Single(page.Items);
        Assert.Null(page.NextCursor);
        Assert.Equal((id, JobStatus.Processing), (stuck.Job.Id, stuck.Job.Status));
        Assert.Equal(
            (ExplainCode.NotListed, Verdict.ReportLost, claimed.Token),
            (stuck.Reasons[0].Code, stuck.Reasons[0].Verdict!.Value, stuck.Reasons[0].Token!.Value));
    }

    private async Task<ExplainView> ExplainedAsync(JobId id) =>
        await Client.ExplainAsync(id) ?? throw new InvalidOperationException($"Nobody knows {id}.");

    private async Task<ClaimedJob> ClaimAsync()
    {
        var claim = new RemoteClaim("remote", Session, ["elsewhere"]) { Wait = TimeSpan.FromSeconds(10) };
        return Assert.Single(await RemoteBots.ClaimAsync(claim));
    }

    /// <summary>A heartbeat of a bot with one slot that runs these.</summary>
    private Task<HeartbeatAnswer> BeatAsync(params ClaimedJob[] running)
    {
        var attempts = running.Select(job => new RunningAttempt(job.Id, job.Token, null)).ToArray();
        return RemoteBots.HeartbeatAsync(new RemoteHeartbeat("remote", Session, attempts)
        {
            Slots = 1,
            Operations = ["elsewhere"],
        });
    }
}
