namespace AkkaJobs.Coordination;

/// <summary>The numbers that the coordinator's rules work with.</summary>
internal sealed record CoordinatorRules
{
    /// <summary>How often a bot sends a heartbeat.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a bot may stay silent before its leases end.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long an attempt may go on after it was asked to stop.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Losses in a row that end a job in failed.</summary>
    public int MaxLosses { get; init; } = 3;

    /// <summary>The wait between attempts.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Open jobs; more are refused with <c>busy</c>.</summary>
    public int MaxOpenJobs { get; init; } = 2_000_000;

    /// <summary>Bytes of open jobs; more are refused with <c>busy</c>.</summary>
    public long MaxOpenBytes { get; init; } = 2L << 30;

    /// <summary>
    /// Finished jobs that the tables do not hold yet; beyond it, enqueues are refused with <c>busy</c>.
    /// </summary>
    public int MaxFinishedInMemory { get; init; } = 500_000;

    /// <summary>Bytes of those, args and results.</summary>
    public long MaxFinishedBytes { get; init; } = 512L << 20;

    /// <summary>Bots known at once; more are refused with <c>busy</c>.</summary>
    public int MaxBots { get; init; } = 10_000;

    /// <summary>How long a lost bot stays listed.</summary>
    public TimeSpan ForgetBotAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Bytes of args that one remote claim gets; it gets fewer jobs than it asked for rather than more. One job always
    /// fits.
    /// </summary>
    public int ClaimBytes { get; init; } = 512 << 10;

    /// <summary>Whether only operations that some bot knows are accepted.</summary>
    public bool Strict { get; init; }

    /// <summary>Operations that strict mode accepts though no bot states them.</summary>
    public IReadOnlySet<string> KnownOperations { get; init; } = new HashSet<string>();
}
