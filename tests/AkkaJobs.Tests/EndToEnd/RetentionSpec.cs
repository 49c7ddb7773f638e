using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Retention on SQLite.</summary>
public sealed class RetentionOnSqlite : RetentionSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }

    private protected override string Journal(JobsHost node) => $"ATTACH '{node.Folder}/journal.db' AS j;";
}

/// <summary>Retention on PostgreSQL.</summary>
public sealed class RetentionOnPostgres : RetentionSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);

    private protected override string Journal(JobsHost node) => "";
}

/// <summary>A running node prunes what is over, and goes on from what is left.</summary>
public abstract class RetentionSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where the node keeps its records, if not in its folder.</summary>
    private protected abstract void Keep(AkkaJobsBuilder jobs);

    /// <summary>What must go before a query of the journal.</summary>
    private protected abstract string Journal(JobsHost node);

    [SkippableFact]
    public async Task Jobs_results_and_journal_stay_bounded_while_jobs_go_on_and_a_restart_needs_no_more()
    {
        var node = await StartAsync(null);
        var folder = node.Folder;
        var waiting = await node.Client.EnqueueAsync("later", new JobsHost.Add(1, 2));
        await RunAsync(node, 300);
        await node.ExportedAsync(300);
        var first = Number(node, "SELECT max(number) AS n FROM offsets");

        // Nothing of the first jobs is left but their lines in the lake, and the journal does not begin with them.
        await UntilAsync(async () =>
        {
            await RunAsync(node, 20);
            return Number(node, $"SELECT count(*) AS n FROM jobs WHERE sequence <= {first}") == 1
                && Number(node, "SELECT coalesce(min(id), 0) AS n FROM results") > first
                && Number(node, "SELECT max(number) AS n FROM horizons WHERE name = 'journal'") > first
                && Number(node, $"{Journal(node)} SELECT min(sequence_number) AS n FROM journal") > 1;
        });
        await node.StopAsync();

        await using var again = await StartAsync(folder);
        await RunAsync(again, 20);
        Assert.Equal(JobStatus.Pending, (await again.Client.GetAsync(waiting))!.Status);
        await again.ExportedAsync(340);
        var lines = again.LakeLines();
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    private static async Task RunAsync(JobsHost node, int jobs)
    {
        var outcomes = await node.Client.EnqueueManyAsync(
            [.. Enumerable.Range(0, jobs).Select(i => new JobRequest("sum", JsonText.From(new JobsHost.Add(i, 1))))]);
        foreach (var outcome in outcomes)
        {
            // Null once retention was faster than this look.
            Assert.True((await node.Client.WaitAsync(outcome.Id, Patience))?.Status is null or JobStatus.Succeeded);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            await look.WaitForNextTickAsync(patience.Token);
        }
    }

    private static long Number(JobsHost node, string sql) => (long)(node.Row(sql)["n"] ?? 0L);

    private Task<JobsHost> StartAsync(string? folder) => JobsHost.StartAsync(
        jobs =>
        {
            Keep(jobs);
            jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B).Configure(options =>
            {
                options.Coordinator.SnapshotEvery = 50;
                options.Retention.Succeeded = TimeSpan.FromSeconds(1);
                options.Retention.MaxJournal = 200;
                options.Retention.Every = TimeSpan.FromMilliseconds(100);
            });
        },
        folder);
}
