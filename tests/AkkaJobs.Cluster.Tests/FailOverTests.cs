using System.Globalization;
using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Coordination;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>What goes on undisturbed while nodes come and go.</summary>
public sealed class FailOverTests
{
    /// <summary>How long the job is whose coordinator is killed: <c>AKKAJOBS_TEST_LONG_JOB</c> seconds.</summary>
    private static TimeSpan LongJob => TimeSpan.FromSeconds(
        double.TryParse(
            Environment.GetEnvironmentVariable("AKKAJOBS_TEST_LONG_JOB"), CultureInfo.InvariantCulture, out var seconds)
            ? Math.Clamp(seconds, 1, 3_600)
            : 20);

    [SkippableFact]
    public async Task A_job_runs_once_although_its_coordinator_was_killed_in_the_middle()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await using var cluster = await DrillCluster.StartAsync(coordinators: 2, bots: 1, _ => { });
        var ledger = new Ledger();
        var first = (await cluster.CoordinatorAsync())!.Value;
        var other = cluster.Doors.Single(door => door != first.Node);
        var id = await other.EnqueueAsync("sleep", $$"""{"ms":{{(int)LongJob.TotalMilliseconds}}}""");
        ledger.Acknowledge(id, "null");
        Assert.True(await DrillCluster.InTimeAsync(() => IsAsync(other, id, "processing")), cluster.Tail());

        await first.Node.KillAsync();
        await first.Node.StartAsync();
        Assert.True(await cluster.HasSuccessorInTimeAsync(first.Epoch, except: null), cluster.Tail());
        Assert.True(
            await DrillCluster.InTimeAsync(() => IsAsync(other, id, "succeeded"), atMost: LongJob * 3), cluster.Tail());
        var (record, failures) = await DrillRun.EndAsync(cluster, ledger);
        Assert.Empty(failures);
        var claim = Assert.Single(record.Events.OfType<JobClaimed>());
        Assert.Equal(1, claim.Attempt);
        Assert.True(record.Events.OfType<CoordinatorStarted>().Count() >= 2, "Nobody took over.");
    }

    [SkippableFact]
    public async Task A_node_that_drains_under_load_ends_what_it_runs_and_nobody_waits()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await using var cluster = await DrillCluster.StartAsync(coordinators: 1, bots: 2, _ => { });
        var ledger = new Ledger();
        using (var clients = new DrillClients(cluster.Doors, ledger, seed: 1))
        {
            await AcknowledgedAsync(ledger, 40);
            Assert.Equal(0, await cluster.Bots[0].InterruptAsync());
            await AcknowledgedAsync(ledger, ledger.Acknowledged.Count + 40);
            await cluster.Bots[0].StartAsync();
            Assert.True(await cluster.IsWholeInTimeAsync(), cluster.Tail());
            await clients.StopAsync();
        }

        var (record, failures) = await DrillRun.EndAsync(cluster, ledger);
        Assert.Empty(failures);

        // A claim that crosses the drain is given back before it begins; what runs would be as the bot leaves.
        var leaving = record.Events.OfType<BotLeft>().Select(left => left.At).ToHashSet();
        var released = record.Events.OfType<JobReleased>().ToList();
        Assert.All(released, e => Assert.Equal((Verdict.Drained, cluster.Bots[0].Name), (e.Verdict, e.Bot)));
        Assert.DoesNotContain(released, e => leaving.Contains(e.At));

        // It said that it leaves: nobody had to wait until its lease was over.
        Assert.Contains(record.Events.OfType<BotLeft>(), left => left.Verdict == Verdict.Drained);
    }

    private static async Task AcknowledgedAsync(Ledger ledger, int jobs) => Assert.True(
        await DrillCluster.InTimeAsync(() => Task.FromResult(ledger.Acknowledged.Count >= jobs)), "Nobody answers.");

    private static async Task<bool> IsAsync(DrillNode door, JobId id, string status) =>
        await door.AskAsync($"/jobs/{id}") is { } job && job.GetProperty("status").GetString() == status;
}
