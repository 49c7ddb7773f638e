using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;
using AkkaJobs.Telemetry;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>Tables in memory: a fold of the commits that were published, up to where the test lets them come.</summary>
internal sealed class FakeTables : IFinishedJobs
{
    private readonly Lock _lock = new();
    private readonly CoordinatorState _fold = new(new CoordinatorRules());
    private Akka.Actor.IActorRef? _coordinator;

    public int Asked { get; private set; }

    public bool Away { get; set; }

    public CoordinatorParts Parts() => new()
    {
        Time = TimeProvider.System,
        Tables = this,
        Transitions = new TransitionMeter(null),
        Recovery = new RecoveryMeter(null),
        Publish = Publish,
        Follow = (coordinator, _) =>
        {
            _coordinator = coordinator;
            return new Group();
        },
    };

    public Task<TableAnswers> FindAsync(IReadOnlyList<JobId> ids, CancellationToken cancel)
    {
        lock (_lock)
        {
            Asked++;
            if (Away)
            {
                throw new IOException("The tables are away.");
            }

            var found = ids.Where(id => _fold.Find(id) is not null).ToDictionary(id => id, id => _fold.Find(id)!);
            return Task.FromResult(new TableAnswers(_fold.LastNumber, found));
        }
    }

    private void Publish(StoredCommit stored)
    {
        lock (_lock)
        {
            foreach (var e in stored.Commit.Events)
            {
                CoordinatorFold.Apply(_fold, e);
            }
        }

        _coordinator?.Tell(new TablesMoved(stored.Commit.Last), Akka.Actor.ActorRefs.NoSender);
    }

    private sealed class Group : IFollowerGroup
    {
        public IReadOnlyList<FollowerView> Read() => [];

        public void Dispose()
        {
        }
    }
}
