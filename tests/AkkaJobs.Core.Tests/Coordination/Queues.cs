using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Queues
{
    private const string Reports = "reports";

    private static readonly HashSet<string> NoNodes = [];

    private readonly Scene _scene = new();

    private static JobSpec InReports(int number) => Scene.Spec(number) with { Queue = Reports };

    private QueueView Pause(string queue = Reports, string? by = "anna") =>
        _scene.Do<QueueStands>(new PauseQueue(queue, true, by, "disk full")).Queue;

    private QueueView Resume(string queue = Reports) =>
        _scene.Do<QueueStands>(new PauseQueue(queue, false, "bert", null)).Queue;

    [Fact]
    public void Nothing_is_claimed_from_a_paused_queue_and_other_queues_go_on()
    {
        _scene.Join("a", slots: 4);
        _scene.Enqueue(InReports(1));
        Pause();
        _scene.Enqueue(InReports(2));
        _scene.Enqueue(3);

        _scene.Place();

        Assert.Equal(
            [JobStatus.Pending, JobStatus.Pending, JobStatus.Processing],
            new[] { 1, 2, 3 }.Select(_scene.Status));
    }

    [Fact]
    public void A_resumed_queue_goes_on_where_it_stood()
    {
        _scene.Enqueue(InReports(1) with { Priority = 9 });
        _scene.Enqueue(InReports(2));
        Pause();
        _scene.Enqueue(InReports(3) with { Priority = 0 });
        Resume();
        _scene.Join("a", slots: 3);

        _scene.Place();

        Assert.Equal(
            new[] { 3, 2, 1 }.Select(Scene.Id), _scene.Events.OfType<JobClaimed>().Select(e => e.Job));
    }

    [Fact]
    public void What_is_claimed_already_goes_on()
    {
        _scene.Claimed(1, spec: InReports(1));
        Pause();

        Assert.Equal(ReportAnswer.Stored, _scene.Complete(1));
    }

    [Fact]
    public void A_released_job_of_a_paused_queue_waits()
    {
        _scene.Claimed(1, spec: InReports(1));
        Pause();
        _scene.Do<JobStands>(Scene.Release(1));
        _scene.Beat("a");
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        Resume();
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_job_that_is_due_in_a_paused_queue_waits()
    {
        _scene.Join("a");
        _scene.Enqueue(InReports(1), _scene.Now + TimeSpan.FromSeconds(2));
        Pause();
        _scene.Wait(3, "a");
        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void A_remote_bot_gets_nothing_from_a_paused_queue_until_it_is_resumed()
    {
        _scene.Enqueue(InReports(1));
        Pause();
        var claim = new ClaimRemote("r", "s1", ["sum"], 1, _scene.Now + TimeSpan.FromSeconds(60), null, 7);
        Assert.Null(_scene.Do<ClaimAnswered>(claim).Jobs);
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        Resume();
        _scene.Place();
        Assert.Equal(Scene.Id(1), Assert.Single(_scene.Notices.OfType<ClaimSettled>().Single().Jobs).Id);
    }

    [Fact]
    public void A_pause_outlives_the_coordinator()
    {
        _scene.Enqueue(InReports(1));
        Pause();
        _scene.FailOver();
        _scene.Join("a");
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        var restored = CoordinatorSnapshot.Capture(_scene.State).Restore(_scene.State.Rules);
        Assert.Equal(StoredPart.Of(_scene.State), StoredPart.Of(restored));
        Assert.Empty(Invariants.Violations(restored));
        Assert.False(restored.StandsInLine(restored.Jobs[Scene.Id(1)]));
    }

    [Fact]
    public void A_pause_is_an_event_that_says_who_and_why_and_a_repeated_one_is_none()
    {
        var paused = Assert.IsType<QueuePaused>(Assert.Single(_scene.Of(() => Pause())));
        Assert.Equal((Reports, "anna", "disk full"), (paused.Queue, paused.By, paused.Reason));
        Assert.Empty(_scene.Of(() => Assert.Equal("anna", Pause(by: "bert").PausedBy)));

        var resumed = Assert.IsType<QueueResumed>(Assert.Single(_scene.Of(() => Resume())));
        Assert.Equal("bert", resumed.By);
        Assert.Empty(_scene.Of(() => Assert.False(Resume().Paused)));
    }

    [Fact]
    public void A_paused_queue_is_shown_with_who_paused_it_and_why()
    {
        _scene.Join("a");
        Pause();
        _scene.Enqueue(InReports(1));
        _scene.Enqueue(InReports(2), _scene.Now + TimeSpan.FromMinutes(1));

        var reason = Assert.Single(Explanation.Of(_scene.State, _scene.Job(1), NoNodes, _scene.Now).Reasons);
        Assert.Equal(
            (ExplainCode.QueuePaused, Reports, "anna", "disk full"),
            (reason.Code, reason.Queue, reason.By, reason.Reason));
        Assert.Equal(_scene.Now.ToDateTimeOffset(), reason.Since);

        // What is not due yet is told both.
        var scheduled = Explanation.Of(_scene.State, _scene.Job(2), NoNodes, _scene.Now);
        Assert.Equal([ExplainCode.NotDue, ExplainCode.QueuePaused], scheduled.Reasons.Select(r => r.Code));
    }

    [Fact]
    public void A_queue_is_counted_by_status_and_forgotten_when_nothing_is_left_of_it()
    {
        _scene.Claimed(1, spec: InReports(1));
        _scene.Enqueue(InReports(2));
        _scene.Enqueue(InReports(3), _scene.Now + TimeSpan.FromMinutes(1));
        var view = Pause();
        Assert.Equal(
            (true, 1L, 1L, 1L, 0L), (view.Paused, view.Scheduled, view.Pending, view.Processing, view.Retrying));

        _scene.Complete(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(2), null, null));
        _scene.Do<JobStands>(new Cancel(Scene.Id(3), null, null));
        _scene.State.Forget(_scene.State.LastNumber);
        Assert.Contains(Reports, _scene.State.Queues.Keys);

        Resume();
        Assert.DoesNotContain(Reports, _scene.State.Queues.Keys);
    }

    [Fact]
    public void A_queue_may_be_paused_before_it_has_a_job_but_not_more_than_so_many()
    {
        for (var i = 0; i < Limits.MaxPausedQueues; i++)
        {
            CoordinatorFold.Apply(_scene.State, new QueuePaused(_scene.Now, $"queue-{i}", null, null));
        }

        Assert.Equal(RejectionCode.Busy, _scene.Refusal(new PauseQueue(Reports, true, "anna", null)).Code);
        Resume("queue-7");
        Assert.True(Pause().Paused);
    }
}
