using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Time
{
    private readonly Scene _scene = new();

    private static JobSpec Short => Scene.Spec(1) with { TimeoutMs = 10_000 };

    [Fact]
    public void Past_the_timeout_the_bot_is_asked_to_stop_and_past_the_grace_the_lease_ends()
    {
        var token = _scene.Claimed(1, spec: Short);

        _scene.Wait(10, "a");
        Assert.Empty(_scene.Events.OfType<AttemptOverdue>());
        _scene.Wait(1, "a");
        Assert.Equal(token, Assert.Single(_scene.Events.OfType<AttemptOverdue>()).Token);
        Assert.Equal("timed-out", Assert.Single(_scene.Notices.OfType<AttemptCancelled>()).Attempt.Reason);
        Assert.Equal("timed-out", Assert.Single(_scene.Beat("a").Cancel).Reason);

        _scene.Wait(5, "a");
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Wait(1, "a");

        Assert.Equal(Verdict.TimedOut, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.Equal(5, _scene.Job(1).Allowed);
    }

    [Fact]
    public void A_report_within_the_grace_is_accepted()
    {
        _scene.Claimed(1, spec: Short);
        _scene.Wait(13, "a");

        Assert.Equal(ReportAnswer.Stored, _scene.Complete(1));
    }

    [Fact]
    public void The_last_attempt_that_times_out_fails_the_job()
    {
        _scene.Claimed(1, spec: Short with { MaxAttempts = 1 });

        _scene.Wait(17, "a");

        Assert.Equal(JobStatus.Failed, _scene.Status(1));
        Assert.StartsWith("timed-out", _scene.Job(1).Outcome!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_runs_backwards_in_events()
    {
        _scene.Enqueue(1);
        _scene.Now -= TimeSpan.FromMinutes(1);
        _scene.Enqueue(2);

        Assert.Equal(Scene.Start, _scene.Job(2).Spec.EnqueuedAt);
    }

    [Fact]
    public void After_a_fail_over_a_running_job_goes_on_when_its_bot_reports_within_a_lease()
    {
        var token = _scene.Claimed(1);
        _scene.Now += TimeSpan.FromSeconds(30);
        _scene.FailOver();

        _scene.Wait(5);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Beat("a");
        _scene.Wait(30, "a");

        Assert.Equal(token, _scene.Token(1));
    }

    [Fact]
    public void After_a_fail_over_a_bot_that_stays_silent_loses_its_jobs_after_one_lease()
    {
        _scene.Claimed(1);
        _scene.FailOver();

        _scene.Wait(6);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Wait(1);

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void In_doubt_no_timeout_is_judged()
    {
        _scene.Claimed(1, spec: Short);
        _scene.Now += TimeSpan.FromSeconds(30);
        _scene.FailOver();

        _scene.Wait(5, "a");
        Assert.Empty(_scene.Events.OfType<AttemptOverdue>());
        _scene.Wait(2, "a");
        Assert.Single(_scene.Events.OfType<AttemptOverdue>());
    }

    [Fact]
    public void In_doubt_a_lost_bot_is_noted_gets_nothing_and_is_judged_afterwards()
    {
        _scene.Claimed(1);
        _scene.FailOver();
        _scene.Beat("a");
        _scene.Lose("a");
        _scene.Wait(5);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        _scene.Wait(2);

        Assert.Equal(Verdict.BotLost, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
    }

    [Fact]
    public void In_doubt_a_bot_that_was_called_lost_and_speaks_stays()
    {
        _scene.Claimed(1);
        _scene.FailOver();
        _scene.Lose("a");
        _scene.Beat("a");

        _scene.Wait(20, "a");

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void In_doubt_absences_only_send_the_claim_again()
    {
        _scene.Claimed(1);
        _scene.FailOver();

        for (var i = 0; i < 4; i++)
        {
            Assert.Single(_scene.Beat("a", []).Again);
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_tick_that_comes_late_by_more_than_a_heartbeat_raises_doubt()
    {
        _scene.Claimed(1);
        _scene.Wait(1, "a");
        _scene.Now += TimeSpan.FromSeconds(60);

        _scene.Do(new Tick());
        _scene.Wait(5);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        _scene.Wait(2);
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void A_pause_between_a_start_and_its_first_tick_raises_doubt()
    {
        _scene.Claimed(1);
        _scene.FailOver();
        _scene.Now += TimeSpan.FromSeconds(11);

        _scene.Do(new Tick());
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        _scene.Wait(30, "a");
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void After_a_pause_no_verdict_is_passed_before_the_first_tick_has_noticed_it()
    {
        _scene.Claimed(1);
        _scene.Wait(1, "a");
        _scene.Now += TimeSpan.FromSeconds(60);

        _scene.Lose("a");

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Ten_thousand_jobs_due_at_once_are_brought_by_one_tick_and_more_by_the_next()
    {
        for (var i = 1; i <= 10_001; i++)
        {
            CoordinatorFold.Apply(
                _scene.State, new JobEnqueued(_scene.Now, Scene.Spec(i), _scene.Now + TimeSpan.FromSeconds(1)));
        }

        _scene.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(10_000, _scene.Of(() => _scene.Do(new Tick())).Count);
        Assert.Single(_scene.Of(() => _scene.Do(new Tick())));
    }
}
