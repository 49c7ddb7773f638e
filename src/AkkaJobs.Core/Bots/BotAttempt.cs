using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <summary>
/// An attempt that a bot holds, until its report is answered. Known by its token: a bot may hold two attempts of one
/// job.
/// </summary>
internal sealed class BotAttempt(ClaimedJob job)
{
    public ClaimedJob Job { get; } = job;

    public long Token => Job.Token;

    public AttemptPhase Phase { get; set; }

    public Timestamp StartedAt { get; set; }

    /// <summary>When its handler was asked to stop; null when it was not.</summary>
    public Timestamp? StopAskedAt { get; set; }

    /// <summary>Why, as a word.</summary>
    public string? StopReason { get; set; }

    public JsonText? Progress { get; set; }

    /// <summary>The coordinator is thought to know this progress.</summary>
    public bool ProgressTold { get; set; }

    /// <summary>
    /// What the coordinator has to be told. Invariant: set if and only if the phase is <see
    /// cref="AttemptPhase.Reported"/>.
    /// </summary>
    public CoordinatorCommand? Report { get; set; }

    /// <summary>About how many bytes the report takes.</summary>
    public int ReportBytes { get; set; }

    /// <summary>Invariant: set if and only if the token is in <see cref="BotState.Unsent"/>.</summary>
    public bool IsUnsent { get; set; }
}

/// <summary>Where an attempt is in its bot.</summary>
internal enum AttemptPhase
{
    /// <summary>Given, but no slot was free: it has not begun.</summary>
    Held = 1,

    /// <summary>Its handler runs and fills a slot.</summary>
    Running = 2,

    /// <summary>It is over here, and the coordinator has not yet answered that it knows.</summary>
    Reported = 3,
}
