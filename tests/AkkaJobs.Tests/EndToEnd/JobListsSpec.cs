namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Lists of a node on SQLite.</summary>
public sealed class JobListsOnSqlite() : JobListsSpec(Keeper.Sqlite);

/// <summary>Lists of a node on PostgreSQL.</summary>
public sealed class JobListsOnPostgres() : JobListsSpec(Keeper.Postgres);

/// <summary>Lists over HTTP, of a node on SQLite.</summary>
public sealed class JobListsOverHttp() : JobListsSpec(Keeper.HttpOnSqlite);

/// <summary>Lists by the rules alone.</summary>
public sealed class JobListsInProcess() : JobListsSpec(Keeper.Rules);

/// <summary>Lists, wherever the client stands.</summary>
public abstract class JobListsSpec(Keeper keeper) : KeptSpec(keeper)
{
    [SkippableFact]
    public async Task Jobs_are_listed_by_what_they_are_page_by_page()
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 5; i++)
        {
            var request = new JobRequest(i < 4 ? "elsewhere" : "nobody", JsonText.From(i))
            {
                Queue = i == 0 ? "reports" : "default",
                Tags = i == 1 ? ["a&b=c +?#%"] : [],
            };
            ids.Add((await Client.EnqueueAsync(request)).Id);
        }

        var claimed = await ClaimAsync(new RemoteClaim("remote", "s1", ["elsewhere"]));
        await Client.CancelAsync(ids[3], new Request("anna"));
        await Client.HistoryAsync(ids[3]);

        Assert.Equal(Enumerable.Reverse(ids), await IdsAsync(new JobFilter { Limit = 2 }));
        Assert.Equal([ids[4]], await IdsAsync(new JobFilter { Operation = "nobody" }));
        Assert.Equal([ids[0]], await IdsAsync(new JobFilter { Queue = "reports" }));
        Assert.Equal([ids[1]], await IdsAsync(new JobFilter { Tag = "a&b=c +?#%" }));
        Assert.Equal([ids[3]], await IdsAsync(new JobFilter { Status = JobStatus.Cancelled }));
        Assert.Equal([claimed.Id], await IdsAsync(new JobFilter { Bot = "remote" }));
        Assert.Empty(await IdsAsync(new JobFilter { Status = JobStatus.Succeeded }));
    }

    [SkippableFact]
    public async Task Finishes_are_listed_by_what_they_are_page_by_page()
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 3; i++)
        {
            var id = await Client.EnqueueAsync("elsewhere", i);
            var claimed = await ClaimAsync(new RemoteClaim("remote", "s1", ["elsewhere"]));
            await (i == 1
                ? RemoteBots.FailAsync(id, claimed.Token, "disk full", retryable: false, null)
                : RemoteBots.CompleteAsync(id, claimed.Token, JsonText.From(i), TimeSpan.FromMilliseconds(5)));
            ids.Add(id);
        }

        await Client.HistoryAsync(ids[2]);
        var first = await Client.ResultsAsync(new ResultFilter { Limit = 2 });
        var last = await Client.ResultsAsync(new ResultFilter { Limit = 2, Cursor = first.NextCursor });
        Assert.Equal(Enumerable.Reverse(ids), first.Items.Concat(last.Items).Select(row => row.JobId));
        Assert.Null(last.NextCursor);

        var failed = Assert.Single(
            (await Client.ResultsAsync(new ResultFilter { Status = JobStatus.Failed, Bot = "remote" })).Items);
        Assert.Equal(
            (ids[1], "disk full", (JsonText?)null, "remote", 1),
            (failed.JobId, failed.Error, failed.Result, failed.ProcessedBy, failed.Attempt));
        Assert.Empty((await Client.ResultsAsync(new ResultFilter { Operation = "nobody" })).Items);
    }

    [SkippableFact]
    public async Task A_history_comes_by_pages_too()
    {
        var id = await Client.EnqueueAsync("nobody", 1);
        await Client.CancelAsync(id, new Request("anna", "one"));
        await Operator.RetryAsync(id, new Request("anna", "two"));

        var first = (await Client.HistoryAsync(id, 2))!;
        var last = (await Client.HistoryAsync(id, 2, first.NextCursor))!;

        Assert.Equal(
            [("enqueued", null), ("cancelled", "one"), ("retried", "two")],
            first.Items.Concat(last.Items).Select(line => (line.Event, line.Reason)));
        Assert.Equal("anna", last.Items[0].By);
        Assert.Null(last.NextCursor);
    }

    [SkippableFact]
    public async Task Bots_and_counts_are_told()
    {
        var id = await Client.EnqueueAsync("elsewhere", 1);
        await Client.EnqueueAsync("nobody", 1);
        await ClaimAsync(new RemoteClaim("remote", "s1", ["elsewhere"]));
        await Client.HistoryAsync(id);

        var bot = (await Client.BotsAsync()).Items.Single(bot => bot.Name == "remote");
        Assert.Equal(("s1", "processing", 1), (bot.Session, bot.State, bot.Running));
        Assert.Equal(["elsewhere"], bot.Operations);
        Assert.NotNull(bot.LastSeenAt);
        var drained = await Operator.DrainBotAsync("remote", new Request("anna", "new disk"));
        Assert.Equal(("remote", "draining"), (drained.Name, drained.State));
        Assert.Equal("processing", (await Operator.ResumeBotAsync("remote", new Request("anna"))).State);

        var stats = await Client.StatsAsync();
        Assert.Equal((1L, 1L), (stats.Jobs["processing"], stats.Jobs["pending"]));
        Assert.Equal(1L, stats.Operations["nobody"]["pending"]);
        Assert.Contains(stats.Followers, follower => follower.Name == "tables");
        Assert.NotNull(stats.Coordinator);
        Assert.True(stats.Epoch > 0);
    }

    private async Task<List<JobId>> IdsAsync(JobFilter filter)
    {
        var ids = new List<JobId>();
        do
        {
            var page = await Client.ListAsync(filter);
            ids.AddRange(page.Items.Select(job => job.Id));
            filter = filter with { Cursor = page.NextCursor };
        }
        while (filter.Cursor is not null);
        return ids;
    }

    private async Task<ClaimedJob> ClaimAsync(RemoteClaim claim) =>
        Assert.Single(await RemoteBots.ClaimAsync(claim with { Wait = TimeSpan.FromSeconds(10) }));
}
