namespace AkkaJobs.Coordination;

/// <summary>A request to the rules: what someone wants, or evidence that someone saw. May be refused.</summary>
internal abstract record CoordinatorCommand;

/// <summary>
/// A command about one job. When memory does not hold the job, it is decided with what the tables said.
/// </summary>
internal abstract record JobCommand : CoordinatorCommand
{
    public abstract JobId Job { get; }

    /// <summary>What the tables said; null until they were asked.</summary>
    public TableAnswer? Tables { get; init; }
}

/// <summary>What the tables said of one id.</summary>
/// <param name="AsOf">Their offset when they were read. It must not lie behind what memory has forgotten.</param>
/// <param name="Record">The finished job, or null if they hold none.</param>
internal sealed record TableAnswer(long AsOf, JobRecord? Record);

/// <summary>Hands over one job.</summary>
/// <param name="Spec">The job; its time is set by the decision.</param>
/// <param name="RunAt">Not before.</param>
/// <param name="FreshId">The id was made just now: no table need be asked.</param>
internal sealed record Enqueue(JobSpec Spec, Timestamp? RunAt, bool FreshId) : JobCommand
{
    public override JobId Job => Spec.Id;
}

/// <summary>A bot reports a result under a token.</summary>
internal sealed record Complete(JobId Id, long Token, JsonText Result, long? DurationMs, string? Bot) : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>A bot reports a failed attempt under a token.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Retryable">Whether another attempt makes sense.</param>
/// <param name="DurationMs">Run time.</param>
/// <param name="Bot">Who says so, for the history of a refusal.</param>
/// <param name="Jitter">Chance from 0 to 1 for the backoff.</param>
internal sealed record Fail(
    JobId Id, long Token, string Error, bool Retryable, long? DurationMs, string? Bot, double Jitter) : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>Ends a lease by request.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">Only this lease; null for whichever there is.</param>
/// <param name="DryRun">Change nothing.</param>
/// <param name="Verdict"><see cref="Verdict.Released"/>, or <see cref="Verdict.Drained"/> when the bot shuts
/// down.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Exclude">The bot's session does not get the job again.</param>
internal sealed record Release(
    JobId Id, long? Token, bool DryRun, Verdict Verdict, string? By, string? Reason, bool Exclude = false) : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>Stops an open job.</summary>
internal sealed record Cancel(JobId Id, string? By, string? Reason) : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>Makes a failed, cancelled or retrying job pending.</summary>
internal sealed record Retry(JobId Id, string? By, string? Reason) : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>One of many acts on the jobs that a filter found.</summary>
/// <param name="Id">The job.</param>
/// <param name="Act">What is done.</param>
/// <param name="Status">Only if it stands here still; null for wherever the act may be done.</param>
/// <param name="Bot">Only if this bot holds it, or held it last; null for any.</param>
/// <param name="DryRun">Change nothing.</param>
/// <param name="Exclude">With a release: the bot's session does not get it again.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
internal sealed record ActOnJob(
    JobId Id, JobAct Act, JobStatus? Status, string? Bot, bool DryRun, bool Exclude, string? By, string? Reason)
    : JobCommand
{
    public override JobId Job => Id;
}

/// <summary>Claims the journal after recovery.</summary>
/// <param name="Node">Where.</param>
/// <param name="Format">The highest format that every node of the cluster reads.</param>
internal sealed record Start(string Node, int Format = CoordinatorState.FirstFormat) : CoordinatorCommand;

/// <summary>Every node of the cluster reads this format.</summary>
internal sealed record RaiseFormat(int Format) : CoordinatorCommand;

/// <summary>Time has passed: due jobs, leases, timeouts, silent bots, waiting claims.</summary>
/// <param name="AsOf">
/// When verdicts are passed: whatever had come by then has been decided. Earlier than now, since a sign of life may
/// wait behind this command; null where none can.
/// </param>
/// <param name="OutOfReach">
/// The nodes that the cluster cannot reach now, though it has not given them up: a bot there that falls silent is taken
/// for dead.
/// </param>
internal sealed record Tick(Timestamp? AsOf = null, IReadOnlySet<string>? OutOfReach = null) : CoordinatorCommand
{
    private static readonly HashSet<string> None = [];

