using AkkaJobs.Protocol;

namespace AkkaJobs.Membership;

/// <summary>
/// The highest of the <see cref="Formats"/> that every member of the cluster reads, as this node sees them: also those
/// that are joining, leaving, or out of reach, since one of them may be the coordinator's node next.
/// </summary>
internal static class ClusterFormat
{
    public static int Of(Akka.Cluster.Cluster cluster)
    {
        var members = cluster.State.Members;
        return members.IsEmpty ? Formats.First : members.Min(member => Formats.Announced(member.Roles));
    }
}
