using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class ClaimingFromOutside
{
    private readonly Scene _scene = new();

    private CoordinatorReply Claim(
        long waiter = 1, int max = 1, double wait = 30, string? request = null, string session = "s1") =>
        _scene.Do(new ClaimRemote(
            "r", session, ["sum"], max, _scene.Now + TimeSpan.FromSeconds(wait), request, waiter));

    private IReadOnlyList<ClaimedJob> Settled(long waiter) =>
        Assert.Single(_scene.Notices.OfType<ClaimSettled>(), s => s.Waiter == waiter).Jobs;

    private HeartbeatAnswered Beat(params RunningAttempt[] running) =>
        _scene.Do<HeartbeatAnswered>(new HeartbeatRemote("r", "s1", null, null, running));

    [Fact]
    public void Gets_the_jobs_that_are_there_up_to_the_most_it_asked_for()
    {
        _scene.Enqueue(1, 2, 3);
        Assert.Null(Assert.IsType<ClaimAnswered>(Claim(max: 2)).Jobs);

        _scene.Place();

        Assert.Equal([Scene.Id(1), Scene.Id(2)], Settled(1).Select(j => j.Id));
        Assert.Equal(JobStatus.Pending, _scene.Status(3));
    }

    [Fact]
    public void Gets_no_more_than_one_answer_holds_and_the_rest_when_it_asks_again()
    {
        var large = JsonText.Parse($"\"{new string('x', 200_000)}\"");
        for (var i = 1; i <= 5; i++)
        {
            _scene.Do<Enqueued>(new Enqueue(
                new JobSpec { Id = Scene.Id(i), Operation = "sum", Queue = "default", Args = large }, null, true));
        }

        Claim(waiter: 1, max: 10);
        _scene.Place();
        Assert.Equal([Scene.Id(1), Scene.Id(2)], Settled(1).Select(j => j.Id));

        Claim(waiter: 2, max: 10);
        _scene.Place();
        Assert.Equal([Scene.Id(3), Scene.Id(4)], Settled(2).Select(j => j.Id));
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public void Waits_as_long_as_it_says_wherever_the_clock_of_the_node_that_it_asked_is(int secondsOff)
    {
        var claim = new ClaimRemote("r", "s1", ["sum"], 1, _scene.Now + TimeSpan.FromSeconds(secondsOff + 30), null, 1)
        {
            WaitMs = 30_000,
        };
        Assert.Null(_scene.Do<ClaimAnswered>(claim).Jobs);

        _scene.Wait(29);
        Assert.DoesNotContain(_scene.Notices, notice => notice is ClaimSettled);
        _scene.Wait(2);
        Assert.Empty(Settled(1));
    }

    [Fact]
    public void Waits_for_work_and_keeps_it_however_long_it_waited()
    {
        Claim(wait: 60);
        _scene.Wait(30);
        _scene.Enqueue(1);
        _scene.Place();
        Assert.Single(Settled(1));

        _scene.Wait(2);

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Gets_nothing_when_the_wait_is_up_and_its_session_goes_on()
    {
        Claim(wait: 20);

        var events = _scene.Of(() => _scene.Wait(22));

        Assert.Empty(Settled(1));
        Assert.Empty(events);
    }

    [Fact]
    public void Without_a_wait_is_answered_at_once()
    {
        Assert.Empty(Assert.IsType<ClaimAnswered>(Claim(wait: 0)).Jobs!);
    }

    [Fact]
    public void The_same_request_again_gets_the_same_jobs()
    {
        _scene.Enqueue(1, 2, 3);
        Claim(waiter: 1, max: 2, request: "q");
        _scene.Place();

        Claim(waiter: 2, max: 2, request: "other");
        var again = Assert.IsType<ClaimAnswered>(Claim(waiter: 3, max: 2, request: "q")).Jobs!;

        Assert.Equal(Settled(1), again);
    }

    [Fact]
    public void The_same_claim_twice_waits_once()
    {
        Claim(waiter: 7);
        Claim(waiter: 7);
        _scene.Enqueue(1);
        _scene.Place();

        Assert.Single(Settled(7));
    }

    [Fact]
    public void A_second_claim_ends_the_wait_of_the_first()
    {
        Claim(waiter: 1);
        Claim(waiter: 2);

        Assert.Empty(Settled(1));
    }

    [Fact]
    public void A_connection_that_has_gone_gets_nothing()
    {
        Claim(waiter: 1);
        _scene.Do(new AbandonClaim("r", 1));
        _scene.Enqueue(1);
        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void What_a_connection_got_after_it_had_gone_is_given_back()
    {
        _scene.Enqueue(1);
        Claim(waiter: 1);
        _scene.Place();

        _scene.Do(new AbandonClaim("r", 1));

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
        Assert.Equal(6, _scene.Job(1).Allowed);
    }

    [Fact]
    public void A_connection_that_goes_later_takes_nothing_from_a_bot_that_has_shown_its_jobs()
    {
        _scene.Enqueue(1);
        Claim(waiter: 1);
        _scene.Place();
        Beat(_scene.Running(1));

        Assert.Empty(_scene.Of(() => _scene.Do(new AbandonClaim("r", 1))));
    }

    [Fact]
    public void A_request_that_was_repeated_is_not_given_back_when_its_first_connection_goes()
    {
        _scene.Enqueue(1);
        Claim(waiter: 1, request: "q");
        _scene.Place();
        Claim(waiter: 2, request: "q");

        Assert.Empty(_scene.Of(() => _scene.Do(new AbandonClaim("r", 1))));
    }

    [Fact]
    public void Survives_a_fail_over()
    {
        _scene.Enqueue(1);
        Claim(request: "q");
        _scene.Place();
        var before = Settled(1);

        _scene.FailOver();

        Assert.Equal(before, Assert.IsType<ClaimAnswered>(Claim(request: "q")).Jobs);
    }

    [Fact]
    public void Absence_counts_only_after_one_lease()
    {
        _scene.Enqueue(1);
        Claim();
        _scene.Place();
        for (var i = 0; i < 5; i++)
        {
            _scene.Wait(1);
            Beat();
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Wait(1);
        Beat();
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        Beat();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
        Assert.Equal(Verdict.ReportLost, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
    }

    [Fact]
    public void A_bot_that_only_asks_for_more_does_not_renew_what_it_holds()
    {
        _scene.Enqueue(1);
        Claim();
        _scene.Place();
        for (var i = 0; i < 7; i++)
        {
            _scene.Wait(1);
            Claim(waiter: i + 2);
        }

        Assert.Equal(Verdict.LeaseExpired, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
    }

    [Fact]
    public void An_ended_session_is_told_so()
    {
        Claim(session: "s1");
        Claim(waiter: 2, session: "s2");

        Assert.Empty(Settled(1));
        var refused = Assert.IsType<Refused>(Claim(waiter: 3, session: "s1"));
        Assert.Equal(RejectionCode.SessionEnded, refused.Rejection.Code);
        Assert.Equal(RejectionCode.SessionEnded,
            _scene.Refusal(new HeartbeatRemote("r", "s1", null, null, [])).Code);
    }
}
