namespace AkkaJobs;

/// <summary>
/// The fixed bounds of the outward contract. What an operator may set is an option; this is what he may not.
/// </summary>
public static class Limits
{
    /// <summary>The least urgent priority; 0 is the most urgent.</summary>
    public const int LowestPriority = 9;

    /// <summary>Priority where the caller names none.</summary>
    public const int DefaultPriority = 5;

    /// <summary>Attempts allowed where the caller says nothing.</summary>
    public const int DefaultMaxAttempts = 5;

    /// <summary>The most attempts a caller may allow; at least 1.</summary>
    public const int MaxMaxAttempts = 100;

    /// <summary>
    /// How often an attempt of one job may be given back (release, drained, bot-lost) without being spent.
    /// </summary>
    public const int MaxGivenBack = 20;

    /// <summary>How long one attempt may run where the caller says nothing.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    /// <summary>The shortest timeout.</summary>
    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The longest timeout; there is no job without one.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(30);

    /// <summary>How far ahead <c>run_at</c> may lie.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(366);

    /// <summary>How long a read or a claim may wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of args as compact JSON.</summary>
    public const int MaxArgsBytes = 256 * 1024;

    /// <summary>Bytes of a result as compact JSON.</summary>
    public const int MaxResultBytes = 256 * 1024;

    /// <summary>Bytes of an error's text; longer ones are cut and say so.</summary>
    public const int MaxErrorBytes = 16 * 1024;

    /// <summary>Bytes of what a running attempt says of itself; larger ones are not passed on.</summary>
    public const int MaxProgressBytes = 4 * 1024;

    /// <summary>Bytes of that in one heartbeat; the rest is left out.</summary>
    public const int MaxHeartbeatProgressBytes = 256 * 1024;

    /// <summary>Attempts in one heartbeat: four for each slot, since old ones may wind up while new ones run.</summary>
    public const int MaxRunning = 4 * MaxSlots;

    /// <summary>Tags of one job.</summary>
    public const int MaxTags = 16;

    /// <summary>Bytes of one tag, at least 1.</summary>
    public const int MaxTagBytes = 64;

    /// <summary>Bytes of an operation's, queue's or bot's name, at least 1.</summary>
    public const int MaxNameBytes = 128;

    /// <summary>Bytes of a unique key, an idempotency key or a session, at least 1.</summary>
    public const int MaxKeyBytes = 255;

    /// <summary>Bytes of an operator's reason.</summary>
    public const int MaxReasonBytes = 1024;

    /// <summary>Operations one bot may state.</summary>
    public const int MaxOperations = 256;

    /// <summary>Slots of one bot, at least 1.</summary>
    public const int MaxSlots = 1024;

    /// <summary>Queues that may be paused at once.</summary>
    public const int MaxPausedQueues = 1000;

    /// <summary>Rows in a list where the caller says nothing.</summary>
    public const int DefaultListLimit = 50;

    /// <summary>The most rows in one page of a list; at least 1.</summary>
    public const int MaxListLimit = 1000;

    /// <summary>The queue of a job that names none.</summary>
    public const string DefaultQueue = "default";
}
