using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Akka.TestKit.Xunit2;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>A coordinator over a journal in memory whose writes a test can hold, fail and count.</summary>
public abstract class CoordinatorSpec() : TestKit(Hocon)
{
    private const string Hocon = """
        akka.loglevel = WARNING
        akka.persistence.journal.akkajobs {
          class = "Akka.Persistence.TestKit.TestJournal, Akka.Persistence.TestKit"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          circuit-breaker.max-failures = 1000
        }
        akka.persistence.snapshot-store.akkajobs {
          class = "Akka.Persistence.Snapshot.MemorySnapshotStore, Akka.Persistence"
          plugin-dispatcher = "akka.actor.default-dispatcher"
        }
        akkajobs.coordinator-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 1 }
        """;

    private int _lives;

    private protected FakeTables Tables { get; } = new();

    private protected HeldWrites Writes { get; } = new();

    private protected async Task<IActorRef> StartAsync(
        CoordinatorSettings? settings = null, CoordinatorParts? parts = null)
    {
        var journal = TestJournal.FromRef(
            Persistence.Instance.Apply(Sys).JournalFor("akka.persistence.journal.akkajobs"));
        await journal.OnWrite.SetInterceptorAsync(Writes);
        var coordinator = Sys.ActorOf(
            CoordinatorActor.Props(
                settings ?? new CoordinatorSettings { Node = "test" }, parts ?? Tables.Parts()),
            $"coordinator-{++_lives}");
        await StatsAsync(coordinator);
        return coordinator;
    }

    private protected async Task StopAsync(IActorRef coordinator)
    {
        Watch(coordinator);
        coordinator.Tell(StopCoordinator.Instance);
        await ExpectTerminatedAsync(coordinator);
    }

    private protected static Enqueue Job(JobId id, bool fresh = true, string args = """{"a":1,"b":2}""") => new(
        new JobSpec { Id = id, Operation = "sum", Queue = "default", Args = JsonText.Parse(args) }, null, fresh);

    private protected static JobId NewId() => new(Guid.NewGuid());

    private protected static async Task<CoordinatorReply> SendAsync(IActorRef coordinator, CoordinatorCommand command)
    {
        var answer = await coordinator.Ask<object>(new Commands(1, [command]), TimeSpan.FromSeconds(10));
        return answer is Replies replies ? replies.Items[0] : new Refused(Rejection.CoordinatorUnavailable());
    }

    private protected static Task<StatsRead> StatsAsync(IActorRef coordinator) =>
        coordinator.Ask<StatsRead>(ReadStats.Instance, TimeSpan.FromSeconds(10));

    private protected static async Task<JobView?> FindAsync(IActorRef coordinator, JobId id) =>
        (await coordinator.Ask<JobFound>(new FindJob(id, 0), TimeSpan.FromSeconds(10))).Job;
}
