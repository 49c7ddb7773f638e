namespace AkkaJobs;

/// <summary>
/// A job that is thought stuck: it is processing, and its heartbeat or deadline is late. Derived from time, not stored.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Summary">One sentence: the reason that decides.</param>
/// <param name="Reasons">The evidence, with the token of the lease and the verdict that is coming.</param>
public sealed record StuckView(JobView Job, string Summary, IReadOnlyList<ExplainReason> Reasons);
