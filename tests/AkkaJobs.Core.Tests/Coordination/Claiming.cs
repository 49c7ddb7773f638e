using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Claiming
{
    private readonly Scene _scene = new();

    private IEnumerable<JobId> Order => _scene.Events.OfType<JobClaimed>().Select(e => e.Job);

    private static JobId[] Ids(params int[] numbers) => [.. numbers.Select(Scene.Id)];

    [Fact]
    public void Takes_the_most_urgent_job_first_and_equals_in_their_order()
    {
        _scene.Enqueue(Scene.Spec(1));
        _scene.Enqueue(Scene.Spec(2) with { Priority = 9 });
        _scene.Enqueue(Scene.Spec(3) with { Priority = 0 });
        _scene.Enqueue(Scene.Spec(4));
        _scene.Join("a", slots: 4);

        _scene.Place();

        Assert.Equal(Ids(3, 1, 4, 2), Order);
    }

    [Fact]
    public void Takes_the_most_urgent_over_all_operations_of_the_bot()
    {
        _scene.Enqueue(Scene.Spec(1, "sum"));
        _scene.Enqueue(Scene.Spec(2, "sha256") with { Priority = 1 });
        _scene.Enqueue(Scene.Spec(3, "other") with { Priority = 0 });
        _scene.Join("a", 3, "s1", "sum", "sha256");

        _scene.Place();

        Assert.Equal(Ids(2, 1), Order);
    }

    [Fact]
    public void Spreads_over_bots_that_are_free()
    {
        _scene.Join("a", slots: 4);
        _scene.Join("b", slots: 4);
        _scene.Enqueue(1, 2, 3, 4);

        _scene.Place();

        Assert.Equal(2, _scene.State.Bots["a"].Leases.Count);
        Assert.Equal(2, _scene.State.Bots["b"].Leases.Count);
    }

    [Fact]
    public void Never_gives_more_than_there_are_slots()
    {
        _scene.Join("a", slots: 2);
        _scene.Enqueue(1, 2, 3);

        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(3));
    }

    [Fact]
    public void Spends_the_attempt_and_moves_the_token_on()
    {
        var first = _scene.Claimed(1);
        Assert.Equal(1, _scene.Job(1).Attempt);
        _scene.Do<JobStands>(Scene.Release(1));
        _scene.Beat("a");
        _scene.Place();

        Assert.Equal(2, _scene.Job(1).Attempt);
        Assert.True(_scene.Token(1) > first);
    }

    [Fact]
    public void Waits_for_the_first_heartbeat_of_a_bot_that_joined()
    {
        _scene.Enqueue(1);
        _scene.Do(new JoinBot("a", "s1", "akka://a", 1, ["sum"]));
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        _scene.Beat("a");
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Gives_nothing_to_a_bot_that_an_operator_drains_until_it_resumes()
    {
        _scene.Join("a");
        _scene.Enqueue(1);
        _scene.Do<BotStands>(new DrainBot("a", true, "ops", null));
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        _scene.Do<BotStands>(new DrainBot("a", false, "ops", null));
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void A_job_that_waits_beside_a_full_bot_is_claimed_when_a_slot_is_free()
    {
        _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(2));

        _scene.Complete(1);
        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void A_cancelled_attempt_fills_its_slot_until_the_bot_lists_it_no_longer()
    {
        var token = _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), "ops", null));
        _scene.Beat("a", [new RunningAttempt(Scene.Id(1), token, null)]);
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(2));

        _scene.Beat("a", []);
        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void An_attempt_that_ended_while_its_claim_was_on_the_way_fills_its_slot_until_it_has_arrived()
    {
        _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), "ops", null));

        _scene.Beat("a", [], seen: 0);
        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(2));

        _scene.Beat("a", [], seen: 1);
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void A_heartbeat_that_crosses_the_answer_to_a_report_takes_no_slot()
    {
        var token = _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Complete(1);

        var answer = _scene.Beat("a", [new RunningAttempt(Scene.Id(1), token, null)]);
        _scene.Place();

        Assert.Empty(answer.Cancel);
        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void A_refused_report_frees_the_slot_of_its_attempt()
    {
        var token = _scene.Claimed(1);
        _scene.Enqueue(2);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), "ops", null));
        _scene.Do<ReportAnswered>(new Complete(Scene.Id(1), token, JsonText.Null, null, "a"));

        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void Passes_over_jobs_that_were_cancelled_in_line()
    {
        _scene.Enqueue(1, 2, 3);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        _scene.Do<JobStands>(new Cancel(Scene.Id(2), null, null));

        _scene.Join("a");
        _scene.Place();

        Assert.Equal(Ids(3), Order);
    }

    [Fact]
    public void A_line_full_of_cancelled_jobs_is_thinned_out()
    {
        var lane = new ClaimLane(suspects: false, []);
        var jobs = _scene.State.Jobs;
        for (var i = 1; i <= 5000; i++)
        {
            var job = new JobRecord(Scene.Spec(i)) { Status = JobStatus.Pending, Order = i };
            jobs.Add(job.Spec.Id, job);
            lane.Add(job);
        }

        for (var i = 5000; i > 10; i--)
        {
            var job = jobs[Scene.Id(i)];
            jobs[Scene.Id(i)] = job with { Status = JobStatus.Cancelled };
            lane.Left(job, _scene.State);
        }

        Assert.Equal(10, lane.Live);
        Assert.InRange(lane.Entries, 10, ClaimLane.Spare + 1);
    }
}
