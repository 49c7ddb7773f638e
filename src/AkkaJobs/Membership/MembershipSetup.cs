using Akka.Actor;
using Akka.Actor.Setup;
using AkkaJobs.Configuration;
using AkkaJobs.Storage;

namespace AkkaJobs.Membership;

/// <summary>What Akka.NET makes itself, the downing provider and the lease, finds here.</summary>
/// <param name="plan">The times.</param>
/// <param name="arbiter">The database that decides; null where there is none to ask.</param>
/// <param name="time">The clock.</param>
internal sealed class MembershipSetup(RecoveryPlan plan, PostgresArbiter? arbiter, TimeProvider time) : Setup
{
    /// <summary>Akka's own, which handlers cannot block.</summary>
    public const string Dispatcher = "akka.actor.internal-dispatcher";

    public RecoveryPlan Plan { get; } = plan;

    public PostgresArbiter? Arbiter { get; } = arbiter;

    public TimeProvider Time { get; } = time;

    /// <summary>That of a system.</summary>
    /// <exception cref="InvalidOperationException">The system was made without <c>WithAkkaJobs</c>.</exception>
    public static MembershipSetup Of(ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<MembershipSetup>();
        return setup.HasValue
            ? setup.Value
            : throw new InvalidOperationException("AkkaJobs' downing and lease need WithAkkaJobs in the same system.");
    }
}
