namespace AkkaJobs.Membership;

/// <summary>Whom a coordinator's node that starts asks to let it in, and whether it may found a cluster.</summary>
internal static class ClusterEntry
{
    /// <summary>
    /// The seeds, in Akka's order: a node that stands first founds a cluster when none of the others answers. So one
    /// that starts again asks whoever was there before it, and while another has the coordinator it founds nothing: two
    /// clusters would never find together again.
    /// </summary>
    /// <param name="self">This node.</param>
    /// <param name="seeds">As configured; empty, or with this node first: it may found.</param>
    /// <param name="known">The members that were seen last.</param>
    /// <param name="holder">The node that holds the coordinator's lease; null if none does, or there is none.</param>
    public static IReadOnlyList<string> Seeds(
        string self, IReadOnlyList<string> seeds, IEnumerable<string> known, string? holder)
    {
        var others = known.Union(seeds).Where(address => address != self).ToList();
        var mayFound = (seeds.Count == 0 || seeds[0] == self) && (holder is null || holder == self);
        return mayFound ? [self, .. others] : others;
    }
}
