namespace AkkaJobs.Coordination;

/// <summary>
/// A bot as the coordinator knows it. What is stored comes first; the evidence below it is not, and is gathered anew
/// after a recovery.
/// </summary>
internal sealed class BotRecord(string name)
{
    /// <summary>Ended sessions remembered by name, so that a late call of one is told so.</summary>
    public const int MaxEndedSessions = 32;

    public string Name { get; } = name;

    public string Session { get; set; } = "";

    /// <summary>This session, by both its names.</summary>
    public BotSession Itself => new(Name, Session);

    /// <summary>The address of its node; null for a remote bot.</summary>
    public string? Node { get; set; }

    public int Slots { get; set; }

    public string[] Operations { get; set; } = [];

    /// <summary>An operator drained it.</summary>
    public bool Draining { get; set; }

    /// <summary>Its session has ended or fallen silent. Invariant: a lost bot holds no lease.</summary>
    public bool Lost { get; set; }

    public Timestamp ChangedAt { get; set; }

    public long Completed { get; set; }

    public long Failed { get; set; }

    /// <summary>Sessions that a later one ended, newest last.</summary>
    public List<string> EndedSessions { get; } = [];

    // ---- evidence, not stored ----

    /// <summary>
    /// Leases it holds, by token. Invariant: exactly the watches of processing jobs whose lease names this session.
    /// </summary>
    public Dictionary<long, LeaseWatch> Leases { get; } = [];

    /// <summary>Last sign of life since this coordinator started; null until the first.</summary>
    public Timestamp? HeardAt { get; set; }

    /// <summary>
    /// Ended attempts, by token, whose slots are taken: the bot listed them in its last heartbeat, or they ended since,
    /// or their claims may still be on the way to it.
    /// </summary>
    public Dictionary<long, LeaseWatch> Ended { get; } = [];

    /// <summary>
    /// Attempts that the bot has reported. It may list them until it has its answer, but their slots are free.
    /// Bounded: only what came since the last heartbeat, or was listed in it.
    /// </summary>
    public HashSet<long> Reported { get; } = [];

    /// <summary>Ordinal of the last message sent to it.</summary>
    public long Sent { get; set; }

    /// <summary>The remote claim that waits; null when none does.</summary>
    public WaitingClaim? Waiting { get; set; }

    /// <summary>Its actor ended or its node was removed while the coordinator passed no verdicts.</summary>
    public Verdict? Doubtful { get; set; }

    public bool Remote => Node is null;

    /// <summary>Leases of jobs with two losses in a row. Invariant: at most one.</summary>
    public int Suspects { get; set; }

    /// <summary>
    /// Whether a suspect may be placed here: nothing else that may kill the bot is, or may still be, running.
    /// </summary>
    public bool TakesSuspect => Suspects == 0 && Ended.Count == 0;

    /// <summary>How many more jobs it may be given now.</summary>
    public int Free
    {
        get
        {
            if (Lost || Draining || HeardAt is null || Doubtful is not null)
            {
                return 0;
            }

            var slots = Math.Max(0, Slots - Leases.Count - Ended.Count);
            return Remote ? Math.Min(slots, Waiting?.Max ?? 0) : slots;
        }
    }

    public bool Runs(string operation) => Array.IndexOf(Operations, operation) >= 0;
}

/// <summary>A remote claim that waits for work.</summary>
internal sealed record WaitingClaim(long Waiter, int Max, Timestamp Until, string? Request);

/// <summary>What the coordinator has seen of a lease. Not stored.</summary>
internal sealed class LeaseWatch(JobId job, long token)
{
    /// <summary>An ordinal that no bot has seen: the claim waits for its commit, or goes to a remote bot.</summary>
    public const long NotSent = long.MaxValue;

    public JobId Job { get; } = job;

    public long Token { get; } = token;

    /// <summary>
    /// Ordinal of the message that carried the claim last; null when this coordinator did not send it.
    /// </summary>
    public long? SentAs { get; set; }

    /// <summary>When the claim was last handed out; once it is sent to a cluster bot, when that was.</summary>
    public Timestamp Since { get; set; }

    /// <summary>Heartbeats in a row that did not list it though its claim had arrived.</summary>
    public int Absences { get; set; }

    /// <summary>The remote claim whose answer carries it; null once the bot has shown that it has it.</summary>
    public long? Waiter { get; set; }

    /// <summary>Whether the bot has listed it since it was handed out.</summary>
    public bool Listed { get; set; }

    /// <summary>
    /// The claim is handed out, for the first time or once more, with the answer to what is decided now.
    /// </summary>
    public void HandOut(long? waiter, Timestamp now)
    {
        SentAs = NotSent;
        Since = now;
        Waiter = waiter;
        Listed = false;
    }

    /// <summary>A message to a cluster bot carries the claim now, however long its commit took.</summary>
    public void Sent(long ordinal, Timestamp now)
    {
        SentAs = ordinal;
        Since = now;
    }

    /// <summary>When the bot listed it last; null if it never has.</summary>
    public Timestamp? HeardAt { get; private set; }

    /// <summary>The bot lists it.</summary>
    public void Hear(JsonText? progress, Timestamp now)
    {
        HeardAt = now;
        Absences = 0;
        Waiter = null;
        Listed = true;
        Progress = progress ?? Progress;
    }

    /// <summary>
    /// Whether the claim must have arrived before a heartbeat was sent: the bot has listed it before, or a cluster bot
    /// had
    /// seen its message, or one lease has passed since it was handed out.
    /// </summary>
    /// <param name="seen">The last message that a cluster bot had seen; null for a remote bot.</param>
    /// <param name="now">When the heartbeat came.</param>
    /// <param name="lease">One lease.</param>
    public bool HadArrived(long? seen, Timestamp now, TimeSpan lease) =>
        Listed || now >= Since + lease || (seen is { } last && (SentAs is not { } sent || last >= sent));

    public JsonText? Progress { get; set; }
}
