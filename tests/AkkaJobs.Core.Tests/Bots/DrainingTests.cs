using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>How a bot leaves.</summary>
public sealed class DrainingTests
{
    [Fact]
    public void An_idle_bot_leaves_at_once()
    {
        var world = BotWorld.Joined().Signal(DrainAsked.Instance);

        Assert.Equal(new LoseBot("bot-1", "session-1", Verdict.Drained), world.Command<LoseBot>());
        Assert.Empty(world.Effects.OfType<EndBot>());
        Assert.Equal(BotEnd.Drained, Assert.Single(world.Answer(Noted.Instance).Effects.OfType<EndBot>()).Reason);
    }

    [Fact]
    public void A_bot_that_never_joined_does_not_wait_for_an_answer() => Assert.Single(
        new BotWorld().Signal(BotStarted.Instance).Signal(DrainAsked.Instance).Effects.OfType<EndBot>());

    [Fact]
    public void A_busy_bot_says_that_it_has_no_slots_and_finishes_what_runs()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        world.Signal(DrainAsked.Instance);
        var heartbeat = world.Command<Heartbeat>();
        Assert.Equal((0, job.Token), (heartbeat.Slots, Assert.Single(heartbeat.Running).Token));
        var sent = world.End(job).Sent.Single();

        Assert.Single(world.AnswerReports(sent).Commands.OfType<LoseBot>());
    }

    [Fact]
    public void What_has_not_begun_is_given_back_at_once()
    {
        var world = BotWorld.Joined(slots: 1);
        var (runs, held) = (world.Job(), world.Job());
        world.Place(runs, held);

        var release = world.Signal(DrainAsked.Instance).Command<Release>();
        Assert.Equal((held.Id, held.Token, Verdict.Drained), (release.Id, release.Token, release.Verdict));
        world.End(runs);
        Assert.Empty(world.Started);
    }

    [Fact]
    public void A_job_that_crosses_the_farewell_is_given_back()
    {
        var world = BotWorld.Joined();
        world.Place();
        world.Signal(DrainAsked.Instance);

        var late = world.Place();

        Assert.Empty(world.Started);
        Assert.Equal(late.Token, world.Command<Release>().Token);
    }

    [Fact]
    public void What_runs_when_the_grace_is_over_is_cancelled_and_given_back()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Signal(DrainAsked.Instance);

        Assert.Equal([job.Token], world.Pass(world.Rules.DrainGrace).Cancelled);
        var release = world.End(job, HandlerStopped.Instance).Command<Release>();

        Assert.Equal((job.Token, Verdict.Drained), (release.Token, release.Verdict));
        Assert.Single(world.Answer(
            new Refused(Rejection.UnknownJob(job.Id))).Commands.OfType<LoseBot>());
    }

    [Fact]
    public void A_handler_that_breaks_because_it_was_cancelled_does_not_spend_its_attempt()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Signal(DrainAsked.Instance).Pass(world.Rules.DrainGrace);

        Assert.Single(world.End(job, new HandlerFailed("connection lost", true)).Commands.OfType<Release>());
    }

    [Fact]
    public void Handlers_that_do_not_stop_are_left_to_the_next_bot()
    {
        var world = BotWorld.Joined();
        world.Place();
        world.Signal(DrainAsked.Instance).Pass(world.Rules.DrainGrace);

        world.Pass(world.Rules.CancelGrace);

        Assert.Single(world.Commands.OfType<LoseBot>());
        Assert.Empty(world.Commands.OfType<AbandonAttempt>());
    }

    [Fact]
    public void A_farewell_without_an_answer_is_repeated_and_does_not_hold_the_bot_for_ever()
    {
        var world = BotWorld.Joined().Signal(DrainAsked.Instance);

        world.Pass(world.Rules.LeaveGrace);

        Assert.Single(world.Commands.OfType<LoseBot>());
        Assert.Single(world.Effects.OfType<EndBot>());
    }

    [Fact]
    public void No_drain_takes_longer_than_it_says()
    {
        var world = BotWorld.Joined();
        world.Place();
        world.Signal(DrainAsked.Instance);

        world.Pass(world.Rules.DrainWithin);

        Assert.Single(world.Effects.OfType<EndBot>());
    }
}
