using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Reporting
{
    private readonly Scene _scene = new();

    [Fact]
    public void A_result_under_the_current_token_ends_the_job()
    {
        _scene.Claimed(1);

        Assert.Equal(ReportAnswer.Stored, _scene.Complete(1));
        Assert.Equal(JobStatus.Succeeded, _scene.Status(1));
        Assert.Equal(JsonText.Parse("2"), _scene.Job(1).Outcome!.Result);
        Assert.Equal(1, _scene.State.Bots["a"].Completed);
    }

    [Fact]
    public void The_same_report_again_is_stored_and_changes_nothing()
    {
        var token = _scene.Claimed(1);
        _scene.Complete(1);

        Assert.Empty(_scene.Of(() => Assert.Equal(ReportAnswer.Stored, _scene.Complete(1, token))));
    }

    [Fact]
    public void The_same_failure_again_is_stored_even_after_the_next_claim()
    {
        var token = _scene.Claimed(1);
        _scene.Fail(1);
        _scene.Wait(2, "a");
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(1));

        Assert.Empty(_scene.Of(() => Assert.Equal(ReportAnswer.Stored, _scene.Fail(1, token))));
    }

    [Fact]
    public void A_stale_token_cannot_complete_the_job_and_stands_in_the_history_once()
    {
        var stale = _scene.Claimed(1);
        _scene.Do<JobStands>(Scene.Release(1));

        var events = _scene.Of(() =>
        {
            Assert.Equal(ReportAnswer.Superseded, _scene.Complete(1, stale));
            Assert.Equal(ReportAnswer.Superseded, _scene.Complete(1, stale));
            Assert.Equal(ReportAnswer.Superseded, _scene.Fail(1, stale));
        });

        Assert.Equal(stale, Assert.IsType<ReportRefused>(Assert.Single(events)).Token);
        Assert.Equal(2, _scene.State.RefusedUnrecorded);
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void Another_report_than_the_accepted_one_is_refused_and_recorded()
    {
        var token = _scene.Claimed(1);
        _scene.Complete(1);

        var events = _scene.Of(() => Assert.Equal(ReportAnswer.Superseded, _scene.Fail(1, token)));

        Assert.Equal(ReportKind.Failed, Assert.IsType<ReportRefused>(Assert.Single(events)).Kind);
        Assert.Equal(JobStatus.Succeeded, _scene.Status(1));
    }

    [Fact]
    public void A_token_that_the_job_never_had_is_refused_and_counted()
    {
        _scene.Claimed(1);

        Assert.Empty(_scene.Of(() => Assert.Equal(ReportAnswer.Superseded, _scene.Complete(1, 999))));
        Assert.Equal(1, _scene.State.RefusedUnrecorded);
    }

    [Fact]
    public void A_failure_waits_for_its_backoff_and_is_tried_again()
    {
        _scene.Claimed(1);

        Assert.Equal(ReportAnswer.Stored, _scene.Fail(1));

        Assert.Equal(JobStatus.Retrying, _scene.Status(1));
        Assert.Equal("broken", _scene.Job(1).Run!.Error);
        _scene.Wait(1, "a");
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Theory]
    [InlineData(1, 0, 800)]
    [InlineData(1, 0.5, 1000)]
    [InlineData(1, 1, 1200)]
    [InlineData(2, 0.5, 2000)]
    [InlineData(5, 0.5, 16000)]
    [InlineData(90, 0, 480_000)]
    [InlineData(90, 1, 600_000)]
    public void The_backoff_doubles_is_jittered_and_bounded(int failures, double jitter, int milliseconds)
    {
        Assert.Equal(milliseconds, new RetryPolicy().Backoff(failures, jitter).TotalMilliseconds);
    }

    [Fact]
    public void The_backoff_grows_with_each_failure()
    {
        _scene.Claimed(1);
        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            _scene.Fail(1);
            waits.Add((_scene.Job(1).RunAt!.Value - _scene.Now).TotalSeconds);
            _scene.Wait(waits[^1], "a");
            _scene.Place();
        }

        Assert.Equal([1, 2, 4, 8], waits);
    }

    [Fact]
    public void The_last_attempt_that_fails_ends_the_job()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { MaxAttempts = 2 });
        _scene.Fail(1);
        _scene.Wait(1, "a");
        _scene.Place();

        _scene.Fail(1);

        Assert.Equal(JobStatus.Failed, _scene.Status(1));
        Assert.Equal("broken", _scene.Job(1).Outcome!.Error);
        Assert.Equal(2, _scene.State.Bots["a"].Failed);
    }

    [Fact]
    public void A_failure_that_is_not_retryable_ends_the_job()
    {
        _scene.Claimed(1);

        _scene.Fail(1, retryable: false);

        Assert.Equal(JobStatus.Failed, _scene.Status(1));
    }

    [Fact]
    public void For_a_job_that_nobody_knows_is_answered_as_unknown()
    {
        var report = new Complete(Scene.Id(9), 1, JsonText.Null, null, null) { Tables = new TableAnswer(0, null) };

        Assert.Equal(ReportAnswer.Unknown, _scene.Do<ReportAnswered>(report).Answer);
    }
}
