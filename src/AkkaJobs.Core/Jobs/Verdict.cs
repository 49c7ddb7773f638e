using System.Diagnostics;

namespace AkkaJobs;

/// <summary>Why a lease was ended without the bot's outcome.</summary>
public enum Verdict
{
    /// <summary>An operator, or the bot that held it, released it by request. The attempt is given back.</summary>
    Released = 1,

    /// <summary>
    /// The bot's node left the cluster, its actor ended, or a new session took its name. Given back; counts as a
    /// loss.
    /// </summary>
    BotLost = 2,

    /// <summary>The bot sent no heartbeat for a whole lease. The attempt is spent.</summary>
    LeaseExpired = 3,

    /// <summary>The attempt outlived the job's timeout and then the cancel grace. The attempt is spent.</summary>
    TimedOut = 4,

    /// <summary>The bot is alive but neither runs the attempt nor has a report for it. The attempt is spent.</summary>
    ReportLost = 5,

    /// <summary>The bot shut down before the attempt ended. The attempt is given back.</summary>
    Drained = 6,
}

/// <summary>The words for verdicts, and which of them give the attempt back.</summary>
public static class VerdictExtensions
{
    /// <summary>The word used in JSON, history and logs.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Released => "released",
        Verdict.BotLost => "bot-lost",
        Verdict.LeaseExpired => "lease-expired",
        Verdict.TimedOut => "timed-out",
        Verdict.ReportLost => "report-lost",
        Verdict.Drained => "drained",
        _ => throw new UnreachableException($"No word for {(int)verdict}."),
    };

    /// <summary>
    /// Whether the job may run once more because of it; at most <see cref="Limits.MaxGivenBack"/> times a job.
    /// </summary>
    public static bool GivesBack(this Verdict verdict) =>
        verdict is Verdict.Released or Verdict.BotLost or Verdict.Drained;
}
