namespace AkkaJobs.Coordination;

/// <summary>
/// A stored fact. Events are numbered singly from 1 without gaps; an event's number is its place in the journal and is
/// given by whoever folds it. To add one: a fold rule, a manifest in <c>journal.proto</c>, a golden file and a
/// projection rule; tests name what is missing.
/// </summary>
/// <param name="At">When it was decided; never before the event that came before it.</param>
internal abstract record CoordinatorEvent(Timestamp At);

/// <summary>A fact about one job.</summary>
internal abstract record JobEvent(Timestamp At, JobId Job) : CoordinatorEvent(At);

/// <summary>A fact about one bot.</summary>
internal abstract record BotEvent(Timestamp At, string Bot) : CoordinatorEvent(At);

/// <summary>A fact about one queue.</summary>
internal abstract record QueueEvent(Timestamp At, string Queue) : CoordinatorEvent(At);

/// <summary>The first event after each recovery: claims the journal. Its number is the epoch.</summary>
/// <param name="At">When.</param>
/// <param name="Node">Where.</param>
/// <param name="Format">The journal's format: that of a new one, or the one that it had.</param>
internal sealed record CoordinatorStarted(
    Timestamp At, string Node, int Format = CoordinatorState.FirstFormat) : CoordinatorEvent(At);

/// <summary>
/// Every node of the cluster reads this format: from here on the journal may hold what versions that do not cannot
/// read, and they cannot come back.
/// </summary>
internal sealed record FormatRaised(Timestamp At, int Format) : CoordinatorEvent(At);

/// <summary>
/// Tokens up to here count as given, though the journal has lost who got them: a repair after a restored backup found
/// them in tables or lake. The next claim's token is above.
/// </summary>
internal sealed record TokensRaised(Timestamp At, long Token) : CoordinatorEvent(At);

/// <summary>A job was handed over: pending, or scheduled when <paramref name="RunAt"/> lies ahead.</summary>
internal sealed record JobEnqueued(Timestamp At, JobSpec Spec, Timestamp? RunAt) : JobEvent(At, Spec.Id);

/// <summary>A scheduled job's time has come, or a retrying job's backoff is over.</summary>
internal sealed record JobDue(Timestamp At, JobId Job) : JobEvent(At, Job);

/// <summary>A job was given to a bot under a new token; the attempt is spent by this.</summary>
/// <param name="At">When the lease began.</param>
/// <param name="Job">The job.</param>
/// <param name="Attempt">The number of the attempt.</param>
/// <param name="Token">The fencing token.</param>
/// <param name="Bot">The bot's name.</param>
/// <param name="Session">The bot's session.</param>
/// <param name="Request">The remote claim's key, so that repeating it finds this lease.</param>
internal sealed record JobClaimed(
    Timestamp At, JobId Job, int Attempt, long Token, string Bot, string Session, string? Request) : JobEvent(At, Job);

/// <summary>The attempt has outlived the job's timeout; the bot is asked to cancel it, the grace begins.</summary>
internal sealed record AttemptOverdue(Timestamp At, JobId Job, long Token) : JobEvent(At, Job);

/// <summary>The accepted outcome: a result.</summary>
internal sealed record JobSucceeded(
    Timestamp At, JobId Job, int Attempt, long Token, string Bot, JsonText Result, long? DurationMs)
    : JobEvent(At, Job);

/// <summary>The attempt failed and another is allowed; the job waits until <paramref name="RetryAt"/>.</summary>
internal sealed record AttemptFailed(
    Timestamp At, JobId Job, int Attempt, long Token, string Bot, string Error, long? DurationMs, Timestamp RetryAt)
    : JobEvent(At, Job);

/// <summary>
/// The job ended without a result: the bot's report was final, or no attempt was left, or it was lost too often. With
/// <paramref name="Verdict"/> no bot reported it.
/// </summary>
internal sealed record JobFailed(
    Timestamp At, JobId Job, int Attempt, long Token, string Bot, string Error, long? DurationMs, Verdict? Verdict)
    : JobEvent(At, Job);

/// <summary>
/// A lease was ended without an outcome; the job is pending again. With <paramref name="Exclude"/> its bot's session
/// does not get it again.
/// </summary>
internal sealed record JobReleased(
    Timestamp At, JobId Job, int Attempt, long Token, string Bot, Verdict Verdict, string? By, string? Reason,
    bool Exclude = false)
    : JobEvent(At, Job);

/// <summary>
/// An open job was stopped by request. Attempt, token and bot are those of the lease that ended, if any.
/// </summary>
internal sealed record JobCancelled(
    Timestamp At, JobId Job, int Attempt, long? Token, string? Bot, string? By, string? Reason) : JobEvent(At, Job);

/// <summary>
/// An operator made a job pending again. Carries the job as it then stands, since memory need not hold it.
/// </summary>
internal sealed record JobRetried(Timestamp At, JobRecord Record, string? By, string? Reason)
    : JobEvent(At, Record.Spec.Id);

/// <summary>
/// A report under a token that is not current was refused. Recorded once for each token the job ever had.
/// </summary>
internal sealed record ReportRefused(Timestamp At, JobId Job, int Attempt, long Token, string? Bot, ReportKind Kind)
    : JobEvent(At, Job);

/// <summary>A handler ignored its cancellation for the grace and was given up; the bot's slot is free again.</summary>
internal sealed record AttemptAbandoned(Timestamp At, JobId Job, long Token, string Bot) : JobEvent(At, Job);

/// <summary>A bot's session began. It ends an earlier session of the same name.</summary>
internal sealed record BotJoined(
    Timestamp At, string Bot, string Session, string? Node, int Slots, string[] Operations) : BotEvent(At, Bot);

/// <summary>A bot states other slots or operations than before.</summary>
internal sealed record BotChanged(Timestamp At, string Bot, int Slots, string[] Operations) : BotEvent(At, Bot);

/// <summary>
/// A bot's session ended or fell silent; its leases are ended by events of their own in the same commit.
/// </summary>
internal sealed record BotLeft(Timestamp At, string Bot, string Session, Verdict Verdict) : BotEvent(At, Bot);

/// <summary>An operator lets a bot take no more work.</summary>
internal sealed record BotDrained(Timestamp At, string Bot, string? By, string? Reason) : BotEvent(At, Bot);

/// <summary>An operator lets a drained bot take work again.</summary>
internal sealed record BotResumed(Timestamp At, string Bot, string? By, string? Reason) : BotEvent(At, Bot);

/// <summary>An operator has nothing claimed from a queue.</summary>
internal sealed record QueuePaused(Timestamp At, string Queue, string? By, string? Reason) : QueueEvent(At, Queue);

/// <summary>An operator lets a paused queue go on.</summary>
internal sealed record QueueResumed(Timestamp At, string Queue, string? By, string? Reason) : QueueEvent(At, Queue);

/// <summary>A lost bot without leases has been away so long that it is no longer listed.</summary>
internal sealed record BotForgotten(Timestamp At, string Bot) : BotEvent(At, Bot);

/// <summary>What a bot said of an attempt.</summary>
internal enum ReportKind
{
    /// <summary>It has a result.</summary>
    Completed = 1,

    /// <summary>It has an error.</summary>
    Failed = 2,
}
