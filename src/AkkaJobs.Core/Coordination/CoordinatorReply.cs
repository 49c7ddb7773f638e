namespace AkkaJobs.Coordination;

/// <summary>The answer to a command; spoken only once the events it rests on are stored.</summary>
internal abstract record CoordinatorReply;

/// <summary>A rule's "no".</summary>
internal sealed record Refused(Rejection Rejection) : CoordinatorReply;

/// <summary>Memory does not hold the job: ask the tables, and decide again with their answer.</summary>
internal sealed record TablesNeeded : CoordinatorReply
{
    public static TablesNeeded Instance { get; } = new();
}

/// <summary>Nothing to say.</summary>
internal sealed record Noted : CoordinatorReply
{
    public static Noted Instance { get; } = new();
}

/// <summary>The job stands, stored now or before.</summary>
internal sealed record Enqueued(JobId Job, bool Duplicate) : CoordinatorReply;

/// <summary>The job as it stands after the command.</summary>
internal sealed record JobStands(JobRecord Record) : CoordinatorReply;

/// <summary>The job as it stands, and what a release of it would meet: nothing has changed.</summary>
internal sealed record ReleaseTried(JobRecord Record, ReleaseView Release) : CoordinatorReply;

/// <summary>One of many acts was done, or would be: where the job then stands.</summary>
internal sealed record Acted(JobStatus Then) : CoordinatorReply;

/// <summary>What became of a report: final, whatever it is.</summary>
internal sealed record ReportAnswered(ReportAnswer Answer) : CoordinatorReply;

/// <summary>The bot is known and this is its epoch of messages.</summary>
internal sealed record BotStands(string Bot) : CoordinatorReply;

/// <summary>The queue as it stands after the command.</summary>
internal sealed record QueueStands(QueueView Queue) : CoordinatorReply;

/// <summary>What a bot hears to its heartbeat.</summary>
/// <param name="Drain">Whether an operator has drained it.</param>
/// <param name="Cancel">Attempts it holds that should stop.</param>
/// <param name="Again">Claims that did not arrive, to be sent once more.</param>
/// <param name="Unknown">The coordinator does not know this session: join first.</param>
internal sealed record HeartbeatAnswered(
    bool Drain, IReadOnlyList<AttemptToCancel> Cancel, IReadOnlyList<ClaimedJob> Again, bool Unknown = false)
    : CoordinatorReply;

/// <summary>A remote claim: these jobs, or (null) it waits.</summary>
internal sealed record ClaimAnswered(IReadOnlyList<ClaimedJob>? Jobs) : CoordinatorReply;

/// <summary>The final answers to a report.</summary>
internal enum ReportAnswer
{
    /// <summary>Durable: this report decided the attempt, now or when it was first sent.</summary>
    Stored = 1,

    /// <summary>Another attempt, an operator or a verdict came first; nothing changed.</summary>
    Superseded = 2,

    /// <summary>No job has this id.</summary>
    Unknown = 3,
}
