using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <summary>
/// Something that reaches a bot: from the coordinator, from an attempt, from the clock or from its host.
/// </summary>
internal abstract record BotSignal;

/// <summary>The bot begins.</summary>
internal sealed record BotStarted : BotSignal
{
    public static BotStarted Instance { get; } = new();
}

/// <summary>Time has passed: heartbeats, timeouts, graces, reports without an answer.</summary>
internal sealed record TimePassed : BotSignal
{
    public static TimePassed Instance { get; } = new();
}

/// <summary>The coordinator answered what was sent under a number.</summary>
/// <param name="Correlation">That number.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Ordinal">Its number of this message to this session; 0 when it is not counted.</param>
/// <param name="Items">One answer for each command.</param>
internal sealed record RepliesArrived(
    long Correlation, long Epoch, long Ordinal, IReadOnlyList<CoordinatorReply> Items) : BotSignal;

/// <summary>The coordinator said something unasked.</summary>
internal sealed record NoticesArrived(long Epoch, long Ordinal, IReadOnlyList<CoordinatorNotice> Items) : BotSignal;

/// <summary>Nobody coordinates now: what was sent may be lost.</summary>
internal sealed record CoordinatorMissing : BotSignal
{
    public static CoordinatorMissing Instance { get; } = new();
}

/// <summary>A handler has returned, one way or another.</summary>
/// <param name="Token">The attempt.</param>
/// <param name="Outcome">How.</param>
/// <param name="DurationMs">Its run time.</param>
/// <param name="Jitter">Chance from 0 to 1, for the backoff if it failed.</param>
internal sealed record AttemptEnded(long Token, HandlerOutcome Outcome, long DurationMs, double Jitter) : BotSignal;

/// <summary>A handler said how far it is; the latest wins.</summary>
internal sealed record AttemptProgressed(long Token, JsonText Progress) : BotSignal;

/// <summary>The host shuts down: take no more, finish what runs, leave.</summary>
internal sealed record DrainAsked : BotSignal
{
    public static DrainAsked Instance { get; } = new();
}

/// <summary>How a handler returned.</summary>
internal abstract record HandlerOutcome;

/// <summary>With a result, not yet measured against its bound.</summary>
internal sealed record HandlerSucceeded(JsonText Result) : HandlerOutcome;

/// <summary>With an error.</summary>
/// <param name="Error">For people; not yet cut.</param>
/// <param name="Retryable">Whether another attempt makes sense.</param>
internal sealed record HandlerFailed(string Error, bool Retryable) : HandlerOutcome;

/// <summary>Because it was asked to stop.</summary>
internal sealed record HandlerStopped : HandlerOutcome
{
    public static HandlerStopped Instance { get; } = new();
}
