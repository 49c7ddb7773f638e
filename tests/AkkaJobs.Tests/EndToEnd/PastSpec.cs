using System.Text.Json;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The past on SQLite.</summary>
public sealed class PastOnSqlite : PastSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>The past on SQLite, for a client over HTTP.</summary>
public sealed class PastOverHttp : PastSpec
{
    protected override bool OverHttp => true;

    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>The past on PostgreSQL.</summary>
public sealed class PastOnPostgres : PastSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);
}

/// <summary>What a job was, and every line of what became of it, long after.</summary>
public abstract class PastSpec
{
    private const string Session = "s1";

    /// <summary>Whether client and operator are not in the node's process, as far as they can tell.</summary>
    protected virtual bool OverHttp => false;

    /// <summary>Where the node keeps its records, if not in its folder.</summary>
    private protected abstract void Keep(AkkaJobsBuilder jobs);

    [SkippableFact]
    public async Task A_job_is_shown_as_it_was_after_each_of_its_events()
    {
        await using var node = await JobsHost.StartAsync(Keep, overHttp: OverHttp);
        var seen = await LiveAsync(node);
        var id = seen[0].Id;
        var lines = (await node.Client.HistoryAsync(id))!.Items;
        Assert.Equal(
            ["enqueued", "claimed", "released", "claimed", "succeeded"], lines.Select(line => line.Event));

        for (var i = 0; i < lines.Count; i++)
        {
            // Several may fall into one millisecond: then it is the last of them that counts.
            var last = lines.ToList().FindLastIndex(line => line.At == lines[i].At);
            Assert.Equal(Stored(seen[last]), Stored((await node.Client.GetAtAsync(id, lines[i].At))!));
        }

        var refused = await Assert.ThrowsAsync<JobRefusedException>(
            () => node.Client.GetAtAsync(id, lines[0].At.AddMilliseconds(-1)));
        Assert.Equal(RejectionCode.UnknownJob, refused.Rejection.Code);
        Assert.Contains("it came at", refused.Rejection.Detail, StringComparison.Ordinal);
        Assert.Null(await node.Client.GetAtAsync(new JobId(Guid.NewGuid()), lines[0].At));
    }

    [SkippableFact]
    public async Task A_history_that_is_folded_in_the_table_is_whole_all_the_same()
    {
        await using var node = await JobsHost.StartAsync(Keep, overHttp: OverHttp);
        var id = (await node.Client.EnqueueAsync(new JobRequest("elsewhere", JsonText.From(1)))).Id;
        for (var i = 0; i < 120; i++)
        {
            // Others between them, which are none of its own.
            await node.Client.EnqueueAsync("nobody", i);
            await node.Client.CancelAsync(id, new Request("anna", $"cancel {i}"));
            await node.Operator.RetryAsync(id, new Request("anna", $"retry {i}"));
        }

        var lines = new List<HistoryLine>();
        string? cursor = null;
        do
        {
            var page = (await node.Client.HistoryAsync(id, 50, cursor))!;
            Assert.InRange(page.Items.Count, 0, 50);
            lines.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(
            Enumerable.Range(0, 120).SelectMany(i => new[] { $"cancelled cancel {i}", $"retried retry {i}" })
                .Prepend("enqueued "),
            lines.Select(line => $"{line.Event} {line.Reason}"));
        Assert.Equal(lines.Select(line => line.Number).Distinct().Order(), lines.Select(line => line.Number));
        Assert.Equal(lines, (await node.Client.HistoryAsync(id))!.Items);

        // And so is the job as it was in the middle of what is folded.
        var middle = lines[150];
        var then = lines.FindLast(line => line.At == middle.At)!;
        var was = (await node.Client.GetAtAsync(id, middle.At))!;
        Assert.Equal(then.Event == "retried" ? JobStatus.Pending : JobStatus.Cancelled, was.Status);
    }

    [SkippableFact]
    public async Task What_has_been_pruned_from_the_journal_is_said_to_be_so()
    {
        await using var node = await JobsHost.StartAsync(
            jobs =>
            {
                Keep(jobs);
                jobs.Configure(options =>
                {
                    options.Coordinator.SnapshotEvery = 20;
                    options.Retention.MaxJournal = 50;
                    options.Retention.Every = TimeSpan.FromMilliseconds(100);
                });
            },
            overHttp: OverHttp);
        var seen = await LiveAsync(node);
        var (id, claimed) = (seen[0].Id, seen[1].ClaimedAt!.Value);
        JobRefusedException? refused;
        do
        {
            await node.Client.CancelAsync(await node.Client.EnqueueAsync("nobody", 1), new Request());
            refused = await RefusalAsync(() => node.Client.GetAtAsync(id, claimed));
        }
        while (refused is null);

        Assert.Equal(RejectionCode.Pruned, refused.Rejection.Code);
        Assert.Equal(JobStatus.Succeeded, (await node.Client.GetAtAsync(id, DateTimeOffset.UtcNow))!.Status);
    }

    private static async Task<JobRefusedException?> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (JobRefusedException refused)
        {
            return refused;
        }
    }

    /// <summary>A job that is released once and then succeeds; seen after each of its events.</summary>
    private static async Task<List<JobView>> LiveAsync(JobsHost node)
    {
        var id = await node.Client.EnqueueAsync("elsewhere", 7);
        var seen = new List<JobView> { (await node.Client.GetAsync(id))! };
        await ClaimAsync(node);
        seen.Add((await node.Client.GetAsync(id))!);
        await node.Operator.ReleaseAsync(id, new Request("anna", "wrong bot"));
        seen.Add((await node.Client.GetAsync(id))!);
        await node.RemoteBots.HeartbeatAsync(
            new RemoteHeartbeat("remote", Session, []) { Operations = ["elsewhere"] });
        var claimed = await ClaimAsync(node);
        seen.Add((await node.Client.GetAsync(id))!);
        await node.RemoteBots.CompleteAsync(id, claimed.Token, JsonText.From(8), TimeSpan.FromMilliseconds(5));
        seen.Add((await node.Client.GetAsync(id))!);
        return seen;
    }

    private static async Task<ClaimedJob> ClaimAsync(JobsHost node) => Assert.Single(await node.RemoteBots.ClaimAsync(
        new RemoteClaim("remote", Session, ["elsewhere"]) { Wait = TimeSpan.FromSeconds(30) }));

    private static string Stored(JobView job) => JsonSerializer.Serialize(job with { Progress = null });
}
