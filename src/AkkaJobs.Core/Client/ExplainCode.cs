using System.Diagnostics;

namespace AkkaJobs;

/// <summary>
/// Why a job is where it is. Stable: users branch on the words. docs/explain.md says what to do about each.
/// </summary>
public enum ExplainCode
{
    /// <summary>The coordinator cannot be asked: nothing is claimed, and what follows is from the tables.</summary>
    CoordinatorUnavailable = 1,

    /// <summary>Scheduled: its time has not come.</summary>
    NotDue,

    /// <summary>Retrying: it waits after a failed attempt.</summary>
    BackingOff,

    /// <summary>Pending, and no bot that is known states its operation.</summary>
    NoBot,

    /// <summary>Pending, and every bot that states its operation is lost.</summary>
    BotsLost,

    /// <summary>Bots that would run it are drained, and get no work.</summary>
    BotsDraining,

    /// <summary>Bots that would run it have not been heard of since they, or the coordinator, started.</summary>
    BotsUnheard,

    /// <summary>Every slot of the bots that would run it is taken.</summary>
    SlotsTaken,

    /// <summary>Remote bots that would run it have room, but ask for no work.</summary>
    BotsNotAsking,

    /// <summary>It was lost with two bots in a row, and waits for one that runs no other such job.</summary>
    Suspected,

    /// <summary>Other pending jobs come first.</summary>
    JobsAhead,

    /// <summary>It is next: a bot has room, and the claim is being made.</summary>
    Next,

    /// <summary>A bot holds it.</summary>
    Processing,

    /// <summary>It is claimed, and the bot has not shown yet that the claim has arrived.</summary>
    ClaimUnderWay,

    /// <summary>Its bot's actor or node ended while the coordinator passed no verdicts.</summary>
    BotGone,

    /// <summary>Its bot's heartbeat is late.</summary>
    HeartbeatLate,

    /// <summary>Its attempt is past the job's timeout.</summary>
    Overdue,

    /// <summary>Its bot is alive, but does not list the attempt.</summary>
    NotListed,

    /// <summary>The coordinator was away itself, and passes no verdicts until bots had one lease to report.</summary>
    VerdictsSuspended,

    /// <summary>It finished with a result.</summary>
    Succeeded,

    /// <summary>It finished with an error.</summary>
    Failed,

    /// <summary>It was stopped by request.</summary>
    Cancelled,

    /// <summary>Its queue is paused, so nothing is claimed from it.</summary>
    QueuePaused,

    /// <summary>Bots that would run it were excluded by an operator's release, until they restart.</summary>
    BotsExcluded,
}

/// <summary>The words for these codes.</summary>
public static class ExplainCodeExtensions
{
    /// <summary>The <c>code</c> in JSON.</summary>
    public static string Word(this ExplainCode code) => code switch
    {
        ExplainCode.CoordinatorUnavailable => "coordinator_unavailable",
        ExplainCode.NotDue => "not_due",
        ExplainCode.BackingOff => "backing_off",
        ExplainCode.NoBot => "no_bot",
        ExplainCode.BotsLost => "bots_lost",
        ExplainCode.BotsDraining => "bots_draining",
        ExplainCode.BotsUnheard => "bots_unheard",
        ExplainCode.SlotsTaken => "slots_taken",
        ExplainCode.BotsNotAsking => "bots_not_asking",
        ExplainCode.Suspected => "suspected",
        ExplainCode.JobsAhead => "jobs_ahead",
        ExplainCode.Next => "next",
        ExplainCode.Processing => "processing",
        ExplainCode.ClaimUnderWay => "claim_under_way",
        ExplainCode.BotGone => "bot_gone",
        ExplainCode.HeartbeatLate => "heartbeat_late",
        ExplainCode.Overdue => "overdue",
        ExplainCode.NotListed => "not_listed",
        ExplainCode.VerdictsSuspended => "verdicts_suspended",
        ExplainCode.Succeeded => "succeeded",
        ExplainCode.Failed => "failed",
        ExplainCode.Cancelled => "cancelled",
        ExplainCode.QueuePaused => "queue_paused",
        ExplainCode.BotsExcluded => "bots_excluded",
        _ => throw new UnreachableException($"No word for {(int)code}."),
    };
}
