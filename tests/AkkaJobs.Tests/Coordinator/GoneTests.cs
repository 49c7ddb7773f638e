using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Bots;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>Whom Akka tells the coordinator to be gone, and who is.</summary>
public sealed class GoneTests : CoordinatorSpec
{
    private static readonly string[] Operations = ["sum"];

    private readonly ManualTime _time = new();
    private readonly TestProbe _bot;

    public GoneTests() => _bot = CreateTestProbe();

    [Fact]
    public async Task A_bot_whose_address_is_said_to_be_gone_goes_on_if_it_was_just_heard()
    {
        var (coordinator, job) = await RunningAsync();
        await SayAsync(coordinator, isAddress: true);
        Assert.Equal(JobStatus.Processing, (await FindAsync(coordinator, job))!.Status);

        // It is still watched: when its own process ends, that counts.
        await SayAsync(coordinator, isAddress: false);
        await LostAsync(coordinator, job);
    }

    [Fact]
    public async Task A_bot_that_has_ended_itself_is_lost_at_once() =>
        await LostAfterAsync(TimeSpan.Zero, isAddress: false);

    [Fact]
    public async Task A_bot_that_was_silent_for_long_is_lost_with_its_address() =>
        await LostAfterAsync(TimeSpan.FromSeconds(3.5), isAddress: true);

    private async Task LostAfterAsync(TimeSpan silence, bool isAddress)
    {
        var (coordinator, job) = await RunningAsync();
        await PassAsync(coordinator, silence);
        await SayAsync(coordinator, isAddress);
        await LostAsync(coordinator, job);
    }

    private static async Task LostAsync(IActorRef coordinator, JobId job) =>
        Assert.Equal(JobStatus.Pending, (await FindAsync(coordinator, job))!.Status);

    private async Task<(IActorRef Coordinator, JobId Job)> RunningAsync()
    {
        var coordinator = await StartAsync(parts: Tables.Parts() with { Time = _time });

        // Its first lease over, a coordinator no longer doubts what it is told.
        await PassAsync(coordinator, TimeSpan.FromSeconds(6.5));
        coordinator.Tell(new Commands(1, [new JoinBot("bot", "session", "akka://node", 1, Operations)]), _bot);
        await _bot.ExpectMsgAsync<Replies>();
        coordinator.Tell(new Commands(2, [new Heartbeat("bot", "session", 1, Operations, 0, 0, [])]), _bot);
        await _bot.ExpectMsgAsync<Replies>();
        var job = NewId();
        await SendAsync(coordinator, Job(job));
        await _bot.ExpectMsgAsync<Notices>();
        return (coordinator, job);
    }

    /// <summary>In steps that the coordinator sees: what it takes for a standstill of its own it doubts.</summary>
    private async Task PassAsync(IActorRef coordinator, TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(0.5);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _time.Advance(step);
            coordinator.Tell(Moment.Instance);

            // What it says to itself of that moment comes behind the first question, and before the second.
            await StatsAsync(coordinator);
            await StatsAsync(coordinator);
        }
    }

    private async Task SayAsync(IActorRef coordinator, bool isAddress)
    {
        ((IInternalActorRef)coordinator).SendSystemMessage(
            new DeathWatchNotification(_bot.Ref, existenceConfirmed: !isAddress, addressTerminated: isAddress));

        // The coordinator is told of it behind what is in its mailbox by then, and before what comes after this.
        await StatsAsync(coordinator);
    }
}
