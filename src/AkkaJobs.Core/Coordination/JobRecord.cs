using System.Collections.Immutable;

namespace AkkaJobs.Coordination;

/// <summary>
/// A job as the coordinator knows it. Immutable, so that a snapshot is a copy of references; each transition replaces
/// it.
/// </summary>
/// <param name="Spec">What was handed over.</param>
internal sealed record JobRecord(JobSpec Spec)
{
    public required JobStatus Status { get; init; }

    /// <summary>
    /// Place in the line among equals: the number of the event that enqueued or retried it. A release keeps it.
    /// </summary>
    public long Order { get; init; }

    /// <summary>
    /// The number of the last event that changed it; once the tables' offset has passed it, they hold it.
    /// </summary>
    public long Number { get; init; }

    /// <summary>When a scheduled or retrying job is due; kept afterwards.</summary>
    public Timestamp? RunAt { get; init; }

    /// <summary>Attempts allowed by now: what was asked for, attempts given back, and retries.</summary>
    public int Allowed { get; init; }

    /// <summary>What its attempts left behind; null before the first claim.</summary>
    public JobRun? Run { get; init; }

    /// <summary>How it ended. Invariant: null if and only if the job is open.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>The lease. Invariant: not null if and only if the job is processing.</summary>
    public Lease? Lease => Run?.Lease;

    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public int Attempt => Run?.Attempt ?? 0;

    /// <summary>Losses in a row; a job with two is never placed beside another such job.</summary>
    public int Losses => Run?.Losses ?? 0;

    /// <summary>Bot sessions that an operator's release has excluded: they do not get it again.</summary>
    public ImmutableArray<BotSession> Excluded => Run?.Excluded ?? [];

    /// <summary>Whether another attempt may begin.</summary>
    public bool HasAttemptsLeft => Attempt < Allowed;

    /// <summary>What became of a token of this job; null if it never had that token.</summary>
    public PastToken? Past(long token)
    {
        if (Run is null)
        {
            return null;
        }

        foreach (var past in Run.Past)
        {
            if (past.Token == token)
            {
                return past;
            }
        }

        return null;
    }
}

/// <summary>The trace of a job's attempts.</summary>
internal sealed record JobRun
{
    /// <summary>
    /// The most past tokens kept; the oldest go first. A late report under one of those is refused but not recorded.
    /// </summary>
    public const int MaxPast = 256;

    /// <summary>The most sessions that one job excludes.</summary>
    public const int MaxExcluded = 8;

    public int Attempt { get; init; }

    /// <summary>Attempts given back so far; at most <see cref="Limits.MaxGivenBack"/>.</summary>
    public int GivenBack { get; init; }

    /// <summary>Bots that died while running it, in a row.</summary>
    public int Losses { get; init; }

    /// <summary>Failed attempts in a row; decides the backoff.</summary>
    public int Failures { get; init; }

    public Lease? Lease { get; init; }

    /// <summary>The last bot that claimed it.</summary>
    public string? Bot { get; init; }

    public Timestamp? ClaimedAt { get; init; }

    /// <summary>The last failed attempt's error.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Bot sessions that a release has excluded, oldest first; at most <see cref="MaxExcluded"/>, the oldest go first.
    /// </summary>
    public ImmutableArray<BotSession> Excluded { get; init; } = [];

    /// <summary>Tokens of ended leases, oldest first.</summary>
    public ImmutableArray<PastToken> Past { get; init; } = [];

    /// <summary>Notes how a token ended.</summary>
    public JobRun With(PastToken token)
    {
        var past = Past.Length >= MaxPast ? Past.RemoveAt(0) : Past;
        return this with { Lease = null, Past = past.Add(token) };
    }

    /// <summary>Excludes a session, besides those that are.</summary>
    public ImmutableArray<BotSession> Excluding(BotSession session) =>
        Excluded.Contains(session) ? Excluded
            : Excluded.Length < MaxExcluded ? Excluded.Add(session)
            : Excluded.RemoveAt(0).Add(session);
}

/// <summary>A token whose lease has ended.</summary>
/// <param name="Token">The token.</param>
/// <param name="Attempt">The attempt it stood for.</param>
/// <param name="Report">The accepted report that ended it; null if something else did.</param>
/// <param name="Refused">Whether a late report under it stands in the history already.</param>
internal readonly record struct PastToken(long Token, int Attempt, ReportKind? Report, bool Refused);

/// <summary>A bot from its start to its end.</summary>
/// <param name="Bot">Its name.</param>
/// <param name="Session">Made at its start; another bot may have made the same.</param>
internal readonly record struct BotSession(string Bot, string Session);

/// <summary>How a job ended, as clients see it.</summary>
internal sealed record JobOutcome
{
    public JsonText? Result { get; init; }

    public string? Error { get; init; }

    public required Timestamp FinishedAt { get; init; }

    public long? DurationMs { get; init; }
}

/// <summary>The time-bounded right of one bot session to run one attempt.</summary>
/// <param name="Token">The fencing token. A report is accepted only under it.</param>
/// <param name="Attempt">The number of the attempt.</param>
/// <param name="Bot">The bot's name.</param>
/// <param name="Session">The bot's session: a later session of the same name does not hold it.</param>
/// <param name="ClaimedAt">When it began; the timeout counts from here.</param>
/// <param name="Request">The key of the remote claim that got it.</param>
/// <param name="OverdueAt">When the timeout was found to be over; the cancel grace counts from here.</param>
internal sealed record Lease(
    long Token, int Attempt, string Bot, string Session, Timestamp ClaimedAt, string? Request, Timestamp? OverdueAt)
{
    /// <summary>When the job's timeout is over.</summary>
    public Timestamp Deadline(JobSpec spec) => new(ClaimedAt.Milliseconds + spec.TimeoutMs);
}
