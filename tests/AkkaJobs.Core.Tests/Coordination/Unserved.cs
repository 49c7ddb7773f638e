using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>Which operations wait for a bot that is not there.</summary>
public sealed class Unserved
{
    private readonly Scene _scene = new();

    private IReadOnlyList<UnservedOperation> Found => UnservedOperation.Of(_scene.State);

    [Fact]
    public void An_operation_with_pending_jobs_and_no_bot_is_named_with_its_jobs_first_in_line_first()
    {
        _scene.Enqueue(1, 2);
        _scene.Enqueue(Scene.Spec(3) with { Priority = 0 });

        var found = Assert.Single(Found);
        Assert.Equal(("sum", 3), (found.Operation, found.Pending));
        Assert.Equal(Scene.Id(3), found.Jobs[0]);
        Assert.Equal([Scene.Id(1), Scene.Id(2), Scene.Id(3)], found.Jobs.Order());
    }

    [Fact]
    public void A_bot_that_states_it_serves_it_however_many_jobs_wait()
    {
        _scene.Join("a");
        _scene.Enqueue(1, 2, 3);
        _scene.Place();

        Assert.Equal(JobStatus.Pending, _scene.Status(3));
        Assert.Empty(Found);
    }

    [Fact]
    public void A_bot_of_another_operation_does_not()
    {
        _scene.Join("a", operations: "echo");
        _scene.Enqueue(1);
        _scene.Enqueue(Scene.Spec(2, "echo"));

        Assert.Equal("sum", Assert.Single(Found).Operation);
    }

    [Fact]
    public void Nor_does_one_that_is_lost_until_it_is_back()
    {
        _scene.Join("a");
        _scene.Lose("a");
        _scene.Enqueue(1);
        Assert.Single(Found);

        _scene.Join("a", session: "s2");
        Assert.Empty(Found);
    }

    [Fact]
    public void Nor_does_one_that_is_drained_until_it_is_resumed()
    {
        _scene.Join("a");
        _scene.Do(new DrainBot("a", true, "ops", "maintenance"));
        _scene.Enqueue(1);
        Assert.Single(Found);

        _scene.Do(new DrainBot("a", false, "ops", "done"));
        Assert.Empty(Found);
    }

    [Fact]
    public void A_bot_that_is_not_heard_of_yet_after_a_fail_over_is_there()
    {
        _scene.Join("a");
        _scene.Enqueue(1);
        _scene.FailOver();

        Assert.Empty(Found);
    }

    [Fact]
    public void Jobs_that_do_not_wait_for_a_bot_are_not_meant()
    {
        _scene.Enqueue(Scene.Spec(1), _scene.Now + TimeSpan.FromHours(1));
        _scene.Enqueue(2);
        _scene.Do(new Cancel(Scene.Id(2), "ops", null));

        Assert.Empty(Found);
    }

    [Fact]
    public void Of_many_those_are_named_that_wait_for_longest_and_ten_jobs_of_each()
    {
        for (var i = 0; i < UnservedOperation.MaxListed + 20; i++)
            _scene.Enqueue(Scene.Spec(i, $"op-{i}"));
        for (var i = 0; i < 20; i++)
            _scene.Enqueue(Scene.Spec(1_000 + i, "op-0"));

        var found = Found;
        Assert.Equal(
            Enumerable.Range(0, UnservedOperation.MaxListed).Select(i => $"op-{i}"),
            found.Select(one => one.Operation));
        Assert.Equal((21, UnservedOperation.MaxJobs), (found[0].Pending, found[0].Jobs.Count));
        Assert.Equal(Scene.Id(0), found[0].Jobs[0]);
    }

    [Fact]
    public void To_look_changes_nothing()
    {
        _scene.Enqueue(1, 2);
        _scene.Do(new Cancel(Scene.Id(1), "ops", null));
        var before = Found;

        Assert.Equal([Scene.Id(2)], Assert.Single(before).Jobs);
        Assert.Empty(Invariants.Violations(_scene.State));
        Assert.Equal([Scene.Id(2)], Assert.Single(Found).Jobs);
    }
}
