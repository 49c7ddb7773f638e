using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class RaisingTheFormat
{
    private readonly Scene _scene = new();

    private IReadOnlyList<CoordinatorEvent> Raise(int format) => _scene.Of(() => _scene.Do(new RaiseFormat(format)));

    [Fact]
    public void Is_an_event_once()
    {
        Assert.Equal(1, _scene.State.Format);

        Assert.Equal(2, Assert.IsType<FormatRaised>(Assert.Single(Raise(2))).Format);
        Assert.Empty(Raise(2));

        Assert.Equal(2, _scene.State.Format);
    }

    [Fact]
    public void Never_goes_back()
    {
        Raise(3);
        Assert.Empty(Raise(2));
        Assert.Empty(Raise(1));
        Assert.Equal(3, _scene.State.Format);
    }

    [Fact]
    public void A_new_journal_begins_with_what_every_node_reads()
    {
        var state = new CoordinatorState(new CoordinatorRules());
        var decision = new Decision(state);
        CoordinatorDecider.Decide(decision, new Start("node-1", 2), default);
        Assert.Equal(2, Assert.IsType<CoordinatorStarted>(Assert.Single(decision.Events)).Format);
        Assert.Equal(2, state.Format);
    }

    [Fact]
    public void One_that_is_there_is_raised_by_an_event_of_its_own()
    {
        _scene.Join("a");
        var events = _scene.Of(() => _scene.Do(new Start("node-2", 2)));
        Assert.Equal(1, Assert.IsType<CoordinatorStarted>(events[0]).Format);
        Assert.Equal(2, Assert.IsType<FormatRaised>(events[1]).Format);
    }

    [Fact]
    public void A_start_on_a_node_that_reads_less_leaves_it_where_it_is()
    {
        Raise(2);
        var events = _scene.Of(() => _scene.Do(new Start("node-2")));
        Assert.Equal(2, Assert.IsType<CoordinatorStarted>(Assert.Single(events)).Format);
        Assert.Equal(2, _scene.State.Format);
    }

    [Fact]
    public void Survives_a_fail_over_and_a_snapshot()
    {
        Raise(2);
        _scene.FailOver();
        Assert.Equal(2, _scene.State.Format);
        Assert.Equal(2, CoordinatorSnapshot.Capture(_scene.State).Restore(new CoordinatorRules()).Format);
    }
}
