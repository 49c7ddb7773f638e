using Akka.Actor;
using AkkaJobs.Client;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>What the tables can explain while nobody coordinates.</summary>
public sealed class ExplainingAwayTests
{
    [Fact]
    public async Task Says_first_that_the_coordinator_is_away_then_what_the_tables_show()
    {
        await using var node = await JobsHost.StartAsync();
        var waits = await node.Client.EnqueueAsync("nobody", 1);
        var later = await node.Client.EnqueueAsync(
            new JobRequest("nobody", JsonText.From(1)) { Delay = TimeSpan.FromDays(1) });
        var cancelled = await node.Client.EnqueueAsync("nobody", 2);
        await node.Client.CancelAsync(cancelled, new Request("alice", "enough"));
        await node.Client.HistoryAsync(cancelled);

        var away = node.System.ActorOf(Props.Create(() => new Nobody()));
        await using var edge = new CoordinatorEdge(() => away, TimeSpan.FromMinutes(1), 1_000);
        var client = new ClusterJobClient(
            edge, node.Tables, past: null, TimeProvider.System, TimeSpan.FromSeconds(6));

        var pending = (await client.ExplainAsync(waits))!;
        Assert.Equal([ExplainCode.CoordinatorUnavailable], pending.Reasons.Select(reason => reason.Code));
        Assert.NotNull(pending.Lag);
        Assert.Equal(
            [ExplainCode.CoordinatorUnavailable, ExplainCode.NotDue],
            (await client.ExplainAsync(later.Id))!.Reasons.Select(reason => reason.Code));
        var ended = (await client.ExplainAsync(cancelled))!.Reasons;
        Assert.Equal(
            [ExplainCode.CoordinatorUnavailable, ExplainCode.Cancelled], ended.Select(reason => reason.Code));
        Assert.Equal(("alice", "enough"), (ended[1].By, ended[1].Reason));
        Assert.Null(await client.ExplainAsync(new JobId(Guid.NewGuid())));

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => client.StuckAsync());
        Assert.Equal(RejectionCode.CoordinatorUnavailable, refused.Rejection.Code);
    }
}
