namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>One fault of a drill.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Victim">The node that it was done to; null where there is none.</param>
/// <param name="At">When it began.</param>
/// <param name="Ended">When what was done was undone.</param>
/// <param name="Settled">When all nodes had found each other again.</param>
internal sealed record Fault(FaultKind Kind, string? Victim, Timestamp At, Timestamp Ended, Timestamp Settled);
