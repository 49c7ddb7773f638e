using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Membership;

public sealed class PostgresArbiterTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>A lease that lasts so long is over as soon as it is taken.</summary>
    private static readonly TimeSpan Over = TimeSpan.FromHours(-1);

    private readonly TestStore _store = PostgresStore.New();

    private PostgresArbiter Arbiter => new((PostgresDatabase)_store.Journal);

    [SkippableFact]
    public async Task One_node_has_a_lease_and_may_renew_it()
    {
        Assert.True(await Arbiter.TryLeaseAsync("coordinator", "a", Long));
        Assert.False(await Arbiter.TryLeaseAsync("coordinator", "b", Long));
        Assert.True(await Arbiter.TryLeaseAsync("coordinator", "a", Long));
        Assert.Equal("a", await Arbiter.HolderOfAsync("coordinator"));
    }

    [SkippableFact]
    public async Task A_lease_that_has_run_out_is_anybodys()
    {
        Assert.True(await Arbiter.TryLeaseAsync("coordinator", "a", Over));
        Assert.Null(await Arbiter.HolderOfAsync("coordinator"));
        Assert.True(await Arbiter.TryLeaseAsync("coordinator", "b", Long));
        Assert.False(await Arbiter.TryLeaseAsync("coordinator", "a", Long));
    }

    [SkippableFact]
    public async Task A_lease_is_given_back_by_its_owner_only()
    {
        await Arbiter.TryLeaseAsync("coordinator", "a", Long);
        await Arbiter.ReleaseAsync("coordinator", "b");
        Assert.Equal("a", await Arbiter.HolderOfAsync("coordinator"));
        await Arbiter.ReleaseAsync("coordinator", "a");
        Assert.True(await Arbiter.TryLeaseAsync("coordinator", "b", Long));
    }

    [SkippableFact]
    public async Task The_side_that_asks_first_goes_on_however_often_they_ask()
    {
        Assert.True(await Arbiter.TryDownAsync(["a#1"], ["b#1", "c#1"], "a#1"));
        Assert.False(await Arbiter.TryDownAsync(["b#1", "c#1"], ["a#1"], "b#1"));
        Assert.True(await Arbiter.TryDownAsync(["a#1"], ["b#1", "c#1"], "a#1"));
        Assert.True(await Arbiter.IsAnyDownedAsync(["x#1", "c#1"]));
        Assert.False(await Arbiter.IsAnyDownedAsync(["a#1"]));
    }

    [SkippableFact]
    public async Task A_node_that_comes_back_is_another_process()
    {
        await Arbiter.TryDownAsync(["a#1"], ["b#1"], "a#1");
        Assert.True(await Arbiter.TryDownAsync(["b#2"], ["a#1"], "b#2"));
    }

    [SkippableFact]
    public async Task Of_two_sides_that_ask_at_once_one_goes_on()
    {
        for (var split = 0; split < 20; split++)
        {
            string[] left = [$"a#{split}"];
            string[] right = [$"b#{split}"];
            var answers = await Task.WhenAll(
                Task.Run(() => Arbiter.TryDownAsync(left, right, left[0])),
                Task.Run(() => Arbiter.TryDownAsync(right, left, right[0])));
            Assert.Single(answers, goesOn => goesOn);
        }
    }

    public void Dispose() => _store.Dispose();
}
