using Akka.Actor;
using Akka.Event;

namespace AkkaJobs.Bots;

/// <summary>Asks a bot to take no more work, finish what runs, and leave; answered by <see cref="Drained"/>.</summary>
internal sealed record Drain : INoSerializationVerificationNeeded
{
    public static Drain Instance { get; } = new();
}

/// <summary>The bot has left.</summary>
internal sealed record Drained : INoSerializationVerificationNeeded
{
    public static Drained Instance { get; } = new();
}

/// <summary>A grain of time.</summary>
internal sealed record Moment : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static Moment Instance { get; } = new();
}

/// <summary>An attempt's actor failed, which is a fault of ours and not of a handler.</summary>
internal sealed record AttemptCrashed(IActorRef Child, Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>Tells an attempt's actor to signal its handler's cancellation.</summary>
internal sealed record StopAttempt : INoSerializationVerificationNeeded
{
    public static StopAttempt Instance { get; } = new();
}
