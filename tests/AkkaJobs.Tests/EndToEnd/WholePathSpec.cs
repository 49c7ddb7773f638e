using System.Globalization;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The whole path on SQLite.</summary>
public sealed class WholePathOnSqlite : WholePathSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>The whole path on SQLite, for a client over HTTP.</summary>
public sealed class WholePathOverHttp : WholePathSpec
{
    protected override bool OverHttp => true;

    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>The whole path on PostgreSQL.</summary>
public sealed class WholePathOnPostgres : WholePathSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);
}

/// <summary>From enqueue to the stored row: what the system before this one could not do.</summary>
public abstract class WholePathSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether client and operator are not in the node's process, as far as they can tell.</summary>
    protected virtual bool OverHttp => false;

    /// <summary>Where the node keeps its records, if not in its folder.</summary>
    private protected abstract void Keep(AkkaJobsBuilder jobs);

    [SkippableFact]
    public async Task A_job_goes_from_enqueue_to_a_row_with_every_column()
    {
        await using var node = await StartAsync();
        var outcome = await node.Client.EnqueueAsync(
            new JobRequest("sum", JsonText.From(new JobsHost.Add(727, 102))) { Tags = ["first"], Priority = 1 });
        var job = await node.Client.WaitAsync(outcome.Id, Patience);
        Assert.Equal(JobStatus.Succeeded, job!.Status);
        Assert.Equal("829", job.Result!.Value.ToString());

        var history = await node.Client.HistoryAsync(outcome.Id);
        Assert.Equal(["enqueued", "claimed", "succeeded"], history!.Items.Select(line => line.Event));

        var row = node.Row("SELECT * FROM results");
        Assert.Equal(history.Items[2].Number, row["id"]);
        Assert.Equal(outcome.Id.ToString(), row["job_id"]);
        Assert.Equal("sum", row["operation"]);
        Assert.Equal("""{"a":727,"b":102}""", row["args"]);
        Assert.Equal("829", row["result"]);
        Assert.Null(row["error"]);
        Assert.Equal("succeeded", row["status"]);
        Assert.Equal("bot-1", row["processed_by"]);
        var processedAt = DateTimeOffset.Parse((string)row["processed_at"]!, CultureInfo.InvariantCulture);
        Assert.Equal(history.Items[2].At, processedAt);
        Assert.InRange((long)row["duration_ms"]!, 0, 30_000);
        Assert.Equal(1L, row["attempt"]);
        Assert.Equal(history.Items[2].Token, row["token"]);

        var stored = node.Row("SELECT status, result, attempt, max_attempts, priority, tags, bot, error FROM jobs");
        Assert.Equal(
            ["succeeded", "829", 1L, 5L, 1L, """["first"]""", "bot-1", null], stored.Values);
    }

    [SkippableFact]
    public async Task A_handler_that_fails_for_good_ends_in_failed_with_its_error()
    {
        await using var node = await StartAsync();
        var id = await node.Client.EnqueueAsync("fail", new JobsHost.Add(1, 2));
        var failed = await Assert.ThrowsAsync<JobFailedException>(
            () => node.Client.WaitForResultAsync<long>(id, Patience));
        Assert.Contains("never works", failed.Job.Error, StringComparison.Ordinal);
        Assert.Equal(1, failed.Job.Attempt);
        await node.Client.HistoryAsync(id);
        var row = node.Row("SELECT status, error, result FROM results");
        Assert.Equal("failed", row["status"]);
        Assert.Null(row["result"]);
    }

    [SkippableFact]
    public async Task A_late_report_is_superseded_changes_nothing_and_stands_in_the_history()
    {
        await using var node = await StartAsync();
        var id = await node.Client.EnqueueAsync("elsewhere", new JobsHost.Add(1, 2));
        var claim = new RemoteClaim("remote", "session", ["elsewhere"]) { Wait = TimeSpan.FromSeconds(10) };
        var first = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await node.Operator.ReleaseAsync(id, new Request("anna", "too slow"));
        var second = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        Assert.True(second.Token > first.Token);

        var refused = await Assert.ThrowsAsync<JobRefusedException>(
            () => node.RemoteBots.CompleteAsync(id, first.Token, JsonText.Parse("99"), null));
        Assert.Equal(RejectionCode.Superseded, refused.Rejection.Code);
        await node.RemoteBots.CompleteAsync(id, second.Token, JsonText.Parse("3"), TimeSpan.FromMilliseconds(7));
        await node.RemoteBots.CompleteAsync(id, second.Token, JsonText.Parse("3"), TimeSpan.FromMilliseconds(7));

        var history = (await node.Client.HistoryAsync(id))!.Items;
        Assert.Equal(
            ["enqueued", "claimed", "released", "claimed", "report-refused", "succeeded"],
            history.Select(line => line.Event));
        Assert.Equal(("anna", "too slow"), (history[2].By, history[2].Reason));
        Assert.Equal(first.Token, history[4].Token);
        Assert.Equal("3", node.Row("SELECT result FROM results")["result"]);
    }

    [SkippableFact]
    public async Task A_restart_goes_on_where_it_was()
    {
        var first = await JobsHost.StartAsync(Keep, overHttp: OverHttp);
        var done = await first.Client.EnqueueAsync(
            new JobRequest("sum", JsonText.From(new JobsHost.Add(1, 2))) { Id = new JobId(Guid.NewGuid()) });
        await first.StopAsync();

        await using var second = await StartAsync(first.Folder);
        Assert.Equal(3, await second.Client.WaitForResultAsync<long>(done.Id, Patience));
        var again = await second.Client.EnqueueAsync(
            new JobRequest("sum", JsonText.From(new JobsHost.Add(1, 2))) { Id = done.Id });
        Assert.True(again.Duplicate);
        await second.Client.HistoryAsync(done.Id);
        Assert.Equal(1L, second.Row("SELECT count(*) AS n FROM results")["n"]);
    }

    [SkippableFact]
    public async Task Each_finish_is_one_line_of_the_datalake()
    {
        await using var node = await StartAsync();
        var requests = Enumerable.Range(0, 100)
            .Select(i => new JobRequest("sum", JsonText.From(new JobsHost.Add(i, i)))).ToArray();
        var outcomes = await node.Client.EnqueueManyAsync(requests);
        foreach (var outcome in outcomes)
        {
            await node.Client.WaitAsync(outcome.Id, Patience);
        }

        await node.ExportedAsync(100);
        var lines = node.LakeLines();
        Assert.Equal(100, lines.Length);
        Assert.Equal(
            outcomes.Select(o => o.Id.ToString()).Order(),
            lines.Select(line => JsonText.Parse(line).To<Dictionary<string, object>>()!["job_id"].ToString()).Order());
    }

    private Task<JobsHost> StartAsync(string? folder = null) => JobsHost.StartAsync(
        jobs =>
        {
            Keep(jobs);
            jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B)
                .AddHandler<JobsHost.Add, long>("fail", Fail);
        },
        folder,
        OverHttp);

    private static long Fail(JobsHost.Add args, JobContext job) =>
        throw new AttemptFailedException("This never works.", retryable: false);
}
