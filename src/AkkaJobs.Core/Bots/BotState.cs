namespace AkkaJobs.Bots;

/// <summary>What a bot knows. Belongs to one actor and is changed in place; nothing of it is stored.</summary>
internal sealed class BotState(BotIdentity me, BotRules rules)
{
    public BotIdentity Me { get; } = me;

    public BotRules Rules { get; } = rules;

    public BotStanding Standing { get; set; } = BotStanding.Joining;

    /// <summary>The latest moment heard of; the clock is never taken to run backwards.</summary>
    public Timestamp Now { get; set; }

    // ---- attempts ----

    /// <summary>What heartbeats list, by token: every attempt whose report is not yet answered.</summary>
    public Dictionary<long, BotAttempt> Attempts { get; } = [];

    /// <summary>Attempts whose handlers run. Invariant: the attempts in that phase; never more than slots.</summary>
    public int Running { get; set; }

    /// <summary>Tokens waiting for a slot, oldest first; some may have gone meanwhile.</summary>
    public Queue<long> Held { get; } = [];

    /// <summary>Handlers that ignored their cancellation and still run; their slots were given to others.</summary>
    public HashSet<long> Abandoned { get; } = [];

    /// <summary>Tokens that are over, so that a claim which arrives twice is not run twice.</summary>
    public RecentTokens Over { get; } = new(4 * Limits.MaxSlots);

    // ---- the talk with the coordinator ----

    /// <summary>The highest epoch heard; what comes under a lower one is ignored.</summary>
    public long Epoch { get; set; }

    /// <summary>The highest ordinal heard under it.</summary>
    public long Seen { get; set; }

    /// <summary>Number of the last message sent.</summary>
    public long LastCorrelation { get; set; }

    /// <summary>When the last heartbeat, or before joining the last request to join, was sent.</summary>
    public Timestamp LastSignAt { get; set; }

    /// <summary>Tokens of reports to be sent, oldest first; some may have been answered meanwhile.</summary>
    public Queue<long> Unsent { get; } = [];

    /// <summary>
    /// Messages with reports, by number; kept for a while after they were given up, since a late answer is an answer.
    /// </summary>
    public Dictionary<long, SentReports> Sent { get; } = [];

    /// <summary>Those of <see cref="Sent"/> that are not given up.</summary>
    public int InFlight { get; set; }

    /// <summary>No report is sent earlier: the coordinator was away.</summary>
    public Timestamp ReportNotBefore { get; set; }

    // ---- the end ----

    /// <summary>Since when it takes no more; null before.</summary>
    public Timestamp? DrainingSince { get; set; }

    /// <summary>Why it will have ended when it has drained.</summary>
    public BotEnd EndsAs { get; set; } = BotEnd.Drained;

    /// <summary>Since when it has been leaving, and the number under which it last said so.</summary>
    public Timestamp LeavingSince { get; set; }

    public Timestamp LeaveSentAt { get; set; }

    public long LeaveCorrelation { get; set; }
}

/// <summary>How a bot stands with the coordinator.</summary>
internal enum BotStanding
{
    /// <summary>The coordinator does not know its session yet, or no longer.</summary>
    Joining = 1,

    /// <summary>It sends heartbeats and is given work.</summary>
    Joined = 2,

    /// <summary>It has drained, and says so.</summary>
    Leaving = 3,

    /// <summary>It is over; every signal is ignored.</summary>
    Ended = 4,
}

/// <summary>A message with reports that is on its way.</summary>
internal sealed class SentReports(long[] tokens, Timestamp at)
{
    /// <summary>In the order of the commands.</summary>
    public long[] Tokens { get; } = tokens;

    public Timestamp At { get; } = at;

    /// <summary>Its reports are to be sent again.</summary>
    public bool GivenUp { get; set; }
}

/// <summary>The last few tokens put in.</summary>
internal sealed class RecentTokens(int capacity)
{
    private readonly HashSet<long> _tokens = new(capacity);
    private readonly Queue<long> _order = new(capacity);

    public bool Contains(long token) => _tokens.Contains(token);

    public void Add(long token)
    {
        if (!_tokens.Add(token))
        {
            return;
        }

        if (_order.Count == capacity)
        {
            _tokens.Remove(_order.Dequeue());
        }

        _order.Enqueue(token);
    }
}
