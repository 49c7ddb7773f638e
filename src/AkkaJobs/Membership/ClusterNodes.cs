using Akka.Actor;
using Akka.Cluster;
using AkkaJobs.Client;
using AkkaJobs.Protocol;

namespace AkkaJobs.Membership;

/// <summary>The cluster's nodes as this one sees them, and an operator's hand on them.</summary>
internal sealed class ClusterNodes(ActorSystem system, CoordinatorEdge edge) : IClusterOperator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public async Task<IReadOnlyList<NodeView>> NodesAsync(CancellationToken cancel = default)
    {
        var stats = await edge.AskWithinAsync<StatsRead>(ReadStats.Instance, Patience, cancel).ConfigureAwait(false);
        var seen = _cluster.State;
        return
        [
            .. seen.Members.Select(member => View(member, seen, stats?.Node))
                .OrderBy(node => node.Address, StringComparer.Ordinal),
        ];
    }

    public async Task<NodeView> LeaveAsync(string address, CancellationToken cancel = default)
    {
        var member = Find(address);
        _cluster.Leave(member.Address);
        return await ViewAsync(address, cancel).ConfigureAwait(false) ?? View(member, _cluster.State, null);
    }

    public async Task<NodeView> DownAsync(string address, CancellationToken cancel = default)
    {
        var member = Find(address);
        if (!_cluster.State.Unreachable.Contains(member))
        {
            throw Refused(
                RejectionCode.NodeReachable, $"{address} can be reached, so it is not dead: tell it to leave.");
        }

        _cluster.Down(member.Address);
        return await ViewAsync(address, cancel).ConfigureAwait(false) ?? View(member, _cluster.State, null);
    }

    /// <summary>The member of that address; the latest, if one has come back that has not yet been removed.</summary>
    private Member Find(string address) =>
        _cluster.State.Members.LastOrDefault(member => Text(member) == address)
        ?? throw Refused(RejectionCode.UnknownNode, $"No node has the address {address}; cluster show lists them.");

    private async Task<NodeView?> ViewAsync(string address, CancellationToken cancel) =>
        (await NodesAsync(cancel).ConfigureAwait(false)).LastOrDefault(node => node.Address == address);

    private NodeView View(Member member, ClusterEvent.CurrentClusterState seen, string? coordinator) => new()
    {
        Address = Text(member),
        Status = Word(member.Status),
        Roles = [.. member.Roles.Where(role => !Formats.IsAnnounced(role)).Order(StringComparer.Ordinal)],
        Version = member.AppVersion.Version,
        Format = Formats.Announced(member.Roles),
        Reachable = !seen.Unreachable.Contains(member),
        Coordinator = coordinator is null ? null : coordinator == member.Address.ToString(),
        Asked = member.UniqueAddress.Equals(_cluster.SelfUniqueAddress),
    };

    private static string Text(Member member) => $"{member.Address.Host}:{member.Address.Port}";

    private static string Word(MemberStatus status) =>
        status == MemberStatus.WeaklyUp ? "weakly-up" : status.ToString().ToLowerInvariant();

    private static JobRefusedException Refused(RejectionCode code, string detail) => new(new Rejection(code, detail));
}
