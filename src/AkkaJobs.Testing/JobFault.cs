namespace AkkaJobs.Testing;

/// <summary>What can befall one attempt of a job.</summary>
public enum JobFault
{
    /// <summary>The bot's process dies before the handler has done anything; a new one starts 5 s later.</summary>
    BotDiesBefore,

    /// <summary>
    /// The bot's process dies when the handler has done its work, and before anybody hears of it: the job runs again.
    /// </summary>
    BotDiesAfter,

    /// <summary>The report of how the attempt ended is lost once; the bot repeats it.</summary>
    ReportIsLost,

    /// <summary>
    /// Nobody hears the bot for three leases (18 s), though it goes on: its job is given to another, and what it then
    /// reports is refused.
    /// </summary>
    BotIsCutOff,

    /// <summary>The handler is not called and does not return either, not even when it is told to stop.</summary>
    HandlerHangs,

    /// <summary>The coordinator ends as the attempt begins; 5 s later another goes on from the journal.</summary>
    CoordinatorFailsOver,
}
