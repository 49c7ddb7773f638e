namespace AkkaJobs;

/// <summary>
/// What a node may do, as <see cref="AkkaJobsOptions.Roles"/> says; also its roles in the Akka cluster.
/// </summary>
public static class NodeRoles
{
    /// <summary>May hold the open jobs; one of the nodes with this role does.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Runs jobs.</summary>
    public const string Bot = "bot";

    /// <summary>Answers clients over HTTP.</summary>
    public const string Http = "http";

    /// <summary>All of them, as a node has them by default.</summary>
    internal static readonly IReadOnlyList<string> All = [Coordinator, Bot, Http];
}
