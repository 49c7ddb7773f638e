using AkkaJobs.Configuration;

namespace AkkaJobs.Membership;

/// <summary>What a node does about members that it cannot reach.</summary>
internal enum SplitStep
{
    /// <summary>Nothing, yet.</summary>
    Wait,

    /// <summary>Gives up the members that cannot be reached.</summary>
    DownOthers,

    /// <summary>Asks the database whether this side may go on.</summary>
    AskDatabase,

    /// <summary>Gives itself up, so that it starts anew.</summary>
    DownSelf,
}

/// <summary>
/// Who goes on after a split. Coordinators' nodes vote; bots come and go, and follow the coordinators that they can
/// reach. Where a coordinator's node is out of reach, the database decides, since what looks like death may be a cut: a
/// side goes on that has put the other's processes among those given up before any of its own stood there.
/// </summary>
internal static class SplitRules
{
    /// <summary>What is to be done, as far as that can be told without the database.</summary>
    /// <param name="view">What this node sees.</param>
    /// <param name="stable">For how long it has seen just that.</param>
    /// <param name="plan">The times.</param>
    public static SplitStep Decide(ClusterView view, TimeSpan stable, RecoveryPlan plan)
    {
        if (!view.Unreachable.Any())
        {
            return SplitStep.Wait;
        }

        if (!view.Nodes.Any(node => node.Node == view.Self && node.Votes))
        {
            var isForsaken = !view.Reachable.Any(node => node.Votes) && stable >= plan.Forsaken;
            return isForsaken ? SplitStep.DownSelf : SplitStep.Wait;
        }

        // One node of a side decides for it, so that the side does not fall apart; the others hear of it.
        if (stable < plan.StableAfter || view.Reachable.First(node => node.Votes).Node != view.Self)
        {
            return SplitStep.Wait;
        }

        return view.Unreachable.Any(node => node.Votes) ? SplitStep.AskDatabase : SplitStep.DownOthers;
    }

    /// <summary>
    /// Whether this side asks to go on now, or leaves the other the first word for as long as a view must be stable: to
    /// the side with more coordinators' nodes; of two equal ones to that with more members, since a coordinator without
    /// bots is of no use; and if those are as many, to the one that has the coordinator.
    /// </summary>
    /// <param name="view">What this node sees.</param>
    /// <param name="stable">For how long it has seen just that.</param>
    /// <param name="holder">The address that holds the coordinator's lease; null if it has run out.</param>
    /// <param name="plan">The times.</param>
    public static bool MayAsk(ClusterView view, TimeSpan stable, string? holder, RecoveryPlan plan)
    {
        var voters = view.Reachable.Count(node => node.Votes) - view.Unreachable.Count(node => node.Votes);
        var members = view.Reachable.Count() - view.Unreachable.Count();
        var isFirst = voters > 0
            || (voters == 0 && members > 0)
            || (voters == 0 && members == 0 && !view.Unreachable.Any(node => node.Address == holder));
        return isFirst || stable >= plan.StableAfter * 2;
    }
}
