using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>What a bot begins, and what it makes stop.</summary>
public sealed class RunningTests
{
    [Fact]
    public void A_job_that_is_placed_begins_at_once()
    {
        var world = BotWorld.Joined();

        var job = world.Place();

        Assert.Equal([job.Token], world.Started);
    }

    [Fact]
    public void A_claim_that_arrives_twice_begins_once()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        Assert.Empty(world.Place(job).Started);
        world.Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(world.Answer(new HeartbeatAnswered(false, [], [job])).Started);
    }

    [Fact]
    public void A_claim_that_was_reported_and_answered_does_not_begin_again()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.AnswerReports(world.End(job).Sent.Single());

        Assert.Empty(world.Place(job).Started);
        Assert.Empty(world.State.Attempts);
    }

    [Fact]
    public void A_claim_that_did_not_arrive_begins_when_it_is_sent_again()
    {
        var world = BotWorld.Joined();
        var job = world.Job();
        world.Pass(TimeSpan.FromSeconds(2));

        world.Answer(new HeartbeatAnswered(false, [], [job]));

        Assert.Equal([job.Token], world.Started);
    }

    [Fact]
    public void Two_attempts_of_one_job_are_two()
    {
        var world = BotWorld.Joined();
        var first = world.Place();
        var second = first with { Attempt = 2, Token = first.Token + 50 };

        Assert.Equal([second.Token], world.Place(second).Started);
    }

    [Fact]
    public void A_bot_is_not_overfilled_what_is_too_much_waits_for_a_slot()
    {
        var world = BotWorld.Joined(slots: 2);
        var (first, second, third) = (world.Job(), world.Job(), world.Job());

        Assert.Equal([first.Token, second.Token], world.Place(first, second, third).Started);
        Assert.Equal(3, world.Listed().Length);
        Assert.Equal([third.Token], world.End(first).Started);
    }

    [Fact]
    public void An_operation_without_a_handler_fails_so_that_another_bot_may_try()
    {
        var world = BotWorld.Joined();

        world.Place("paint");

        Assert.Empty(world.Started);
        var fail = world.Command<Fail>();
        Assert.True(fail.Retryable);
        Assert.Equal("Bot bot-1 has no handler for paint.", fail.Error);
    }

    [Fact]
    public void A_cancelled_attempt_is_asked_to_stop_once_and_reports_that_it_did()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        Assert.Equal([job.Token], world.Cancel(job).Cancelled);
        Assert.Empty(world.Cancel(job, "superseded").Cancelled);
        Assert.Equal("cancelled: it was asked to stop (cancelled).",
            world.End(job, HandlerStopped.Instance).Command<Fail>().Error);
    }

    [Fact]
    public void A_heartbeats_answer_may_stop_an_attempt_too()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Pass(TimeSpan.FromSeconds(2));

        world.Answer(new HeartbeatAnswered(false, [new AttemptToCancel(job.Id, job.Token, "superseded")], []));

        Assert.Equal([job.Token], world.Cancelled);
    }

    [Fact]
    public void A_held_attempt_that_should_stop_never_begins_and_is_given_back()
    {
        var world = BotWorld.Joined(slots: 1);
        var (runs, held) = (world.Job(), world.Job());
        world.Place(runs, held);

        Assert.Equal(held.Token, world.Cancel(held).Command<Release>().Token);
        Assert.Empty(world.End(runs).Started);
    }

    [Fact]
    public void An_attempt_past_its_timeout_is_stopped_even_if_nobody_coordinates()
    {
        var world = BotWorld.Joined();
        var job = world.Place(timeoutMs: 1000);

        Assert.Equal([job.Token], world.Pass(TimeSpan.FromSeconds(2)).Cancelled);
        var fail = world.End(job, HandlerStopped.Instance).Command<Fail>();
        Assert.Equal(("timed-out: stopped after its timeout of 1000 ms.", true), (fail.Error, fail.Retryable));
    }

    [Fact]
    public void A_result_that_comes_after_the_cancellation_is_reported_all_the_same()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Cancel(job, "timed-out");

        Assert.Equal(job.Token, world.End(job).Command<Complete>().Token);
    }

    [Fact]
    public void A_handler_that_ignores_its_cancellation_is_abandoned_after_the_grace_and_frees_its_slot()
    {
        var world = BotWorld.Joined(slots: 2);
        var (stubborn, other, held) = (world.Job(), world.Job(), world.Job());
        world.Place(stubborn, other, held);
        world.Cancel(stubborn);

        Assert.Empty(world.Pass(TimeSpan.FromSeconds(4.9)).Commands.OfType<AbandonAttempt>());
        world.Pass(TimeSpan.FromSeconds(0.1));

        Assert.Equal(stubborn.Token, world.Command<AbandonAttempt>().Token);
        Assert.Equal([held.Token], world.Started);
        Assert.Contains(
            "ignored its cancellation (cancelled) for 5 s", Assert.Single(world.Effects.OfType<Warn>()).Text);
        Assert.Contains(world.Listed(), attempt => attempt.Token == stubborn.Token);
    }

    [Fact]
    public void An_abandonment_is_listed_until_it_is_answered()
    {
        var world = BotWorld.Joined(slots: 2);
        var stubborn = world.Place();
        world.Cancel(stubborn).Pass(TimeSpan.FromSeconds(5));
        var sent = world.Sent.Single(sent => sent.Items is [AbandonAttempt]);

        world.Answer(sent.Correlation, Noted.Instance);

        Assert.Empty(world.Listed());
        Assert.Empty(world.End(stubborn).Effects);
        Assert.Empty(world.State.Abandoned);
    }

    [Fact]
    public void A_bot_with_as_many_abandoned_attempts_as_slots_drains_and_ends_as_stuck()
    {
        var world = BotWorld.Joined(slots: 1);
        var stubborn = world.Place();
        world.Cancel(stubborn).Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0, world.Commands.OfType<Heartbeat>().Last().Slots);
        var sent = world.Sent.Single(sent => sent.Items is [AbandonAttempt]);

        Assert.Equal(Verdict.Drained, world.Answer(sent.Correlation, Noted.Instance).Command<LoseBot>().Verdict);
        Assert.Equal(BotEnd.Stuck, Assert.Single(world.Answer(Noted.Instance).Effects.OfType<EndBot>()).Reason);
    }

    [Fact]
    public void The_latest_progress_travels_with_the_next_heartbeat_once()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Signal(new AttemptProgressed(job.Token, JsonText.Parse("1")));
        world.Signal(new AttemptProgressed(job.Token, JsonText.Parse("2")));

        Assert.Equal("2", Assert.Single(world.Listed()).Progress?.ToString());
        Assert.Null(Assert.Single(world.Listed()).Progress);
    }

    [Fact]
    public void Progress_over_its_bound_is_not_passed_on()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        world.Signal(new AttemptProgressed(job.Token, JsonText.From(new string('x', 5000))));

        Assert.Null(Assert.Single(world.Listed()).Progress);
    }
}
