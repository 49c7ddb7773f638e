using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Cancelling
{
    private static readonly Cancel Command = new(Scene.Id(1), "ops", "wrong args");
    private readonly Scene _scene = new();

    [Fact]
    public void A_pending_job_ends_it()
    {
        _scene.Enqueue(1);

        _scene.Do<JobStands>(Command);

        var cancelled = Assert.Single(_scene.Events.OfType<JobCancelled>());
        Assert.Equal(("ops", "wrong args", null), (cancelled.By, cancelled.Reason, cancelled.Token));
        Assert.Equal(JobStatus.Cancelled, _scene.Status(1));
    }

    [Fact]
    public void A_processing_job_ends_it_at_once_tells_the_bot_and_supersedes_its_report()
    {
        var token = _scene.Claimed(1);

        _scene.Do<JobStands>(Command);

        Assert.Equal("cancelled", Assert.Single(_scene.Notices.OfType<AttemptCancelled>()).Attempt.Reason);
        Assert.Equal(ReportAnswer.Superseded, _scene.Complete(1, token));
        Assert.Equal(JobStatus.Cancelled, _scene.Status(1));
    }

    [Fact]
    public void Twice_is_once()
    {
        _scene.Enqueue(1);
        _scene.Do<JobStands>(Command);

        Assert.Empty(_scene.Of(() => _scene.Do<JobStands>(Command)));
    }

    [Fact]
    public void A_finished_job_is_refused()
    {
        _scene.Claimed(1);
        _scene.Complete(1);

        Assert.Equal(RejectionCode.AlreadyFinished, _scene.Refusal(Command).Code);
    }

    [Fact]
    public void A_scheduled_job_never_becomes_due()
    {
        _scene.Enqueue(Scene.Spec(1), Scene.Start + TimeSpan.FromSeconds(2));
        _scene.Do<JobStands>(Command);

        Assert.Empty(_scene.Of(() => _scene.Wait(5)));
    }

    [Fact]
    public void Scheduled_jobs_by_the_thousand_leaves_nothing_behind()
    {
        for (var i = 1; i <= 3000; i++)
        {
            CoordinatorFold.Apply(_scene.State, new JobEnqueued(
                _scene.Now, Scene.Spec(i), _scene.Now + TimeSpan.FromDays(300)));
        }

        for (var i = 1; i <= 3000; i++)
        {
            CoordinatorFold.Apply(_scene.State, new JobCancelled(_scene.Now, Scene.Id(i), 0, null, null, null, null));
        }

        Assert.InRange(_scene.State.Due.Count, 0, ClaimLane.Spare);
    }
}

public sealed class Retrying
{
    private static readonly Retry Command = new(Scene.Id(1), "ops", "fixed");
    private readonly Scene _scene = new();

    [Fact]
    public void A_failed_job_makes_it_pending_with_as_many_attempts_again()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { MaxAttempts = 2 });
        _scene.Fail(1, retryable: false);

        var stands = _scene.Do<JobStands>(Command);

        Assert.Equal(JobStatus.Pending, stands.Record.Status);
        Assert.Equal((1, 4), (stands.Record.Attempt, stands.Record.Allowed));
        Assert.Null(stands.Record.Outcome);
    }

    [Fact]
    public void A_cancelled_job_makes_it_pending()
    {
        _scene.Enqueue(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));

        Assert.Equal(JobStatus.Pending, _scene.Do<JobStands>(Command).Record.Status);
    }

    [Fact]
    public void A_job_in_its_backoff_makes_it_pending_and_the_backoff_is_forgotten()
    {
        _scene.Claimed(1);
        _scene.Fail(1);
        _scene.Do<JobStands>(Command);
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        Assert.Empty(_scene.Of(() => _scene.Wait(5, "a")));
    }

    [Fact]
    public void Stands_last_in_line()
    {
        _scene.Claimed(1);
        _scene.Fail(1);
        _scene.Enqueue(2);
        _scene.Do<JobStands>(Command);
        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_job_that_is_open_or_has_succeeded_is_refused(bool succeeded)
    {
        _scene.Claimed(1);
        if (succeeded)
        {
            _scene.Complete(1);
        }

        Assert.Equal(RejectionCode.NotRetryable, _scene.Refusal(Command).Code);
    }

    [Fact]
    public void Is_refused_while_another_open_job_carries_its_unique_key()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { UniqueKey = "k" });
        _scene.Fail(1, retryable: false);
        _scene.Enqueue(Scene.Spec(2) with { UniqueKey = "k" });

        Assert.Equal(RejectionCode.UniqueKeyTaken, _scene.Refusal(Command).Code);
    }

    [Fact]
    public void Old_tokens_stay_superseded()
    {
        var token = _scene.Claimed(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        _scene.Do<JobStands>(Command);

        Assert.Equal(ReportAnswer.Superseded, _scene.Complete(1, token));
    }
}
