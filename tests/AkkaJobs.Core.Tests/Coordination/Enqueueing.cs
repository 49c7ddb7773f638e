using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Enqueueing
{
    private readonly Scene _scene = new();

    [Fact]
    public void Makes_a_job_pending()
    {
        Assert.False(_scene.Enqueue(Scene.Spec(1)).Duplicate);

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
        Assert.Equal(Scene.Start, _scene.Job(1).Spec.EnqueuedAt);
    }

    [Fact]
    public void With_a_later_time_waits_until_it_is_due()
    {
        _scene.Enqueue(Scene.Spec(1), Scene.Start + TimeSpan.FromSeconds(3));

        _scene.Wait(2);
        Assert.Equal(JobStatus.Scheduled, _scene.Status(1));
        _scene.Wait(1);
        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void With_an_earlier_time_is_pending_at_once()
    {
        _scene.Enqueue(Scene.Spec(1), Scene.Start - TimeSpan.FromSeconds(3));

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void The_same_id_again_is_the_same_job()
    {
        _scene.Enqueue(1);

        Assert.Empty(_scene.Of(() => Assert.True(_scene.Enqueue(Scene.Spec(1)).Duplicate)));
    }

    [Fact]
    public void The_same_id_with_args_spelt_otherwise_is_the_same_job()
    {
        _scene.Enqueue(Scene.Spec(1) with { Args = JsonText.Parse("""{"a":1,"b":2}""") });

        Assert.True(_scene.Enqueue(Scene.Spec(1) with { Args = JsonText.Parse("""{"b":2.0,"a":1}""") }).Duplicate);
    }

    [Theory]
    [InlineData("other", "default", """{"a":1}""")]
    [InlineData("sum", "other", """{"a":1}""")]
    [InlineData("sum", "default", """{"a":2}""")]
    public void The_same_id_for_other_work_is_refused(string operation, string queue, string args)
    {
        _scene.Enqueue(1);
        var other = Scene.Spec(1) with { Operation = operation, Queue = queue, Args = JsonText.Parse(args) };

        Assert.Equal(RejectionCode.IdTaken, _scene.Refusal(new Enqueue(other, null, false)).Code);
    }

    [Fact]
    public void A_unique_key_holds_among_open_jobs()
    {
        _scene.Enqueue(Scene.Spec(1) with { UniqueKey = "k" });

        var refusal = _scene.Refusal(new Enqueue(Scene.Spec(2) with { UniqueKey = "k" }, null, true));

        Assert.Equal(RejectionCode.UniqueKeyTaken, refusal.Code);
        Assert.Equal(Scene.Id(1), refusal.JobId);
    }

    [Fact]
    public void A_finished_job_holds_its_unique_key_no_longer()
    {
        _scene.Claimed(1, spec: Scene.Spec(1) with { UniqueKey = "k" });
        _scene.Complete(1);

        _scene.Enqueue(Scene.Spec(2) with { UniqueKey = "k" });
        Assert.Equal(JobStatus.Pending, _scene.Status(2));
    }

    [Fact]
    public void Beyond_the_bound_of_open_jobs_is_refused_as_busy()
    {
        var scene = new Scene(new CoordinatorRules { MaxOpenJobs = 2 });
        scene.Enqueue(1, 2);

        var refusal = scene.Refusal(new Enqueue(Scene.Spec(3), null, true));

        Assert.Equal(RejectionCode.Busy, refusal.Code);
        Assert.NotNull(refusal.RetryAfter);
        Assert.True(scene.Enqueue(Scene.Spec(1)).Duplicate);
    }

    [Fact]
    public void Beyond_the_bound_of_open_bytes_is_refused_as_busy()
    {
        var scene = new Scene(new CoordinatorRules { MaxOpenBytes = 2 * Scene.Spec(1).Bytes });
        scene.Enqueue(1, 2);

        Assert.Equal(RejectionCode.Busy, scene.Refusal(new Enqueue(Scene.Spec(3), null, true)).Code);
    }

    [Fact]
    public void While_the_tables_are_too_far_behind_is_refused_as_busy_until_they_follow()
    {
        var scene = new Scene(new CoordinatorRules { MaxFinishedInMemory = 1 });
        scene.Claimed(1);
        scene.Complete(1);
        Assert.Equal(RejectionCode.Busy, scene.Refusal(new Enqueue(Scene.Spec(2), null, true)).Code);

        scene.State.Forget(scene.State.LastNumber);

        scene.Enqueue(2);
        Assert.Equal(JobStatus.Pending, scene.Status(2));
    }

    [Fact]
    public void Bounds_never_stop_reports()
    {
        var scene = new Scene(new CoordinatorRules { MaxOpenJobs = 1, MaxFinishedInMemory = 0 });
        var scene2 = new Scene(new CoordinatorRules { MaxOpenJobs = 1, MaxFinishedInMemory = 1, MaxFinishedBytes = 1 });
        Assert.Equal(RejectionCode.Busy, scene.Refusal(new Enqueue(Scene.Spec(1), null, true)).Code);
        scene2.Claimed(1);

        Assert.Equal(ReportAnswer.Stored, scene2.Complete(1));
    }

    [Fact]
    public void Of_an_operation_that_none_runs_waits_for_a_bot()
    {
        _scene.Enqueue(Scene.Spec(1, "exotic"));
        _scene.Join("a");
        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void Of_an_operation_that_none_runs_is_refused_in_strict_mode()
    {
        var known = new HashSet<string> { "known" };
        var scene = new Scene(new CoordinatorRules { Strict = true, KnownOperations = known });
        scene.Join("a");

        Assert.Equal(
            RejectionCode.UnknownOperation, scene.Refusal(new Enqueue(Scene.Spec(1, "exotic"), null, true)).Code);
        scene.Enqueue(Scene.Spec(2, "known"));
        scene.Enqueue(Scene.Spec(3, "sum"));
    }
}