    public IReadOnlySet<string> Gone => OutOfReach ?? None;
}

/// <summary>
/// Gives pending jobs to every bot that has room. Run after the commands of a batch, before its commit.
/// </summary>
internal sealed record Place : CoordinatorCommand;

/// <summary>A cluster bot's session begins, or comes back to a coordinator that does not know it.</summary>
internal sealed record JoinBot(string Bot, string Session, string Node, int Slots, string[] Operations)
    : CoordinatorCommand;

/// <summary>A cluster bot's sign of life.</summary>
/// <param name="Bot">Its name.</param>
/// <param name="Session">Its session.</param>
/// <param name="Slots">Its slots.</param>
/// <param name="Operations">What it runs.</param>
/// <param name="Epoch">The highest epoch it has heard, whose messages <paramref name="Seen"/> counts.</param>
/// <param name="Seen">The ordinal of the last message it had under that epoch: what was sent up to there has
/// arrived.</param>
/// <param name="Running">Every attempt whose report is not yet answered.</param>
internal sealed record Heartbeat(
    string Bot,
    string Session,
    int Slots,
    string[] Operations,
    long Epoch,
    long Seen,
    IReadOnlyList<RunningAttempt> Running)
    : CoordinatorCommand;

/// <summary>A remote bot's sign of life; slots and operations may be left as they were.</summary>
internal sealed record HeartbeatRemote(
    string Bot, string Session, int? Slots, string[]? Operations, IReadOnlyList<RunningAttempt> Running)
    : CoordinatorCommand;

/// <summary>A remote bot asks for work; waits until then if there is none.</summary>
/// <param name="Bot">Its name.</param>
/// <param name="Session">Its session; a new one joins.</param>
/// <param name="Operations">What it runs.</param>
/// <param name="Max">The most jobs.</param>
/// <param name="Until">How long it waits, by the clock of the node that it asked.</param>
/// <param name="Request">Its key.</param>
/// <param name="Waiter">Names the connection that waits.</param>
internal sealed record ClaimRemote(
    string Bot, string Session, string[] Operations, int Max, Timestamp Until, string? Request, long Waiter)
    : CoordinatorCommand
{
    /// <summary>
    /// How long it waits from when it comes, which goes before <see cref="Until"/>: no two clocks are alike. Null from
    /// a node that cannot say so.
    /// </summary>
    public long? WaitMs { get; init; }

    /// <summary>Until when it waits, if it comes now.</summary>
    public Timestamp WaitsUntil(Timestamp now) =>
        WaitMs is { } wait ? now + TimeSpan.FromMilliseconds(wait) : Until;
}

/// <summary>The connection that waited has gone.</summary>
internal sealed record AbandonClaim(string Bot, long Waiter) : CoordinatorCommand;

/// <summary>A bot has gone: drained and left, its actor ended, or its node was removed.</summary>
internal sealed record LoseBot(string Bot, string Session, Verdict Verdict) : CoordinatorCommand
{
    /// <summary>
    /// Only the address of its node is said to have left the cluster: the process there may be the next one already.
    /// </summary>
    public bool ByAddress { get; init; }
}

/// <summary>A bot gave up a handler that ignored its cancellation.</summary>
internal sealed record AbandonAttempt(string Bot, string Session, JobId Job, long Token) : CoordinatorCommand;

/// <summary>An operator has nothing claimed from a queue, or lets it go on.</summary>
internal sealed record PauseQueue(string Queue, bool Pause, string? By, string? Reason) : CoordinatorCommand;

/// <summary>An operator lets a bot take no more work, or some again.</summary>
internal sealed record DrainBot(string Bot, bool Drain, string? By, string? Reason) : CoordinatorCommand;
