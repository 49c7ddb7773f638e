using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using AkkaJobs.Storage;

namespace AkkaJobs.Membership;

/// <summary>Looks at the cluster every half second and does what <see cref="SplitRules"/> say.</summary>
internal sealed class DowningActor : ReceiveActor, IWithTimers
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembershipSetup _setup;
    private string _signature = "";
    private long _since;
    private bool _isAsking;
    private bool _hasDecided;

    public DowningActor(MembershipSetup setup)
    {
        _setup = setup;
        Receive<Look>(_ => LookAround());
        Receive<Verdict>(Follow);
        Receive<ThisActorSystemQuarantinedEvent>(quarantined => Leave(quarantined.RemoteAddress));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make it; on the dispatcher that handlers cannot block.</summary>
    public static Props Props(MembershipSetup setup) =>
        Akka.Actor.Props.Create(() => new DowningActor(setup)).WithDispatcher(MembershipSetup.Dispatcher);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Timers.StartPeriodicTimer("look", Look.Instance, Configuration.RecoveryPlan.SplitTick);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void LookAround()
    {
        if (_hasDecided || _cluster.SelfMember.Status is not (MemberStatus.Up or MemberStatus.Leaving))
        {
            return;
        }

        var view = See();
        if (view.Signature != _signature)
        {
            _signature = view.Signature;
            _since = _setup.Time.GetTimestamp();
            return;
        }

        var stable = _setup.Time.GetElapsedTime(_since);
        switch (SplitRules.Decide(view, stable, _setup.Plan))
        {
            case SplitStep.DownOthers:
                Down(view.Unreachable, "only coordinators' nodes have a say, and all of them are here");
                break;
            case SplitStep.AskDatabase when _setup.Arbiter is { } arbiter && !_isAsking:
                _isAsking = true;
                AskAsync(arbiter, view, stable).PipeTo(Self, failure: fault => new Verdict(view, null, fault));
                break;
            case SplitStep.DownSelf:
                _log.Warning(
                    "No coordinator's node has been in reach for {0}; this node starts anew.", _setup.Plan.Forsaken);
                Down(view.Nodes.Where(node => node.Node == view.Self), "it may have been forgotten");
                break;
        }
    }

    private async Task<Verdict> AskAsync(PostgresArbiter arbiter, ClusterView view, TimeSpan stable)
    {
        string[] ours = [.. view.Reachable.Where(node => node.Votes).Select(node => node.Node)];
        string[] others = [.. view.Unreachable.Where(node => node.Votes).Select(node => node.Node)];
        if (await arbiter.IsAnyDownedAsync(ours).ConfigureAwait(false))
        {
            return new Verdict(view, false, null);
        }

        var holder = await arbiter.HolderOfAsync(LeaseRow.Coordinator).ConfigureAwait(false);
        return SplitRules.MayAsk(view, stable, holder, _setup.Plan)
            ? new Verdict(view, await arbiter.TryDownAsync(ours, others, view.Self).ConfigureAwait(false), null)
            : new Verdict(view, null, null);
    }

    private void Follow(Verdict verdict)
    {
        _isAsking = false;
        if (verdict.Fault is { } fault)
        {
            _log.Warning(
                "Members are out of reach, and the database that decides who goes on cannot be asked: {0} It is asked "
                + "again.", fault.GetBaseException().Message);
            return;
        }

        switch (verdict.GoesOn)
        {
            case true:
                Down(verdict.View.Unreachable, "the database has decided for this side");
                break;
            case false:
                Down(
                    verdict.View.Reachable.OrderBy(node => node.Node == verdict.View.Self),
                    "the database has decided for the other side");
                _hasDecided = true;
                break;
        }
    }

    /// <summary>
    /// A coordinator's node wants no more of this process: it was given up while it could not be reached.
    /// </summary>
    private void Leave(Address by)
    {
        var isVoter = _cluster.State.Members.Any(member => member.Address == by && Votes(member));
        if (isVoter && !_hasDecided)
        {
            _hasDecided = true;
            _log.Warning("{0} has given this node up; it starts anew.", by);
            _cluster.Down(_cluster.SelfAddress);
        }
    }

    private void Down(IEnumerable<SeenNode> nodes, string reason)
    {
        foreach (var node in nodes)
        {
            _log.Warning("{0} is given up: {1}.", node.Node, reason);
            _cluster.Down(Address.Parse(node.Address));
        }
    }

    private ClusterView See()
    {
        var state = _cluster.State;
        var nodes = state.Members
            .Where(member => member.Status is not (MemberStatus.Exiting or MemberStatus.Down or MemberStatus.Removed))
            .Select(member => new SeenNode(
                member.UniqueAddress.ToString(), member.Address.ToString(), Votes(member),
                !state.Unreachable.Contains(member) || HearsItself(member)))
            .OrderBy(node => node.Node, StringComparer.Ordinal);
        return new ClusterView(_cluster.SelfUniqueAddress.ToString(), [.. nodes]);
    }

    /// <summary>
    /// The cluster calls a member unreachable when any other cannot reach it. A coordinator's node that is cut off from
    /// one bot must not be given up by those that hear it: the bot is.
    /// </summary>
    private bool HearsItself(Member member) =>
        Votes(member)
        && _cluster.FailureDetector.IsMonitoring(member.Address)
        && _cluster.FailureDetector.IsAvailable(member.Address);

    /// <summary>One that only joins must not tip the scales.</summary>
    private static bool Votes(Member member) =>
        member.Status is (MemberStatus.Up or MemberStatus.Leaving) && member.HasRole(NodeRoles.Coordinator);

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }

    /// <param name="View">What was seen when the database was asked.</param>
    /// <param name="GoesOn">Whether this side goes on; null if it has not asked yet.</param>
    /// <param name="Fault">Why the database could not be asked.</param>
    private sealed record Verdict(ClusterView View, bool? GoesOn, Exception? Fault)
        : INoSerializationVerificationNeeded;
}
