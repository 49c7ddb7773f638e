using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Releasing
{
    private readonly Scene _scene = new();

    [Fact]
    public void Gives_the_attempt_back_and_says_who_and_why()
    {
        _scene.Claimed(1);

        _scene.Do<JobStands>(Scene.Release(1));

        var released = Assert.Single(_scene.Events.OfType<JobReleased>());
        Assert.Equal(("ops", "why not"), (released.By, released.Reason));
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
        Assert.Equal(6, _scene.Job(1).Allowed);
        Assert.Single(_scene.Notices.OfType<AttemptCancelled>());
    }

    [Fact]
    public void Keeps_the_place_in_line()
    {
        _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Do<JobStands>(Scene.Release(1));
        _scene.Beat("a");
        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        Assert.Equal(JobStatus.Pending, _scene.Status(2));
    }

    [Fact]
    public void Gives_attempts_back_at_most_twenty_times()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { MaxAttempts = 1 });
        for (var i = 0; i < Limits.MaxGivenBack; i++)
        {
            _scene.Do<JobStands>(Scene.Release(1));
            _scene.Beat("a");
            _scene.Place();
        }

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        _scene.Do<JobStands>(Scene.Release(1));

        var failed = Assert.Single(_scene.Events.OfType<JobFailed>());
        Assert.Equal(Verdict.Released, failed.Verdict);
        Assert.Contains("ops: why not", failed.Error, StringComparison.Ordinal);
        Assert.Equal(JobStatus.Failed, _scene.Status(1));
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_says_what_is_known()
    {
        var token = _scene.Claimed(1);
        var tried = default(ReleaseTried);
        Assert.Empty(_scene.Of(() => tried = _scene.Do<ReleaseTried>(Scene.Release(1, dryRun: true))));

        Assert.Equal(JobStatus.Processing, tried!.Record.Status);
        var known = tried.Release;
        Assert.Equal((token, 1, "a", "processing"), (known.Token, known.Attempt, known.Bot, known.BotState));
        Assert.Equal((true, null, JobStatus.Pending), (known.Alive, known.Running, known.Then));
        Assert.Equal(_scene.Now.ToDateTimeOffset(), known.LastHeartbeatAt);
        Assert.Equal(ExplainCode.ClaimUnderWay, known.Reasons[0].Code);
    }

    [Fact]
    public void A_dry_run_tells_a_bot_that_runs_it_from_one_that_does_not_and_one_that_is_silent()
    {
        _scene.Claimed(1);
        _scene.Beat("a");
        Assert.True(Tried().Running);
        _scene.Beat("a", []);
        Assert.False(Tried().Running);
        _scene.Beat("a");
        Assert.True(Tried().Alive);

        // The tick that would see it has not come yet.
        _scene.Now += TimeSpan.FromSeconds(7);
        Assert.False(Tried().Alive);
        Assert.Contains("has not been heard of", Tried().Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_says_that_the_job_would_fail_when_no_attempt_is_left_to_give_back()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { MaxAttempts = 1 });
        for (var i = 0; i < Limits.MaxGivenBack; i++)
        {
            Assert.Equal(JobStatus.Pending, Tried().Then);
            _scene.Do<JobStands>(Scene.Release(1));
            _scene.Beat("a");
            _scene.Place();
        }

        Assert.Equal(JobStatus.Failed, Tried().Then);
    }

    [Fact]
    public void The_token_that_a_dry_run_shows_ends_that_lease_and_no_later_one()
    {
        _scene.Claimed(1);
        var token = Tried().Token;
        _scene.Do<JobStands>(Scene.Release(1, token));
        _scene.Beat("a");
        _scene.Place();

        Assert.Equal(RejectionCode.Superseded, _scene.Refusal(Scene.Release(1, token)).Code);
        Assert.Equal(RejectionCode.Superseded, _scene.Refusal(Scene.Release(1, token, dryRun: true)).Code);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void By_token_is_harmless_to_repeat()
    {
        var token = _scene.Claimed(1);
        _scene.Do<JobStands>(Scene.Release(1, token));
        Assert.Equal(RejectionCode.Superseded, _scene.Refusal(Scene.Release(1, token)).Code);

        _scene.Beat("a");
        _scene.Place();

        Assert.Equal(RejectionCode.Superseded, _scene.Refusal(Scene.Release(1, token)).Code);
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_job_that_is_not_processing_is_refused()
    {
        _scene.Enqueue(1);

        Assert.Equal(RejectionCode.NotProcessing, _scene.Refusal(Scene.Release(1)).Code);
    }

    private ReleaseView Tried() => _scene.Do<ReleaseTried>(Scene.Release(1, dryRun: true)).Release;
}
