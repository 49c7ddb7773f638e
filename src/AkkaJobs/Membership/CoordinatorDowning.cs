using Akka.Actor;
using Akka.Cluster;

namespace AkkaJobs.Membership;

/// <summary>
/// Our split-brain resolver, named in <c>akka.cluster.downing-provider-class</c>. Akka.NET's own lets the overall
/// leader of a side decide, which may be a bot without a database; here only coordinators' nodes decide.
/// </summary>
internal sealed class CoordinatorDowning : IDowningProvider
{
    private readonly ExtendedActorSystem _system;

    /// <summary>Called by Akka.Cluster.</summary>
    public CoordinatorDowning(ExtendedActorSystem system, Akka.Cluster.Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _system = system;
    }

    /// <summary>Nothing: journal and lease fence a coordinator that goes on on the other side.</summary>
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    public Props DowningActorProps => DowningActor.Props(MembershipSetup.Of(_system));
}
