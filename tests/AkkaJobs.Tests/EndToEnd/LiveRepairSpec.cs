using Akka.Cluster;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A repair through the running node, on SQLite.</summary>
public sealed class LiveRepairOnSqlite : LiveRepairSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>A repair through the running node, on PostgreSQL.</summary>
public sealed class LiveRepairOnPostgres : LiveRepairSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    [SkippableFact]
    public async Task Another_node_says_where_the_coordinator_is()
    {
        await using var first = await StartAsync();
        var seed = Cluster.Get(first.System).SelfAddress;
        await using var second = await JobsHost.StartAsync(jobs =>
        {
            Keep(jobs);
            jobs.Configure(o =>
            {
                o.Roles = [NodeRoles.Http];
                o.Node.Seeds = [$"{seed.Host}:{seed.Port}"];
            });
        });
        var id = await second.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await second.Client.WaitForResultAsync<long>(id, Patience));

        var refused = await Assert.ThrowsAsync<JobRefusedException>(
            () => second.Audit.RunAsync(repair: true, _ => { }));
        Assert.Equal(RejectionCode.WrongNode, refused.Rejection.Code);
        Assert.Contains(seed.ToString(), refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);
}

/// <summary>Tables and lake are rebuilt while jobs go on.</summary>
public abstract class LiveRepairSpec
{
    private const int Jobs = 300;

    private protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Where the node keeps its records, if not in its folder.</summary>
    private protected abstract void Keep(AkkaJobsBuilder jobs);

    [SkippableFact]
    public async Task Emptied_tables_and_a_lost_lake_are_rebuilt_while_jobs_go_on()
    {
        await using var node = await StartAsync();
        await RunAsync(node);
        await node.ExportedAsync(Jobs);
        node.Execute("DELETE FROM results");
        node.Execute("DELETE FROM jobs WHERE operation = 'sum'");
        Directory.Delete(Path.Combine(node.Folder, "datalake", "results"), recursive: true);

        using var enough = new CancellationTokenSource();
        var load = LoadAsync(node, enough.Token);
        var lines = new List<AuditLine>();
        Assert.True(await node.Audit.RunAsync(repair: true, lines.Add), Text(lines));
        Assert.True(lines.Count(line => line.Kind == AuditLineKind.Difference) >= 2 * Jobs, Text(lines));
        Assert.Contains(lines, line => line.Text.Contains("tables: as the journal says", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.Kind == AuditLineKind.Summary));
        await enough.CancelAsync();
        var more = await load;
        Assert.NotEqual(0, more);

        await node.ExportedAsync(Jobs + more);
        Assert.True(await node.Audit.RunAsync(repair: false, lines.Add), Text(lines));
        Assert.Equal((long)(Jobs + more), node.Row("SELECT count(*) AS n FROM results")["n"]);
        Assert.Equal((long)(Jobs + more), node.Row("SELECT count(*) AS n FROM jobs")["n"]);
    }

    [SkippableFact]
    public async Task A_sound_system_is_left_as_it_is()
    {
        await using var node = await StartAsync();
        await RunAsync(node);
        var lines = new List<AuditLine>();
        Assert.True(await node.Audit.RunAsync(repair: true, lines.Add));
        var said = Assert.Single(lines, line => line.Kind != AuditLineKind.Progress);
        Assert.StartsWith("Clean: ", said.Text, StringComparison.Ordinal);
        var progress = lines.FindLast(line => line.Kind == AuditLineKind.Progress)!;
        Assert.InRange(progress.Done, 3 * Jobs, progress.Total);
    }

    [SkippableFact]
    public async Task A_follower_that_had_stopped_at_a_wrong_offset_goes_on_after_the_repair()
    {
        await using var node = await StartAsync();
        await RunAsync(node);
        await node.ExportedAsync(Jobs);
        node.Execute("UPDATE offsets SET number = number - 1 WHERE name = 'tables'");
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        await node.Client.WaitForResultAsync<long>(id, Patience);

        // Not clean at once: the lake has a finish that the tables come to only when their follower goes on.
        await node.Audit.RunAsync(repair: true, _ => { });
        await node.ExportedAsync(Jobs + 1);
        var lines = new List<AuditLine>();
        Assert.True(await node.Audit.RunAsync(repair: false, lines.Add), Text(lines));
    }

    private protected Task<JobsHost> StartAsync() => JobsHost.StartAsync(jobs =>
    {
        Keep(jobs);
        jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B);
    });

    private static async Task RunAsync(JobsHost node)
    {
        var outcomes = await node.Client.EnqueueManyAsync(
            [.. Enumerable.Range(0, Jobs).Select(i => new JobRequest("sum", JsonText.From(new JobsHost.Add(i, 1))))]);
        foreach (var outcome in outcomes)
        {
            await node.Client.WaitForResultAsync<long>(outcome.Id, Patience);
        }
    }

    /// <summary>One job after the other, until it is enough; how many there were.</summary>
    private static async Task<int> LoadAsync(JobsHost node, CancellationToken enough)
    {
        var jobs = 0;
        do
        {
            var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(jobs, 1), CancellationToken.None);
            Assert.Equal(
                jobs + 1, await node.Client.WaitForResultAsync<long>(id, Patience, CancellationToken.None));
            jobs++;
        }
        while (!enough.IsCancellationRequested);
        return jobs;
    }

    private static string Text(List<AuditLine> lines) =>
        string.Join('\n', lines.TakeLast(20).Select(line => line.Text));
}
