using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>One of many acts on the jobs that a filter found.</summary>
public sealed class Acting
{
    private readonly Scene _scene = new();

    private static ActOnJob Act(JobAct act, JobStatus status) =>
        new(Scene.Id(1), act, status, null, DryRun: false, Exclude: false, "anna", "bad batch");

    [Fact]
    public void A_release_is_the_same_event_as_that_of_one_job()
    {
        var token = _scene.Claimed(1);

        var act = Act(JobAct.Release, JobStatus.Processing) with { Exclude = true };
        var e = Assert.IsType<JobReleased>(Assert.Single(_scene.Of(
            () => Assert.Equal(JobStatus.Pending, _scene.Do<Acted>(act).Then))));

        Assert.Equal((token, "anna", "bad batch", true), (e.Token, e.By, e.Reason, e.Exclude));
    }

    [Fact]
    public void A_cancel_is_the_same_event_as_that_of_one_job()
    {
        _scene.Enqueue(1);

        var e = Assert.IsType<JobCancelled>(Assert.Single(_scene.Of(
            () => _scene.Do<Acted>(Act(JobAct.Cancel, JobStatus.Pending)))));

        Assert.Equal(("anna", "bad batch"), (e.By, e.Reason));
    }

    [Fact]
    public void A_retry_is_the_same_event_as_that_of_one_job()
    {
        _scene.Claimed(1);
        _scene.Fail(1, retryable: false);

        var e = Assert.IsType<JobRetried>(Assert.Single(_scene.Of(
            () => _scene.Do<Acted>(Act(JobAct.Retry, JobStatus.Failed)))));

        Assert.Equal(("anna", "bad batch"), (e.By, e.Reason));
    }

    [Fact]
    public void What_may_stand_anywhere_is_done_wherever_it_has_moved()
    {
        _scene.Claimed(1);
        Assert.Equal(
            JobStatus.Cancelled, _scene.Do<Acted>(Act(JobAct.Cancel, JobStatus.Pending) with { Status = null }).Then);
        Assert.Equal(JobStatus.Cancelled, _scene.Status(1));
    }

    [Fact]
    public void What_has_moved_on_is_left_alone()
    {
        _scene.Claimed(1);

        var rejection = _scene.Refusal(Act(JobAct.Cancel, JobStatus.Pending));
        Assert.Equal(RejectionCode.MovedOn, rejection.Code);
        Assert.Contains("is processing now, last with a", rejection.Detail, StringComparison.Ordinal);

        var otherBot = Act(JobAct.Release, JobStatus.Processing) with { Bot = "b" };
        Assert.Equal(RejectionCode.MovedOn, _scene.Refusal(otherBot).Code);
        Assert.Equal(JobStatus.Pending, _scene.Do<Acted>(otherBot with { Bot = "a" }).Then);
    }

    [Theory]
    [InlineData(JobAct.Release, JobStatus.Processing, JobStatus.Pending)]
    [InlineData(JobAct.Cancel, JobStatus.Processing, JobStatus.Cancelled)]
    public void A_trial_says_what_would_become_of_it_and_changes_nothing(JobAct act, JobStatus status, JobStatus then)
    {
        _scene.Claimed(1);

        var tried = default(Acted);
        Assert.Empty(_scene.Of(() => tried = _scene.Do<Acted>(Act(act, status) with { DryRun = true })));

        Assert.Equal(then, tried?.Then);
    }

    [Fact]
    public void A_trial_says_what_would_be_refused()
    {
        var spec = Scene.Spec(1) with { UniqueKey = "k" };
        _scene.Claimed(1, spec: spec);
        _scene.Fail(1, retryable: false);
        _scene.Enqueue(Scene.Spec(2) with { UniqueKey = "k" });

        var trial = Act(JobAct.Retry, JobStatus.Failed) with { DryRun = true };
        Assert.Equal(RejectionCode.UniqueKeyTaken, _scene.Refusal(trial).Code);
    }

    [Theory]
    [InlineData(JobAct.Release, null, null, "why", "where")]
    [InlineData(JobAct.Release, "sum", JobStatus.Pending, "why", "where")]
    [InlineData(JobAct.Cancel, "sum", JobStatus.Failed, "why", "where")]
    [InlineData(JobAct.Retry, "sum", null, "why", "where")]
    [InlineData(JobAct.Retry, "sum", JobStatus.Succeeded, "why", "where")]
    [InlineData(JobAct.Release, "sum", null, null, "reason")]
    [InlineData(JobAct.Release, "sum", null, "why", null)]
    [InlineData(JobAct.Cancel, null, JobStatus.Pending, "why", null)]
    [InlineData(JobAct.Retry, null, JobStatus.Cancelled, "why", null)]
    public void Many_acts_want_a_filter_that_narrows_and_a_reason(
        JobAct act, string? operation, JobStatus? status, string? reason, string? atFault)
    {
        var acts = new ManyActs(
            act, new JobFilter { Operation = operation, Status = status }, new Request("anna", reason));

        Assert.Equal(atFault, acts.Check()?.Path);
    }

    [Fact]
    public void Only_a_release_excludes() => Assert.Equal(
        "exclude_bot",
        new ManyActs(JobAct.Cancel, new JobFilter { Tag = "x" }, new Request("anna", "why")) { ExcludeBot = true }
            .Check()?.Path);
}
