using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Sessions
{
    private readonly Scene _scene = new();

    [Fact]
    public void Joining_is_an_event_and_joining_again_is_not()
    {
        var join = new JoinBot("a", "s1", "akka://a", 1, ["sum"]);

        Assert.IsType<BotJoined>(Assert.Single(_scene.Of(() => _scene.Do(join))));
        Assert.Empty(_scene.Of(() => _scene.Do<BotStands>(join)));
    }

    [Fact]
    public void A_session_under_a_taken_name_ends_the_earlier_one_and_releases_its_leases()
    {
        _scene.Claimed(1);

        _scene.Do<BotStands>(new JoinBot("a", "s2", "akka://b", 1, ["sum"]));

        Assert.Equal(Verdict.BotLost, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal("s1", Assert.Single(_scene.Notices.OfType<SessionEnded>()).Session);
        Assert.Equal(1, _scene.Job(1).Losses);
    }

    [Fact]
    public void An_ended_session_cannot_come_back()
    {
        _scene.Join("a", session: "s1");
        _scene.Join("a", session: "s2");

        Assert.Equal(RejectionCode.SessionEnded,
            _scene.Refusal(new JoinBot("a", "s1", "akka://a", 1, ["sum"])).Code);
        Assert.True(_scene.Do<HeartbeatAnswered>(new Heartbeat("a", "s1", 1, ["sum"], 0, 0, [])).Unknown);
    }

    [Fact]
    public void An_ended_session_is_remembered_over_a_snapshot()
    {
        _scene.Join("a", session: "s1");
        _scene.Join("a", session: "s2");

        var restored = CoordinatorSnapshot.Capture(_scene.State).Restore(new CoordinatorRules());

        Assert.Equal(["s1"], restored.Bots["a"].EndedSessions);
    }

    [Fact]
    public void The_news_of_an_earlier_session_s_end_does_not_end_the_later()
    {
        _scene.Join("a", session: "s1");
        _scene.Join("a", session: "s2");

        Assert.Empty(_scene.Of(() => _scene.Do(new LoseBot("a", "s1", Verdict.BotLost))));
        Assert.False(_scene.State.Bots["a"].Lost);
    }

    [Fact]
    public void A_bot_that_drained_gives_back_what_it_held_without_a_loss()
    {
        _scene.Claimed(1);

        _scene.Lose("a", Verdict.Drained);

        Assert.Equal((0, 6), (_scene.Job(1).Losses, _scene.Job(1).Allowed));
        Assert.True(_scene.State.Bots["a"].Lost);
    }

    [Fact]
    public void A_lost_bot_is_forgotten_after_a_while()
    {
        _scene.Join("a");
        _scene.Lose("a");

        _scene.Wait(TimeSpan.FromMinutes(61));

        Assert.Empty(_scene.State.Bots);
        Assert.Single(_scene.Events.OfType<BotForgotten>());
    }

    [Fact]
    public void More_bots_than_the_bound_are_refused_as_busy()
    {
        var scene = new Scene(new CoordinatorRules { MaxBots = 1 });
        scene.Join("a");

        Assert.Equal(RejectionCode.Busy, scene.Refusal(new JoinBot("b", "s", "akka://b", 1, ["sum"])).Code);
    }

    [Fact]
    public void Draining_an_unknown_bot_is_refused_and_draining_twice_is_once()
    {
        _scene.Join("a");
        var drain = new DrainBot("a", true, "ops", "upgrade");

        Assert.Equal(("ops", "upgrade"), Assert.IsType<BotDrained>(Assert.Single(_scene.Of(() => _scene.Do(drain)))) is
            var drained ? (drained.By, drained.Reason) : default);
        Assert.Empty(_scene.Of(() => _scene.Do<BotStands>(drain)));
        Assert.True(_scene.Beat("a").Drain);
        Assert.Equal(RejectionCode.UnknownBot, _scene.Refusal(drain with { Bot = "x" }).Code);
    }
}
