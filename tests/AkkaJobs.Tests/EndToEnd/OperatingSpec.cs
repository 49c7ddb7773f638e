namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Operators at a node on SQLite.</summary>
public sealed class OperatingOnSqlite() : OperatingOnNode(Keeper.Sqlite);

/// <summary>Operators at a node on PostgreSQL.</summary>
public sealed class OperatingOnPostgres() : OperatingOnNode(Keeper.Postgres);

/// <summary>Operators at a node on SQLite, over HTTP.</summary>
public sealed class OperatingOverHttp() : OperatingOnNode(Keeper.HttpOnSqlite);

/// <summary>Operators before the rules alone.</summary>
public sealed class OperatingInProcess() : OperatingSpec(Keeper.Rules);

/// <summary>What a node alone can show: that it comes back.</summary>
public abstract class OperatingOnNode(Keeper keeper) : OperatingSpec(keeper)
{
    [SkippableFact]
    public async Task A_pause_outlives_the_node()
    {
        await Operator.PauseQueueAsync("reports", new Request("anna", "disk full"));
        await RestartAsync();

        var queue = Assert.Single((await Client.QueuesAsync()).Items);
        Assert.Equal(("reports", true, "anna", "disk full"), (queue.Name, queue.Paused, queue.PausedBy, queue.Reason));
    }
}

/// <summary>What operators do to queues, and to many jobs at once.</summary>
public abstract class OperatingSpec(Keeper keeper) : KeptSpec(keeper)
{
    private const string Session = "s1";

    private static readonly Request Anna = new("anna", "bad batch");

    [SkippableFact]
    public async Task Nothing_is_claimed_from_a_paused_queue_until_it_is_resumed()
    {
        var paused = await Operator.PauseQueueAsync("reports", new Request("anna", "disk full"));
        Assert.Equal((true, "anna", "disk full"), (paused.Paused, paused.PausedBy, paused.Reason));
        var held = await EnqueueAsync("reports");
        var other = await EnqueueAsync("default");

        Assert.Equal(other, Assert.Single(await ClaimAsync(10)).Id);
        Assert.Equal(JobStatus.Pending, (await Client.GetAsync(held))!.Status);
        Assert.Equal(ExplainCode.QueuePaused, (await Client.ExplainAsync(held))!.Reasons[0].Code);

        Assert.False((await Operator.ResumeQueueAsync("reports", new Request("bert"))).Paused);
        Assert.Equal(held, Assert.Single(await ClaimAsync(10)).Id);
    }

    [SkippableFact]
    public async Task Queues_are_listed_by_name_with_their_open_jobs()
    {
        await Operator.PauseQueueAsync("zebras", Anna);
        await EnqueueAsync("reports");
        await EnqueueAsync("reports");
        await ClaimAsync(1);

        var queues = (await Client.QueuesAsync()).Items;

        Assert.Equal(["reports", "zebras"], queues.Select(queue => queue.Name));
        Assert.Equal((1L, 1L, false), (queues[0].Pending, queues[0].Processing, queues[0].Paused));
        Assert.Equal((0L, 0L, true), (queues[1].Pending, queues[1].Processing, queues[1].Paused));
    }

    [SkippableFact]
    public async Task Queues_come_by_pages()
    {
        foreach (var name in new[] { "delta", "alpha", "charlie", "bravo", "echo" })
        {
            await Operator.PauseQueueAsync(name, Anna);
        }

        var first = await Client.QueuesAsync(2);
        var second = await Client.QueuesAsync(2, first.NextCursor);
        var last = await Client.QueuesAsync(2, second.NextCursor);

        Assert.Equal(
            ["alpha", "bravo", "charlie", "delta", "echo"],
            first.Items.Concat(second.Items).Concat(last.Items).Select(queue => queue.Name));
        Assert.Null(last.NextCursor);
    }

