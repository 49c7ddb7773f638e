using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Heartbeats
{
    private readonly Scene _scene = new();

    [Fact]
    public void Renew_leases()
    {
        _scene.Claimed(1);

        _scene.Wait(60, "a");

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_bot_that_is_silent_for_a_lease_loses_its_jobs_and_the_attempt_is_spent()
    {
        _scene.Claimed(1);

        _scene.Wait(6);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Wait(1);

        Assert.Equal(Verdict.LeaseExpired, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal(Verdict.LeaseExpired, Assert.Single(_scene.Events.OfType<BotLeft>()).Verdict);
        Assert.Equal(5, _scene.Job(1).Allowed);
        Assert.True(_scene.State.Bots["a"].Lost);
    }

    [Fact]
    public void A_verdict_does_not_overtake_a_sign_of_life_that_came_before_the_lease_was_over()
    {
        _scene.Claimed(1);
        _scene.Wait(6);
        var heard = _scene.Now;
        _scene.Now += TimeSpan.FromSeconds(1.5);

        // It stood still meanwhile, for less than would raise doubt; the heartbeat waits behind this.
        _scene.Do(new Tick(heard));
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        _scene.Beat("a");
        _scene.Do(new Tick(_scene.Now));
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_silent_bot_whose_node_is_out_of_reach_is_lost_and_its_jobs_keep_their_attempts()
    {
        _scene.Claimed(1);
        _scene.Wait(6);
        _scene.Now += TimeSpan.FromSeconds(1);

        _scene.Do(new Tick(OutOfReach: new HashSet<string> { "akka://a" }));
        Assert.Equal(Verdict.BotLost, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal(6, _scene.Job(1).Allowed);
    }

    [Fact]
    public void A_silent_bot_elsewhere_has_only_let_its_lease_expire()
    {
        _scene.Claimed(1);
        _scene.Wait(6);
        _scene.Now += TimeSpan.FromSeconds(1);

        _scene.Do(new Tick(OutOfReach: new HashSet<string> { "akka://b" }));
        Assert.Equal(Verdict.LeaseExpired, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal(5, _scene.Job(1).Allowed);
    }

    [Fact]
    public void The_first_absence_sends_the_claim_again_and_the_second_ends_the_lease()
    {
        var token = _scene.Claimed(1);

        var first = _scene.Beat("a", []);
        Assert.Equal(token, Assert.Single(first.Again).Token);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        var second = _scene.Beat("a", []);
        Assert.Empty(second.Again);
        Assert.Equal(Verdict.ReportLost, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal(1, _scene.State.Bots["a"].Free);
    }

    [Fact]
    public void Absence_before_the_claim_has_arrived_proves_nothing()
    {
        _scene.Claimed(1);

        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(_scene.Beat("a", [], seen: 0).Again);
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Absence_before_the_claim_was_sent_proves_nothing()
    {
        _scene.Enqueue(1);
        _scene.Join("a");
        _scene.CommitInFlight = true;
        _scene.Place();

        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(_scene.Beat("a", []).Again);
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Absence_before_the_claim_has_arrived_once_more_proves_nothing()
    {
        _scene.Claimed(1);
        Assert.Single(_scene.Beat("a", [], seen: 1).Again);

        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(_scene.Beat("a", [], seen: 1).Again);
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void What_was_seen_of_an_earlier_coordinator_says_nothing_of_what_this_one_has_sent()
    {
        _scene.Claimed(1);
        var bot = _scene.State.Bots["a"];

        for (var i = 0; i < 5; i++)
        {
            var answer = _scene.Do<HeartbeatAnswered>(new Heartbeat(
                "a", bot.Session, bot.Slots, bot.Operations, _scene.State.Epoch - 1, bot.Sent + 10, []));
            Assert.Empty(answer.Again);
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_claim_whose_message_is_never_seen_is_missed_after_one_lease()
    {
        _scene.Claimed(1);
        for (var i = 0; i < 6; i++)
        {
            _scene.Now += TimeSpan.FromSeconds(1);
            _scene.Do(new Tick());
            _scene.Beat("a", [], seen: 0);
        }

        Assert.Equal(1, Assert.Single(_scene.State.Watches.Values).Absences);
    }

    [Fact]
    public void A_claim_whose_commit_takes_longer_than_a_lease_is_not_missed()
    {
        ClaimThatIsStoredAfter(seconds: 8, Scene.Spec(1));

        Assert.Equal(0, Assert.Single(_scene.State.Watches.Values).Absences);
    }

    [Fact]
    public void An_overdue_claim_that_has_just_been_sent_is_given_the_time_to_arrive()
    {
        ClaimThatIsStoredAfter(seconds: 8, Scene.Spec(1) with { TimeoutMs = 5000 });
        Assert.NotNull(_scene.Job(1).Lease!.OverdueAt);

        _scene.CommitInFlight = false;
        _scene.Send();
        _scene.Beat("a", [], seen: 0);
        _scene.Beat("a", [], seen: 0);

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_job_that_is_listed_again_is_no_longer_missed()
    {
        _scene.Claimed(1);
        _scene.Beat("a", []);
        _scene.Beat("a");
        Assert.Single(_scene.Beat("a", []).Again);

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Are_told_which_attempts_to_stop()
    {
        var token = _scene.Claimed(1);
        _scene.Do<JobStands>(Scene.Release(1));

        var answer = _scene.Beat("a", [new RunningAttempt(Scene.Id(1), token, null)]);

        Assert.Equal(new AttemptToCancel(Scene.Id(1), token, "superseded"), Assert.Single(answer.Cancel));
    }

    [Fact]
    public void Keep_an_old_and_a_new_attempt_of_one_job_apart()
    {
        _scene.Join("a", slots: 2);
        var old = _scene.Claimed(1);
        _scene.Do<JobStands>(Scene.Release(1));
        _scene.Place();
        var running = _scene.Running(1);

        var answer = _scene.Beat("a", [new RunningAttempt(Scene.Id(1), old, null), running]);

        Assert.Equal(old, Assert.Single(answer.Cancel).Token);
        Assert.NotEqual(old, running.Token);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Bring_progress()
    {
        var token = _scene.Claimed(1);
        var progress = JsonText.Parse("0.5");

        _scene.Beat("a", [new RunningAttempt(Scene.Id(1), token, progress)]);

        Assert.Equal(progress, _scene.State.Watches[token].Progress);
    }

    [Fact]
    public void Change_slots_by_an_event_only_when_they_change()
    {
        _scene.Join("a", slots: 1);

        Assert.Empty(_scene.Of(() => _scene.Beat("a", [], slots: 1)));
        Assert.IsType<BotChanged>(Assert.Single(_scene.Of(() => _scene.Beat("a", [], slots: 3))));
        Assert.Equal(3, _scene.State.Bots["a"].Free);
    }

    [Fact]
    public void Of_a_session_that_nobody_knows_are_asked_to_join()
    {
        Assert.True(_scene.Do<HeartbeatAnswered>(new Heartbeat("x", "s1", 1, ["sum"], 0, 0, [])).Unknown);
    }

    [Fact]
    public void Of_a_bot_that_was_given_up_are_asked_to_join_again()
    {
        _scene.Join("a");
        _scene.Lose("a");
        Assert.True(_scene.Beat("a").Unknown);

        _scene.Join("a");

        Assert.False(_scene.State.Bots["a"].Lost);
    }

    [Fact]
    public void An_abandoned_attempt_frees_its_slot_and_is_a_fact_once()
    {
        var token = _scene.Claimed(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        var abandon = new AbandonAttempt("a", "s1", Scene.Id(1), token);

        Assert.IsType<AttemptAbandoned>(Assert.Single(_scene.Of(() => _scene.Do(abandon))));
        Assert.Equal(1, _scene.State.Bots["a"].Free);
        Assert.Empty(_scene.Of(() => _scene.Do(abandon)));
    }

    [Fact]
    public void An_attempt_abandoned_before_its_verdict_ends_by_it()
    {
        var token = _scene.Claimed(1);

        var events = _scene.Of(() => _scene.Do(new AbandonAttempt("a", "s1", Scene.Id(1), token)));

        Assert.Equal(Verdict.TimedOut, Assert.IsType<JobReleased>(events[0]).Verdict);
        Assert.IsType<AttemptAbandoned>(events[1]);
    }

    private void ClaimThatIsStoredAfter(int seconds, JobSpec spec)
    {
        _scene.Join("a");
        _scene.Enqueue(spec);
        _scene.CommitInFlight = true;
        _scene.Place();
        for (var i = 0; i < seconds; i++)
        {
            _scene.Now += TimeSpan.FromSeconds(1);
            _scene.Do(new Tick());
            _scene.Beat("a", [], seen: 0);
        }
    }
}
