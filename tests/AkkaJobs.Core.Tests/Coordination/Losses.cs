using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Losses
{
    private readonly Scene _scene = new();
    private int _bots;

    /// <summary>A new bot takes what is there, and dies of it.</summary>
    private void Kill(int slots = 1)
    {
        var bot = $"bot-{++_bots}";
        _scene.Join(bot, slots);
        _scene.Place();
        _scene.Lose(bot);
    }

    [Fact]
    public void A_loss_gives_the_attempt_back()
    {
        _scene.Enqueue(Scene.Spec(1) with { MaxAttempts = 1 });
        Kill();

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
        Assert.Equal((1, 2, 1), (_scene.Job(1).Attempt, _scene.Job(1).Allowed, _scene.Job(1).Losses));
    }

    [Fact]
    public void The_third_in_a_row_ends_the_job()
    {
        _scene.Enqueue(1);
        Kill();
        Kill();
        Assert.Equal(JobStatus.Pending, _scene.Status(1));

        Kill();

        Assert.Equal(JobStatus.Failed, _scene.Status(1));
        Assert.Equal(Verdict.BotLost, Assert.Single(_scene.Events.OfType<JobFailed>()).Verdict);
    }

    [Fact]
    public void An_attempt_that_ends_in_any_other_way_clears_the_count()
    {
        _scene.Enqueue(1);
        Kill();
        Kill();
        _scene.Join("good");
        _scene.Place();
        _scene.Fail(1);

        Assert.Equal(0, _scene.Job(1).Losses);
    }

    [Fact]
    public void Two_suspects_are_never_placed_together()
    {
        _scene.Enqueue(1, 2);
        Kill(slots: 2);
        Kill(slots: 2);
        _scene.Enqueue(3);
        _scene.Join("a", slots: 3);

        _scene.Place();

        Assert.Equal([Scene.Id(1), Scene.Id(3)], _scene.State.Bots["a"].Leases.Values.Select(w => w.Job));
        Assert.Equal(JobStatus.Pending, _scene.Status(2));

        _scene.Complete(1);
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void A_suspect_is_not_placed_where_an_ended_attempt_may_still_run()
    {
        _scene.Enqueue(1);
        Kill();
        Kill();
        _scene.Join("a", slots: 3);
        _scene.Place();
        _scene.Do<JobStands>(Scene.Release(1));
        _scene.Enqueue(2);
        _scene.State.Put(_scene.Job(2) with { Run = new JobRun { Losses = 2 } });

        _scene.Place();
        Assert.Equal(JobStatus.Pending, _scene.Status(2));

        _scene.Beat("a");
        _scene.Place();
        Assert.Equal(JobStatus.Processing, _scene.Status(2));
    }

    [Fact]
    public void A_neighbour_of_the_job_that_kills_its_bots_is_run()
    {
        _scene.Enqueue(1, 2);
        Kill(slots: 2);
        Kill(slots: 2);
        Kill(slots: 2);
        Assert.Equal(JobStatus.Failed, _scene.Status(1));

        _scene.Join("a", slots: 2);
        _scene.Place();
        _scene.Complete(2);

        Assert.Equal(JobStatus.Succeeded, _scene.Status(2));
    }

    [Fact]
    public void A_suspect_is_one_after_a_fail_over_too()
    {
        _scene.Enqueue(1, 2);
        Kill(slots: 2);
        Kill(slots: 2);

        _scene.FailOver();
        _scene.Join("a", slots: 2);
        _scene.Place();

        Assert.Single(_scene.State.Bots["a"].Leases);
    }
}
