namespace AkkaJobs.Membership;

/// <summary>A member as one node sees it.</summary>
/// <param name="Node">Address and number of the process.</param>
/// <param name="Address">The address alone, under which it comes back.</param>
/// <param name="Votes">Whether it is a coordinator's node: only those have a say in what becomes of a split.</param>
/// <param name="Reachable">Whether it can be reached.</param>
internal sealed record SeenNode(string Node, string Address, bool Votes, bool Reachable);

/// <summary>What one node sees of the cluster: whoever joins, leaves or has left already is not in it.</summary>
/// <param name="Self">This process; it can always be reached.</param>
/// <param name="Nodes">Every member, this one included, in an order that is the same everywhere.</param>
internal sealed record ClusterView(string Self, IReadOnlyList<SeenNode> Nodes)
{
    /// <summary>A text that changes when anything in it does.</summary>
    public string Signature => string.Join(' ', Nodes.Select(node => $"{node.Node}{(node.Reachable ? '+' : '-')}"));

    public IEnumerable<SeenNode> Reachable => Nodes.Where(node => node.Reachable);

    public IEnumerable<SeenNode> Unreachable => Nodes.Where(node => !node.Reachable);
}
