using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Forgetting
{
    private readonly Scene _scene = new();

    /// <summary>Job 1 has finished, the tables hold it, memory does not.</summary>
    private TableAnswer Forgotten(bool succeeded = true)
    {
        _scene.Claimed(1);
        if (succeeded)
        {
            _scene.Complete(1);
        }
        else
        {
            _scene.Fail(1, retryable: false);
        }

        var record = _scene.Job(1);
        _scene.State.Forget(_scene.State.LastNumber);
        Assert.Null(_scene.State.Find(Scene.Id(1)));
        return new TableAnswer(_scene.State.LastNumber, record);
    }

    [Fact]
    public void Leaves_finished_jobs_that_the_tables_do_not_hold_yet()
    {
        _scene.Claimed(1);
        _scene.Complete(1);

        _scene.State.Forget(_scene.State.LastNumber - 1);

        Assert.Equal(JobStatus.Succeeded, _scene.Status(1));
    }

    [Fact]
    public void Leaves_open_jobs()
    {
        _scene.Enqueue(1);

        _scene.State.Forget(_scene.State.LastNumber);

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void Leaves_a_finished_job_whose_refused_report_the_tables_do_not_hold_yet()
    {
        var stale = _scene.Claimed(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        var finished = _scene.State.LastNumber;
        _scene.Complete(1, stale);

        _scene.State.Forget(finished);
        Assert.NotNull(_scene.State.Find(Scene.Id(1)));

        _scene.State.Forget(_scene.State.LastNumber);
        Assert.Null(_scene.State.Find(Scene.Id(1)));
        Assert.Empty(_scene.State.Lanes);
    }

    [Fact]
    public void A_duplicate_enqueue_of_a_forgotten_job_runs_nothing_twice()
    {
        var tables = Forgotten();
        var enqueue = new Enqueue(Scene.Spec(1), null, FreshId: false);

        Assert.IsType<TablesNeeded>(_scene.Do(enqueue));
        Assert.True(_scene.Do<Enqueued>(enqueue with { Tables = tables }).Duplicate);
    }

    [Fact]
    public void An_answer_from_before_the_forgetting_is_too_old()
    {
        var tables = Forgotten();
        var enqueue = new Enqueue(Scene.Spec(1), null, FreshId: false);

        Assert.IsType<TablesNeeded>(_scene.Do(enqueue with { Tables = new TableAnswer(tables.AsOf - 1, null) }));
    }

    [Fact]
    public void What_memory_holds_wins_over_what_was_read()
    {
        _scene.Claimed(1);
        _scene.Complete(1);
        var stale = new TableAnswer(0, null);

        Assert.True(_scene.Do<Enqueued>(new Enqueue(Scene.Spec(1), null, false) { Tables = stale }).Duplicate);
    }

    [Fact]
    public void A_new_id_of_the_caller_is_asked_for_and_then_enqueued()
    {
        var enqueue = new Enqueue(Scene.Spec(1), null, FreshId: false);
        Assert.IsType<TablesNeeded>(_scene.Do(enqueue));

        Assert.False(_scene.Do<Enqueued>(enqueue with { Tables = new TableAnswer(0, null) }).Duplicate);
    }

    [Fact]
    public void A_retry_brings_a_forgotten_job_back_whole()
    {
        var tables = Forgotten(succeeded: false);
        var retry = new Retry(Scene.Id(1), "ops", null);
        Assert.IsType<TablesNeeded>(_scene.Do(retry));

        _scene.Do<JobStands>(retry with { Tables = tables });
        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
        Assert.Equal(2, _scene.Job(1).Attempt);
    }

    [Fact]
    public void A_late_report_for_a_forgotten_job_is_refused_and_recorded_once()
    {
        var stale = _scene.Claimed(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        var tables = new TableAnswer(_scene.State.LastNumber, _scene.Job(1));
        _scene.State.Forget(_scene.State.LastNumber);
        var report = new Complete(Scene.Id(1), stale, JsonText.Null, null, "a") { Tables = tables };

        Assert.Single(_scene.Of(() => _scene.Do<ReportAnswered>(report)));
        Assert.Empty(_scene.Of(() => _scene.Do<ReportAnswered>(report)));
        _scene.Do<JobStands>(new Retry(Scene.Id(1), "ops", null) { Tables = tables });
        _scene.State.Forget(_scene.State.LastNumber);
        Assert.Empty(_scene.Of(() => _scene.Do<ReportAnswered>(report)));
    }

    [Fact]
    public void The_accepted_report_of_a_forgotten_job_again_is_stored()
    {
        var tables = Forgotten();
        var report = new Complete(Scene.Id(1), 1, JsonText.Null, null, "a") { Tables = tables };

        Assert.Equal(ReportAnswer.Stored, _scene.Do<ReportAnswered>(report).Answer);
    }

    [Fact]
    public void A_heartbeat_that_lists_a_reported_and_forgotten_attempt_takes_no_slot()
    {
        Forgotten();
        _scene.Enqueue(2);

        var answer = _scene.Beat("a", [new RunningAttempt(Scene.Id(1), 1, null)]);

        Assert.Empty(answer.Cancel);
        Assert.Equal(1, _scene.State.Bots["a"].Free);
    }

    [Fact]
    public void After_a_snapshot_the_tables_must_have_come_as_far()
    {
        Forgotten();
        var restored = CoordinatorSnapshot.Capture(_scene.State).Restore(new CoordinatorRules());

        Assert.Equal(_scene.State.LastNumber, restored.ForgottenUpTo);
    }
}