    [SkippableFact]
    public async Task A_queue_without_a_name_is_refused()
    {
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => Operator.PauseQueueAsync("a b", Anna));
        Assert.Equal(RejectionCode.Invalid, refused.Rejection.Code);
    }

    [SkippableFact]
    public async Task A_bot_that_a_release_excludes_does_not_get_the_job_again()
    {
        var id = await EnqueueAsync("default");
        await ClaimAsync(1);
        var tried = await Operator.ReleaseAsync(id, Anna, dryRun: true, excludeBot: true);
        Assert.Equal(0, tried.Release!.OtherBots);

        await Operator.ReleaseAsync(id, Anna, tried.Release.Token, excludeBot: true);
        await BeatAsync();

        Assert.Empty(await ClaimAsync(1, wait: false));
        Assert.Equal(ExplainCode.BotsExcluded, (await Client.ExplainAsync(id))!.Reasons[0].Code);
        var claim = new RemoteClaim("other", Session, ["elsewhere"]) { Wait = TimeSpan.FromSeconds(10) };
        Assert.Equal(id, Assert.Single(await RemoteBots.ClaimAsync(claim)).Id);
        var line = Assert.Single((await Client.HistoryAsync(id))!.Items, line => line.Event == "released");
        Assert.Equal("bad batch (the bot does not get it again)", line.Reason);
    }

    [SkippableFact]
    public async Task Many_jobs_are_released_under_one_reason_after_a_trial()
    {
        var ids = await EnqueueManyAsync(5);
        await ClaimAsync(3);
        var acts = new ManyActs(JobAct.Release, new JobFilter { Bot = "remote" }, Anna);

        var tried = await ActAsync(acts with { DryRun = true });
        Assert.Equal(3, tried.Count);
        Assert.All(tried, view => Assert.Equal(
            (JobStatus.Processing, JobStatus.Pending), (view.Status, view.Then!.Value)));
        Assert.All(await Task.WhenAll(ids.Take(3).Select(id => Client.GetAsync(id))), job => Assert.Equal(
            JobStatus.Processing, job!.Status));

        Assert.Equal(tried, await ActAsync(acts));
        foreach (var id in ids.Take(3))
        {
            Assert.Equal(JobStatus.Pending, (await Client.GetAsync(id))!.Status);
            var line = Assert.Single((await Client.HistoryAsync(id))!.Items, line => line.Event == "released");
            Assert.Equal(("anna", "bad batch"), (line.By, line.Reason));
        }

        // Repeating finds none that is still what was asked for.
        Assert.Empty(await ActAsync(acts));
    }

    [SkippableFact]
    public async Task All_open_jobs_are_cancelled_and_retried_by_a_filter()
    {
        var ids = await EnqueueManyAsync(4);
        await ClaimAsync(2);

        var cancelled = await ActAsync(new ManyActs(JobAct.Cancel, new JobFilter { Tag = "batch-7" }, Anna));
        Assert.Equal(ids.Order(), cancelled.Select(view => view.JobId).Order());
        Assert.All(cancelled, view => Assert.Equal(JobStatus.Cancelled, view.Then));

        var retried = await ActAsync(new ManyActs(
            JobAct.Retry, new JobFilter { Tag = "batch-7", Status = JobStatus.Cancelled }, Anna));
        Assert.Equal(ids.Order(), retried.Select(view => view.JobId).Order());
        foreach (var id in ids)
        {
            Assert.Equal(JobStatus.Pending, (await Client.GetAsync(id))!.Status);
        }
    }

    [SkippableFact]
    public async Task Many_acts_without_a_filter_or_a_reason_are_refused()
    {
        var all = new ManyActs(JobAct.Cancel, new JobFilter(), Anna);
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => ActAsync(all));
        Assert.Equal("where", refused.Rejection.Path);

        var silent = new ManyActs(JobAct.Cancel, new JobFilter { Tag = "x" }, new Request("anna"));
        refused = await Assert.ThrowsAsync<JobRefusedException>(() => ActAsync(silent));
        Assert.Equal("reason", refused.Rejection.Path);
    }

    private async Task<List<ActedView>> ActAsync(ManyActs acts)
    {
        var views = new List<ActedView>();
        await foreach (var view in Operator.ActAsync(acts))
        {
            views.Add(view);
        }

        return views;
    }

    private async Task<JobId> EnqueueAsync(string queue) => (await Client.EnqueueAsync(
        new JobRequest("elsewhere", JsonText.From(1)) { Queue = queue })).Id;

    private async Task<List<JobId>> EnqueueManyAsync(int count)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < count; i++)
        {
            var request = new JobRequest("elsewhere", JsonText.From(i)) { Tags = ["batch-7"] };
            ids.Add((await Client.EnqueueAsync(request)).Id);
        }

        return ids;
    }

    private Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int max, bool wait = true) => RemoteBots.ClaimAsync(
        new RemoteClaim("remote", Session, ["elsewhere"])
        {
            Max = max,
            Wait = TimeSpan.FromSeconds(wait ? 10 : 0),
        });

    /// <summary>A heartbeat of a bot that runs nothing more.</summary>
    private Task<HeartbeatAnswer> BeatAsync() =>
        RemoteBots.HeartbeatAsync(new RemoteHeartbeat("remote", Session, []) { Operations = ["elsewhere"] });
}
