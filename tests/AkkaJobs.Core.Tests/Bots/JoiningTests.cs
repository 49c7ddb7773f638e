using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>How a bot comes to be known, and stays so.</summary>
public sealed class JoiningTests
{
    [Fact]
    public void A_bot_joins_first()
    {
        var world = new BotWorld().Signal(BotStarted.Instance);

        var join = world.Command<JoinBot>();
        Assert.Equal(("bot-1", "session-1", "node-1", 2), (join.Bot, join.Session, join.Node, join.Slots));
        Assert.Equal(["echo", "sum"], join.Operations);
    }

    [Fact]
    public void A_request_to_join_is_repeated_until_it_is_answered()
    {
        var world = new BotWorld().Signal(BotStarted.Instance).Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(2, world.Commands.OfType<JoinBot>().Count());
        Assert.Empty(world.Commands.OfType<Heartbeat>());
    }

    [Fact]
    public void A_heartbeat_follows_at_once_since_only_then_is_work_given()
    {
        var world = new BotWorld().Signal(BotStarted.Instance).Answer(new BotStands("bot-1"));

        Assert.Equal(1, world.Command<Heartbeat>().Seen);
    }

    [Fact]
    public void Heartbeats_are_sent_every_two_seconds_and_name_the_last_message_seen()
    {
        var world = BotWorld.Joined();
        world.Place();

        world.Pass(TimeSpan.FromSeconds(6));

        Assert.Equal([3, 3, 3], world.Commands.OfType<Heartbeat>().Select(heartbeat => heartbeat.Seen));
    }

    [Fact]
    public void A_heartbeat_lists_what_runs_and_what_is_reported_but_not_yet_answered()
    {
        var world = BotWorld.Joined();
        var runs = world.Place();
        var reported = world.Place();
        world.End(reported);
        world.Signal(new AttemptProgressed(runs.Token, JsonText.Parse("7")));

        var listed = world.Listed();

        Assert.Equal([(runs.Token, "7"), (reported.Token, null)],
            listed.Select(attempt => (attempt.Token, attempt.Progress?.ToString())));
    }

    [Fact]
    public void A_session_that_is_unknown_joins_again_as_itself()
    {
        var world = BotWorld.Joined().Pass(TimeSpan.FromSeconds(2));

        world.Answer(new HeartbeatAnswered(false, [], [], Unknown: true));

        Assert.Equal("session-1", world.Command<JoinBot>().Session);
        Assert.Single(world.Answer(new BotStands("bot-1")).Commands.OfType<Heartbeat>());
    }

    [Fact]
    public void A_session_that_joins_again_has_seen_nothing_but_the_answer_to_that()
    {
        var world = BotWorld.Joined();
        world.Ordinal = 27;
        world.Answer(new HeartbeatAnswered(false, [], [], Unknown: true));

        // The coordinator has forgotten the bot, and numbers anew.
        world.Ordinal = 0;
        world.Answer(new BotStands("bot-1"));

        Assert.Equal(1, world.Command<Heartbeat>().Seen);
    }

    [Fact]
    public void A_new_coordinator_hears_at_once_what_runs()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.Epoch = 20;
        world.Ordinal = 0;

        world.Answer(0, new HeartbeatAnswered(false, [], []));

        var heartbeat = world.Command<Heartbeat>();
        Assert.Equal(job.Token, Assert.Single(heartbeat.Running).Token);
        Assert.Equal(1, heartbeat.Seen);
    }

    [Fact]
    public void What_an_earlier_coordinator_says_is_ignored()
    {
        var world = BotWorld.Joined();
        world.Epoch = 6;

        world.Place();

        Assert.Empty(world.Effects);
    }

    [Fact]
    public void A_later_session_under_the_name_ends_this_one()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        world.Notify(new SessionEnded("bot-1", "session-1"));

        Assert.Equal([job.Token], world.Cancelled);
        Assert.Equal(BotEnd.SessionEnded, Assert.Single(world.Effects.OfType<EndBot>()).Reason);
        Assert.Empty(world.Pass(TimeSpan.FromSeconds(10)).Effects);
    }

    [Fact]
    public void The_end_of_an_earlier_session_is_no_business_of_this_one() =>
        Assert.Empty(BotWorld.Joined().Notify(new SessionEnded("bot-1", "session-0")).Effects);

    [Fact]
    public void A_refusal_to_join_for_good_ends_the_bot_with_the_reason()
    {
        var world = new BotWorld().Signal(BotStarted.Instance);

        world.Answer(new Refused(new Rejection(RejectionCode.SessionEnded, "A later session has joined.")));

        Assert.StartsWith("A later session has joined.", Assert.Single(world.Effects.OfType<EndBot>()).Text);
    }

    [Fact]
    public void A_refusal_to_join_for_now_is_a_warning()
    {
        var world = new BotWorld().Signal(BotStarted.Instance);

        world.Answer(new Refused(new Rejection(RejectionCode.Busy, "10000 bots are known.")));

        Assert.Contains("10000 bots", Assert.Single(world.Effects.OfType<Warn>()).Text);
        Assert.Single(world.Pass(TimeSpan.FromSeconds(2)).Commands.OfType<JoinBot>());
    }
}
