using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

public sealed class TroubleTests : CoordinatorSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Its_own_node_is_told_what_alerts_rest_on_and_others_only_that_it_is_there()
    {
        var coordinator = await StartAsync(new CoordinatorSettings { Node = "node-1" });
        var (waits, fails, works) = (NewId(), NewId(), NewId());
        await SendAsync(coordinator, Job(waits));
        await SendAsync(coordinator, Of(fails, "echo"));
        await SendAsync(coordinator, Of(works, "echo"));
        var claim = new ClaimRemote(
            "r", "s", ["echo"], 2, Timestamp.From(DateTimeOffset.UtcNow + Patience), null, 1);
        var claimed = Assert.IsType<ClaimAnswered>(await SendAsync(coordinator, claim)).Jobs!;
        Assert.Equal([fails, works], claimed.Select(job => job.Id));

        // Listed by a heartbeat, and then no longer: thought stuck.
        await BeatAsync(coordinator, [.. claimed.Select(job => new RunningAttempt(job.Id, job.Token, null))]);
        await BeatAsync(coordinator, []);
        var trouble = (await AskAsync(coordinator, "node-1"))!.Trouble!;
        Assert.Equal((2, fails), (trouble.Stuck, trouble.StuckJobs[0]));
        Assert.StartsWith("The echo job is processing", trouble.StuckSummary, StringComparison.Ordinal);
        var unserved = Assert.Single(trouble.Unserved);
        Assert.Equal(("sum", 1, waits), (unserved.Operation, unserved.Pending, Assert.Single(unserved.Jobs)));
        Assert.Equal((0, 0), (trouble.Succeeded, trouble.Failed));

        await SendAsync(coordinator, new Fail(fails, claimed[0].Token, "broken", false, 1, null, 0.5));
        await SendAsync(coordinator, new Complete(works, claimed[1].Token, JsonText.Parse("1"), 1, null));
        trouble = (await AskAsync(coordinator, "node-1"))!.Trouble!;
        Assert.Equal((1, 1), (trouble.Succeeded, trouble.Failed));
        Assert.Equal((0, null), (trouble.Stuck, trouble.StuckSummary));

        var elsewhere = await AskAsync(coordinator, "node-2");
        Assert.Equal(("node-1", null), (elsewhere.Node, elsewhere.Trouble));
    }

    private static Task<TroubleRead> AskAsync(IActorRef coordinator, string node) =>
        coordinator.Ask<TroubleRead>(new ReadTrouble(node), Patience);

    private static Enqueue Of(JobId id, string operation) => new(
        new JobSpec { Id = id, Operation = operation, Queue = "default", Args = JsonText.Parse("1") }, null, true);

    private static async Task BeatAsync(IActorRef coordinator, RunningAttempt[] running) =>
        Assert.IsType<HeartbeatAnswered>(await SendAsync(
            coordinator, new HeartbeatRemote("r", "s", null, null, running)));
}
