using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

public sealed class ExplainingTests : CoordinatorSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_explanation_is_said_no_sooner_than_what_it_rests_on_is_stored()
    {
        var coordinator = await StartAsync();
        var id = NewId();
        Writes.Hold();
        var enqueued = SendAsync(coordinator, Job(id));
        await Writes.ArrivedAsync();
        var explained = coordinator.Ask<JobExplained>(new ExplainJob(id), Patience);
        var stuck = coordinator.Ask<StuckListed>(new ListStuck(0, 10), Patience);

        // A message that needs no event passes through the mailbox behind them, and is held as well.
        var stats = StatsAsync(coordinator);
        Assert.False(explained.IsCompleted || stuck.IsCompleted || stats.IsCompleted);

        Writes.Land();
        await enqueued;
        Assert.Equal(ExplainCode.NoBot, Assert.Single((await explained).Explain!.Reasons).Code);
        Assert.Empty((await stuck).Jobs);
    }

    [Fact]
    public async Task What_it_does_not_hold_the_tables_are_asked()
    {
        var coordinator = await StartAsync();
        Assert.Null((await coordinator.Ask<JobExplained>(new ExplainJob(NewId()), Patience)).Explain);
    }

    [Fact]
    public async Task Stuck_jobs_come_in_pages_that_fit_and_miss_none()
    {
        const int jobs = 20;
        var coordinator = await StartAsync();
        var args = $"\"{new string('x', Limits.MaxArgsBytes - 2)}\"";
        for (var i = 0; i < jobs; i++)
        {
            Assert.IsType<Enqueued>(await SendAsync(coordinator, Job(NewId(), args: args)));
        }

        var tokens = await NotListedAsync(coordinator, jobs);
        var (listed, pages, after) = (new List<long>(), 0, 0L);
        for (long? next = 0; next is not null; pages++)
        {
            var page = await coordinator.Ask<StuckListed>(new ListStuck(after, 15), Patience);
            Assert.InRange(WireFormat.Write(page).Length, 1, WireBounds.MessageBytes + WireBounds.Envelope);
            listed.AddRange(page.Jobs.Select(stuck => stuck.Reasons[0].Token!.Value));
            next = page.Next;
            after = next ?? after;
        }

        Assert.Equal(tokens, listed);
        Assert.True(pages > 2);
    }

    /// <summary>A bot takes that many jobs, lists them once, and then no longer.</summary>
    private static async Task<IReadOnlyList<long>> NotListedAsync(IActorRef coordinator, int jobs)
    {
        var running = new List<RunningAttempt>();
        while (running.Count < jobs)
        {
            var claim = new ClaimRemote(
                "r", "s", ["sum"], jobs, Timestamp.From(DateTimeOffset.UtcNow + Patience), null, running.Count + 1);
            var claimed = Assert.IsType<ClaimAnswered>(await SendAsync(coordinator, claim)).Jobs!;
            running.AddRange(claimed.Select(job => new RunningAttempt(job.Id, job.Token, null)));
            await BeatAsync(coordinator, [.. running]);
        }

        await BeatAsync(coordinator, []);
        return [.. running.Select(attempt => attempt.Token)];
    }

    private static async Task BeatAsync(IActorRef coordinator, RunningAttempt[] running) =>
        Assert.IsType<HeartbeatAnswered>(await SendAsync(
            coordinator, new HeartbeatRemote("r", "s", null, null, running)));
}
