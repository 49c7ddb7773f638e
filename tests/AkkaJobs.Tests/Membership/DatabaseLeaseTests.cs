using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Coordination;
using AkkaJobs.Hosting;
using AkkaJobs.Membership;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Membership;

public sealed class DatabaseLeaseTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestStore _store = PostgresStore.New();
    private readonly List<ActorSystem> _systems = [];

    private PostgresArbiter Arbiter => new((PostgresDatabase)_store.Journal);

    [SkippableFact]
    public async Task Akka_finds_it_and_one_node_has_it()
    {
        var (first, second) = (Lease(), Lease());

        Assert.True(await first.Acquire());
        Assert.False(await second.Acquire());
        Assert.True(first.CheckLease());
        Assert.False(second.CheckLease());

        Assert.True(await first.Release());
        Assert.True(await second.Acquire());
    }

    [SkippableFact]
    public async Task It_is_lost_when_another_has_it()
    {
        var lost = new TaskCompletionSource();
        var lease = Lease();
        Assert.True(await lease.Acquire(_ => lost.SetResult()));

        _store.Execute("UPDATE leases SET owner = 'another', expires_at = '9999-01-01T00:00:00.000Z'");

        await lost.Task.WaitAsync(Patience);
        Assert.False(lease.CheckLease());
    }

    [SkippableFact]
    public async Task It_is_kept_while_the_database_cannot_be_asked_and_renewed_after_it()
    {
        var lost = false;
        var lease = Lease();
        Assert.True(await lease.Acquire(_ => lost = true));

        _store.Execute("ALTER TABLE leases RENAME TO away");
        _store.Execute("UPDATE away SET expires_at = '2000-01-01T00:00:00.000Z'");
        Assert.True(lease.CheckLease());
        _store.Execute("ALTER TABLE away RENAME TO leases");

        await HeldAsync();
        Assert.True(lease.CheckLease());
        Assert.False(lost);
    }

    public void Dispose()
    {
        Task.WaitAll([.. _systems.Select(system => system.Terminate())]);
        _store.Dispose();
    }

    /// <summary>A lease as the singleton gets it, each in a system of its own, that lasts for half a second.</summary>
    private Lease Lease()
    {
        var options = new AkkaJobsOptions { Recovery = { Coordinator = TimeSpan.FromSeconds(1.5) } };
        var config = ConfigurationFactory.ParseString(
            """
            akka.actor.provider = cluster
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
            """).WithFallback(JobsHocon.Lease);
        var system = ActorSystem.Create("lease", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config),
            new MembershipSetup(options.Plan, Arbiter, TimeProvider.System)));
        _systems.Add(system);
        return LeaseProvider.Get(system).GetLease("any", DatabaseLease.ConfigPath, "any");
    }

    private async Task HeldAsync()
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(Patience);
        while (await Arbiter.HolderOfAsync(LeaseRow.Coordinator) is null)
        {
            await look.WaitForNextTickAsync(patience.Token);
        }
    }
}
