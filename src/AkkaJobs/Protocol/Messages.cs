using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>A message between nodes; written by <c>wire.proto</c>, which lives for one rolling upgrade.</summary>
internal interface IWireMessage;

/// <summary>
/// Commands to the coordinator, from a client or a bot; answered by one <see cref="Replies"/> with the same number.
/// </summary>
/// <param name="Correlation">The sender's number for this envelope.</param>
/// <param name="Items">Decided in this order.</param>
internal sealed record Commands(long Correlation, IReadOnlyList<CoordinatorCommand> Items) : IWireMessage;

/// <summary>The answers to <see cref="Commands"/>, in their order, once all of them are durable.</summary>
/// <param name="Correlation">The number of the commands.</param>
/// <param name="Epoch">The coordinator's epoch; a bot that has seen a higher one ignores this.</param>
/// <param name="Ordinal">Number of this message to this bot session; 0 to a client.</param>
/// <param name="Items">One for each command.</param>
internal sealed record Replies(
    long Correlation, long Epoch, long Ordinal, IReadOnlyList<CoordinatorReply> Items) : IWireMessage;

/// <summary>
/// What the coordinator tells a cluster bot unasked: <see cref="JobPlaced"/>, <see cref="AttemptCancelled"/>, <see
/// cref="SessionEnded"/>.
/// </summary>
/// <param name="Epoch">The coordinator's epoch.</param>
/// <param name="Ordinal">Number of this message to this bot session; heartbeats say the last one seen.</param>
/// <param name="Items">In the order in which they were decided.</param>
internal sealed record Notices(long Epoch, long Ordinal, IReadOnlyList<CoordinatorNotice> Items) : IWireMessage;

/// <summary>Nobody coordinates now: nothing was decided, or nothing is known of what was.</summary>
internal sealed record CoordinatorAway : IWireMessage
{
    public static CoordinatorAway Instance { get; } = new();
}

/// <summary>Asks for a job as it stands, or as it will stand when it has finished or the wait is up.</summary>
internal sealed record FindJob(JobId Job, long WaitMs) : IWireMessage;

/// <summary>
/// A job from memory; or null, and then the tables hold it if anyone does: their offset is not behind
/// <paramref name="ShownFrom"/>, from where on they also show what this answer says.
/// </summary>
internal sealed record JobFound(JobView? Job, long ShownFrom) : IWireMessage;

/// <summary>Asks for the bots whose names come after this one; all names come after none.</summary>
internal sealed record ListBots(string After) : IWireMessage;

/// <summary>Bots, by name, as many as fit one message.</summary>
/// <param name="Bots">At least one, if any come after the name.</param>
/// <param name="More">Whether there are others after these.</param>
internal sealed record BotsListed(IReadOnlyList<BotView> Bots, bool More) : IWireMessage;

/// <summary>Asks for the queues whose names come after this one; all names come after none.</summary>
internal sealed record ListQueues(string After, int Limit) : IWireMessage;

/// <summary>Queues, by name, as many as fit one message.</summary>
/// <param name="Queues">At least one, if any come after the name.</param>
/// <param name="More">Whether there are others after these.</param>
internal sealed record QueuesListed(IReadOnlyList<QueueView> Queues, bool More) : IWireMessage;

/// <summary>Asks why a job is where it is.</summary>
internal sealed record ExplainJob(JobId Job) : IWireMessage;

/// <summary>
/// Why a job that memory holds is where it is; or null, and then the tables hold it if anyone does, as with
/// <see cref="JobFound"/>.
/// </summary>
internal sealed record JobExplained(ExplainView? Explain, long ShownFrom) : IWireMessage;

/// <summary>Asks for jobs that are thought stuck, whose tokens come after this one.</summary>
internal sealed record ListStuck(long After, int Limit) : IWireMessage;

/// <summary>Jobs that are thought stuck, by token, as many as fit one message.</summary>
/// <param name="Jobs">At least one, if there is any.</param>
/// <param name="Next">The token of the last one, if there are others after it.</param>
internal sealed record StuckListed(IReadOnlyList<StuckView> Jobs, long? Next) : IWireMessage;

/// <summary>Asks for the coordinator's counts.</summary>
internal sealed record ReadStats : IWireMessage
{
    public static ReadStats Instance { get; } = new();
}

/// <summary>The coordinator's counts of what is in memory.</summary>
/// <param name="Node">The coordinator's node.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="LastNumber">The last stored event.</param>
/// <param name="ForgottenUpTo">Finished jobs up to here are in the tables only.</param>
/// <param name="Open">
/// Open jobs: operation, status, count. Of many operations those with most jobs; the others together, without a name.
/// </param>
/// <param name="Bots">Bots by state.</param>
/// <param name="Rates">Averages over the last minute.</param>
/// <param name="Followers">The followers beside it.</param>
internal sealed record StatsRead(
    string Node,
    long Epoch,
    long LastNumber,
    long ForgottenUpTo,
    IReadOnlyList<OpenCount> Open,
    IReadOnlyDictionary<string, long> Bots,
    RatesView Rates,
    IReadOnlyList<FollowerView> Followers) : IWireMessage;

/// <summary>Open jobs of one operation in one status.</summary>
internal readonly record struct OpenCount(string Operation, JobStatus Status, long Count);
