using Akka.Actor;
using AkkaJobs.Protocol;
using AkkaJobs.Telemetry;

namespace AkkaJobs.Coordinator;

/// <summary>What stands beside the coordinator on its node.</summary>
internal sealed record CoordinatorParts
{
    public required TimeProvider Time { get; init; }

    public required IFinishedJobs Tables { get; init; }

    /// <summary>The addresses of the cluster's members that cannot be reached now. Default: none.</summary>
    public Func<IReadOnlySet<string>> OutOfReach { get; init; } = () => new HashSet<string>();

    /// <summary>The highest format that every node of the cluster reads. Default: what this version reads.</summary>
    public Func<int> Format { get; init; } = () => Formats.Latest;

    /// <summary>How it makes sure that no other coordinates. Default: none can.</summary>
    public LeadProof? Lead { get; init; }

    /// <summary>Counts what becomes of jobs.</summary>
    public required TransitionMeter Transitions { get; init; }

    /// <summary>Measures how soon jobs recover.</summary>
    public required RecoveryMeter Recovery { get; init; }

    /// <summary>Takes each stored commit to the followers; never waits for them.</summary>
    public required Action<StoredCommit> Publish { get; init; }

    /// <summary>
    /// Starts the followers beside a coordinator that has recovered; they say to it how far the tables
    /// are (<see cref="TablesMoved"/>), and end with it.
    /// </summary>
    public required Func<IActorRef, Recovered, IFollowerGroup> Follow { get; init; }
}

/// <summary>The lease that only one coordinator has.</summary>
/// <param name="SureFor">How long a coordinator may stand still and be sure that it still has it.</param>
/// <param name="Confirm">Renews it; false if another has it.</param>
internal sealed record LeadProof(TimeSpan SureFor, Func<Task<bool>> Confirm);

/// <summary>Where recovery has come to: what the tables hold must not lie beyond it.</summary>
/// <param name="LastNumber">The journal's last event.</param>
/// <param name="LastToken">The last token given.</param>
internal readonly record struct Recovered(long LastNumber, long LastToken);

/// <summary>The followers that run beside one life of the coordinator.</summary>
internal interface IFollowerGroup : IDisposable
{
    /// <summary>How far each is.</summary>
    IReadOnlyList<FollowerView> Read();
}

/// <summary>The tables hold everything up to this event.</summary>
internal sealed record TablesMoved(long Offset) : INoSerializationVerificationNeeded;

/// <summary>
/// Ends the coordinator once what it has decided is stored: sent when it is handed over to another node.
/// </summary>
internal sealed record StopCoordinator : INoSerializationVerificationNeeded
{
    public static StopCoordinator Instance { get; } = new();
}

/// <summary>Time has passed.</summary>
internal sealed record Moment : INoSerializationVerificationNeeded
{
    public static Moment Instance { get; } = new();
}

/// <summary>
/// The same moment once more, behind all that had come by then: a verdict must not overtake the sign of life that
/// speaks against it.
/// </summary>
/// <param name="AsOf">The moment before.</param>
internal sealed record MomentRead(Timestamp AsOf) : INoSerializationVerificationNeeded;

/// <summary>Finished jobs may be forgotten.</summary>
internal sealed record ForgetFinished : INoSerializationVerificationNeeded
{
    public static ForgetFinished Instance { get; } = new();
}
