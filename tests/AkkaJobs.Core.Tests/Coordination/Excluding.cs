using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>A release after which the bot does not get the job again.</summary>
public sealed class Excluding
{
    private readonly Scene _scene = new();

    private void Release(int number) => _scene.Do<JobStands>(Scene.Release(number) with { Exclude = true });

    [Fact]
    public void The_bot_does_not_get_the_job_again_and_goes_on_with_others()
    {
        _scene.Claimed(1);
        Release(1);
        _scene.Beat("a");
        _scene.Enqueue(2);

        _scene.Place();

        Assert.Equal((JobStatus.Pending, JobStatus.Processing), (_scene.Status(1), _scene.Status(2)));
    }

    [Fact]
    public void Another_bot_gets_it_in_its_place_in_line()
    {
        _scene.Claimed(1);
        _scene.Enqueue(2);
        Release(1);
        _scene.Do<BotStands>(new DrainBot("a", true, null, null));
        _scene.Join("b");

        _scene.Place();

        Assert.Equal("b", _scene.Job(1).Lease?.Bot);
        Assert.Equal(JobStatus.Pending, _scene.Status(2));
    }

    [Fact]
    public void Its_next_session_may_have_it()
    {
        _scene.Claimed(1);
        Release(1);
        _scene.Join("a", 1, "s2");

        _scene.Place();

        Assert.Equal("s2", _scene.Job(1).Lease?.Session);
    }

    [Fact]
    public void A_retry_forgets_who_was_excluded()
    {
        _scene.Claimed(1);
        Release(1);
        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        _scene.Do<JobStands>(new Retry(Scene.Id(1), "ops", null));
        _scene.Beat("a");

        _scene.Place();

        Assert.Equal(JobStatus.Processing, _scene.Status(1));
    }

    [Fact]
    public void Outlives_the_coordinator()
    {
        _scene.Claimed(1);
        Release(1);
        var restored = CoordinatorSnapshot.Capture(_scene.State).Restore(_scene.State.Rules);
        Assert.Equal(StoredPart.Of(_scene.State), StoredPart.Of(restored));

        _scene.FailOver();
        _scene.Beat("a");
        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(1));
    }

    [Fact]
    public void Every_bot_may_be_excluded_one_by_one_up_to_the_bound()
    {
        _scene.Enqueue(1);
        for (var i = 0; i <= JobRun.MaxExcluded; i++)
        {
            _scene.Join($"bot-{i}", 1, $"session-{i}");
            _scene.Place();
            Assert.Equal($"bot-{i}", _scene.Job(1).Lease?.Bot);
            Release(1);
            _scene.Beat($"bot-{i}");
        }

        // The first is forgotten, so that no job can be kept from more bots than are listed.
        Assert.Equal(JobRun.MaxExcluded, _scene.Job(1).Excluded.Length);
        _scene.Place();
        Assert.Equal("bot-0", _scene.Job(1).Lease?.Bot);
    }

    [Fact]
    public void A_release_that_excludes_the_bot_says_whether_another_could_have_the_job()
    {
        _scene.Claimed(1);
        var alone = _scene.Do<ReleaseTried>(Scene.Release(1, dryRun: true) with { Exclude = true }).Release;
        Assert.Equal(0, alone.OtherBots);
        Assert.Contains("wait until another bot runs sum", alone.Summary, StringComparison.Ordinal);

        _scene.Join("b");
        var not = _scene.Do<ReleaseTried>(Scene.Release(1, dryRun: true) with { Exclude = true }).Release;
        Assert.Equal(1, not.OtherBots);
        Assert.Contains("for another of 1 bot.", not.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_no_bot_may_have_is_one_that_no_bot_is_there_for()
    {
        _scene.Claimed(1);
        Release(1);
        _scene.Enqueue(2);
        var unserved = Assert.Single(UnservedOperation.Of(_scene.State));
        Assert.Equal(("sum", 1L), (unserved.Operation, unserved.Pending));
        Assert.Equal(Scene.Id(1), Assert.Single(unserved.Jobs));

        _scene.Join("b");
        Assert.Empty(UnservedOperation.Of(_scene.State));
    }

    [Fact]
    public void A_line_of_its_own_lasts_only_as_long_as_jobs_stand_in_it()
    {
        _scene.Claimed(1);
        var lanes = _scene.State.Lanes["sum"];
        var before = lanes.All.Count;
        Release(1);
        Assert.Equal(before + 1, lanes.All.Count);

        _scene.Do<JobStands>(new Cancel(Scene.Id(1), null, null));
        Assert.Equal(before, lanes.All.Count);
    }
}
