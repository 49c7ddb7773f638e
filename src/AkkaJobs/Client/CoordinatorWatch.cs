using Akka.Actor;
using Akka.Cluster;

namespace AkkaJobs.Client;

/// <summary>
/// Says when a node that may have been the coordinator's has left the cluster: what was asked there has no answer to
/// wait for.
/// </summary>
internal sealed class CoordinatorWatch : ReceiveActor, IWithTimers
{
    /// <summary>The singleton's proxy hears of it at the same time, and must have let go of the old one.</summary>
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(200);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public CoordinatorWatch(Action gone)
    {
        Receive<ClusterEvent.MemberRemoved>(
            removed => removed.Member.HasRole(NodeRoles.Coordinator),
            _ => Timers.StartSingleTimer("gone", Gone.Instance, After));
        Receive<Gone>(_ => gone());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make it.</summary>
    public static Props Props(Action gone) => Akka.Actor.Props.Create(() => new CoordinatorWatch(gone));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private sealed class Gone : INoSerializationVerificationNeeded
    {
        public static readonly Gone Instance = new();
    }
}
