using AkkaJobs.Tests.EndToEnd;

namespace AkkaJobs.Tests.Released;

/// <summary>What a node lives through before its databases are kept: every kind of job, end, and pruning.</summary>
internal static class ReleasedLife
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Jobs that are pruned, so that there are horizons, and a journal that was cut at a snapshot.</summary>
    public static async Task BeginAsync(string folder, Action<AkkaJobsBuilder> keep)
    {
        var node = await StartAsync(folder, keep, options =>
        {
            options.Coordinator.SnapshotEvery = 10;
            options.Retention.Succeeded = TimeSpan.FromSeconds(1);
            options.Retention.MaxJournal = 40;
            options.Retention.Every = TimeSpan.FromMilliseconds(100);
        });
        await JobsHost.UntilAsync(async () =>
        {
            await node.Client.EnqueueAsync("sum", new JobsHost.Add(792, 943));
            return (long)node.Row("SELECT count(*) AS n FROM horizons WHERE number > 0")["n"]! == 2;
        });
        await JobsHost.UntilAsync(() => Task.FromResult(node.Row("SELECT id FROM jobs").Count == 0));
        await node.StopAsync();
    }

    /// <summary>A job in every state, and those that have more to tell.</summary>
    /// <returns>Each job as it stands, a line each.</returns>
    public static async Task<List<string>> GoOnAsync(string folder, Action<AkkaJobsBuilder> keep)
    {
        var node = await StartAsync(folder, keep, options =>
        {
            options.Coordinator.SnapshotEvery = 10;
            options.Coordinator.Retry = new RetryPolicy { First = TimeSpan.FromMinutes(10) };
        });
        var claim = new RemoteClaim("remote-1", "session-1", ["far"]) { Wait = Patience };
        List<JobId> jobs = [await SumAsync(node), await SumAsync(node), .. await FinishAsync(node, claim)];
        jobs.AddRange(await LeaveOpenAsync(node, claim));
        var views = await ReleasedViews.ReadAsync(node, jobs);
        Assert.Equal(
            JobStatusExtensions.All.Select(status => status.Word()).Order(),
            views.Select(ReleasedViews.StatusOf).Distinct().Order());
        await node.ExportedAsync((int)(long)node.Row("SELECT count(*) AS n FROM results")["n"]!);
        await node.StopAsync();
        return views;
    }

    /// <summary>A node of today on a database of then; its handlers are glad of any args.</summary>
    public static Task<JobsHost> StartAsync(
        string folder, Action<AkkaJobsBuilder> keep, Action<AkkaJobsOptions>? configure = null, bool glad = false) =>
        JobsHost.StartAsync(
            jobs =>
            {
                keep(jobs);
                jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B)
                    .AddHandler<string, string>("echo", (args, _) => args)
                    .AddHandler<string, string>("fail", (args, _) => glad
                        ? args
                        : throw new AttemptFailedException("It \"broke\": 漢字\n🙂", args != "for good"));
                if (glad)
                {
                    jobs.AddHandler<string, string>("elsewhere", (args, _) => args)
                        .AddHandler<string, string>("far", (args, _) => args);
                }

                jobs.Configure(options => configure?.Invoke(options));
            },
            folder);

    private static async Task<List<JobId>> FinishAsync(JobsHost node, RemoteClaim claim)
    {
        var echo = await node.Client.EnqueueAsync(
            new JobRequest("echo", JsonText.Parse("\"é 漢字 🙂 \\\"\""))
            {
                Id = Id(1),
                Queue = "mail",
                Priority = 1,
                Tags = ["nightly", "it's"],
                By = "alice",
            });
        await node.Client.WaitAsync(echo.Id, Patience);

        var failed = await FailAsync(node);
        var retried = await FailAsync(node);
        await node.Operator.RetryAsync(retried, new Request("bob", "mended"));
        await node.Client.WaitAsync(retried, Patience);

        var cancelled = await node.Client.EnqueueAsync("elsewhere", "never");
        await node.Client.CancelAsync(cancelled, new Request("alice", "not needed"));

        var stopped = await node.Client.EnqueueAsync("far", "stopped");
        Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await node.Client.CancelAsync(stopped, new Request("alice", "enough"));

        var released = await node.Client.EnqueueAsync("far", "released");
        var first = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await node.Operator.ReleaseAsync(released, new Request("bob", "too slow"));
        var second = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await Assert.ThrowsAsync<JobRefusedException>(
            () => node.RemoteBots.CompleteAsync(released, first.Token, JsonText.Parse("99"), null));
        await node.RemoteBots.CompleteAsync(
            released, second.Token, JsonText.Parse("[1.5,null]"), TimeSpan.FromMilliseconds(7));
        return [echo.Id, failed, retried, cancelled, stopped, released];
    }

    private static async Task<List<JobId>> LeaveOpenAsync(JobsHost node, RemoteClaim claim)
    {
        var scheduled = await node.Client.EnqueueAsync(new JobRequest("echo", JsonText.Parse("\"later\""))
        {
            Delay = TimeSpan.FromHours(1),
            UniqueKey = "nightly",
            MaxAttempts = 2,
            Timeout = TimeSpan.FromMinutes(1),
        });
        var retrying = await node.Client.EnqueueAsync("fail", "again");
        await JobsHost.UntilAsync(async () => (await node.Client.GetAsync(retrying))!.Status == JobStatus.Retrying);
        var pending = new List<JobId>();
        for (var i = 0; i < 8; i++)
        {
            pending.Add(await node.Client.EnqueueAsync("elsewhere", $"waits {i}"));
        }

        var processing = await node.Client.EnqueueAsync("far", "on its way");
        Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        return [scheduled.Id, retrying, .. pending, processing];
    }

    private static async Task<JobId> FailAsync(JobsHost node)
    {
        var id = await node.Client.EnqueueAsync("fail", "for good");
        Assert.Equal(JobStatus.Failed, (await node.Client.WaitAsync(id, Patience))!.Status);
        return id;
    }

    private static async Task<JobId> SumAsync(JobsHost node)
    {
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(792, 943));
        await node.Client.WaitAsync(id, Patience);
        return id;
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0));
}
