using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>Asks whether there is a coordinator, and on its own node what alerts rest on.</summary>
/// <param name="Node">The asker's.</param>
internal sealed record ReadTrouble(string Node) : IWireMessage;

/// <summary>Where the coordinator is, and what alerts rest on.</summary>
/// <param name="Node">The coordinator's node.</param>
/// <param name="Trouble">Null for whoever asks on another node: one node alone raises alerts of it.</param>
internal sealed record TroubleRead(string Node, Trouble? Trouble) : IWireMessage;

/// <summary>What alerts rest on, as the coordinator sees it.</summary>
/// <param name="Stuck">Jobs that are thought stuck.</param>
/// <param name="StuckJobs">Some of them, the oldest claim first; at most <see cref="MaxJobs"/>.</param>
/// <param name="StuckSummary">Why the first of them is; null when there is none.</param>
/// <param name="Unserved">Operations with pending jobs and no bot for them.</param>
/// <param name="Succeeded">Jobs that succeeded in the last minute.</param>
/// <param name="Failed">Jobs that failed in it.</param>
/// <param name="Followers">The followers beside it.</param>
internal sealed record Trouble(
    long Stuck,
    IReadOnlyList<JobId> StuckJobs,
    string? StuckSummary,
    IReadOnlyList<UnservedOperation> Unserved,
    long Succeeded,
    long Failed,
    IReadOnlyList<FollowerView> Followers)
{
    /// <summary>Jobs that are named.</summary>
    public const int MaxJobs = 10;
}
