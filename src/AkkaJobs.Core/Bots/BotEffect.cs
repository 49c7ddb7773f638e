using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <summary>What a bot's shell has to do; in order.</summary>
internal abstract record BotEffect;

/// <summary>Commands for the coordinator, in one message.</summary>
internal sealed record SendCommands(long Correlation, IReadOnlyList<CoordinatorCommand> Items) : BotEffect;

/// <summary>Run a job's handler. Each token at most once.</summary>
internal sealed record StartAttempt(ClaimedJob Job) : BotEffect;

/// <summary>Signal the handler's cancellation.</summary>
internal sealed record CancelAttempt(long Token) : BotEffect;

/// <summary>Something an operator should read.</summary>
internal sealed record Warn(string Text) : BotEffect;

/// <summary>The last effect of a bot.</summary>
/// <param name="Reason">Why it ends.</param>
/// <param name="Text">The same in a sentence, with the cure where there is one.</param>
internal sealed record EndBot(BotEnd Reason, string Text) : BotEffect;

/// <summary>Why a bot ends.</summary>
internal enum BotEnd
{
    /// <summary>It was asked to drain, and has.</summary>
    Drained = 1,

    /// <summary>A later session joined under its name: its leases were released, and it must not run on.</summary>
    SessionEnded = 2,

    /// <summary>
    /// As many handlers as it has slots ignored their cancellation: only a new process gets rid of them.
    /// </summary>
    Stuck = 3,
}
