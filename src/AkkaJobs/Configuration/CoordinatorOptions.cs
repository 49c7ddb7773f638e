using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;

namespace AkkaJobs;

/// <summary>
/// The coordinator's numbers: <c>akkajobs.coordinator</c>. They must be the same on every node of a cluster.
/// </summary>
public sealed class CoordinatorOptions
{
    /// <summary>
    /// How often a bot tells what it runs, <c>akkajobs.coordinator.heartbeat</c>; 50 ms to 1 min. Default 0: a third of
    /// the lease, 2 s where that is left alone too. A job that a living bot has lost is noticed after two.
    /// </summary>
    public TimeSpan Heartbeat { get; set; }

    /// <summary>
    /// How long a bot may stay silent before its jobs are released, <c>akkajobs.coordinator.lease</c>; 100 ms to 1 h,
    /// and more than twice <see cref="Heartbeat"/>, so that one lost message costs nothing. Default 0: six tenths of
    /// <see cref="RecoveryOptions.Bot"/>, 6 s where that is left alone too.
    /// </summary>
    public TimeSpan Lease { get; set; }

    /// <summary>
    /// How long an attempt may go on after it was asked to stop, <c>akkajobs.coordinator.cancel-grace</c>. Default 5 s;
    /// 0 to 1 h. A job past its timeout is released after it; a handler that goes on is abandoned.
    /// </summary>
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bots that a job may lose in a row before it ends in <c>failed</c>, <c>akkajobs.coordinator.max-losses</c>.
    /// Default 3; 1 to 100.
    /// </summary>
    public int MaxLosses { get; set; } = 3;

    /// <summary>
    /// The wait between attempts, <c>akkajobs.coordinator.retry</c>: <c>first</c> 1 s (1 ms to <c>longest</c>),
    /// <c>longest</c> 10 min (at most 30 d), <c>spread</c> 0.2 (0 to 1).
    /// </summary>
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>
    /// Open jobs in memory, <c>akkajobs.coordinator.max-open-jobs</c>. Default 2,000,000 (about 2 GB); 1 to
    /// 100,000,000. Beyond it enqueues get <c>busy</c>.
    /// </summary>
    public int MaxOpenJobs { get; set; } = 2_000_000;

    /// <summary>
    /// Bytes of the open jobs, <c>akkajobs.coordinator.max-open-bytes</c>. Default 2 GiB; 1 MiB to 1 TiB. Beyond it
    /// enqueues get <c>busy</c>.
    /// </summary>
    public long MaxOpenBytes { get; set; } = 2L << 30;

    /// <summary>
    /// Finished jobs that the tables do not hold yet, <c>akkajobs.coordinator.max-finished-in-memory</c>. Default
    /// 500,000; 1 to 100,000,000. Beyond it enqueues get <c>busy</c>; reports never do.
    /// </summary>
    public int MaxFinishedInMemory { get; set; } = 500_000;

    /// <summary>
    /// Bytes of their args and results, <c>akkajobs.coordinator.max-finished-bytes</c>. Default 512 MiB; 1 MiB to 1
    /// TiB. Beyond it enqueues get <c>busy</c>.
    /// </summary>
    public long MaxFinishedBytes { get; set; } = 512L << 20;

    /// <summary>
    /// Bots known at once, lost ones included, <c>akkajobs.coordinator.max-bots</c>. Default 10,000; 1 to 1,000,000.
    /// Beyond it a new bot gets <c>busy</c>.
    /// </summary>
    public int MaxBots { get; set; } = 10_000;

    /// <summary>
    /// How long a lost bot stays listed, <c>akkajobs.coordinator.forget-bot-after</c>. Default 1 h; 1 s to 30 d.
    /// </summary>
    public TimeSpan ForgetBotAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Bytes of one journal row, <c>akkajobs.coordinator.commit-bytes</c>; what is more becomes the next row. Default 4
    /// MiB; 1 MiB to 64 MiB. A single event may exceed it, and then has a row of its own.
    /// </summary>
    public int CommitBytes { get; set; } = 4 << 20;

    /// <summary>
    /// Events between two snapshots, <c>akkajobs.coordinator.snapshot-every</c>, and as many more as there are open
    /// jobs. Default 500,000; 1 to 100,000,000. Fewer: a faster restart, more writing.
    /// </summary>
    public int SnapshotEvery { get; set; } = 500_000;

    /// <summary>
    /// How long a finished job stays in memory after the tables hold it, at least,
    /// <c>akkajobs.coordinator.forget-after</c>. Default 2 s; 0 to 1 h. Longer: fewer questions to the tables, more
    /// memory.
    /// </summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Bytes of jobs that travel to a bot in one message, <c>akkajobs.coordinator.notice-bytes</c>. Default 512 KiB;
    /// 256 KiB (about one job's largest args) to 16 MiB; 64 KiB less than Akka.Remote's <c>maximum-frame-size</c>,
    /// since what does not fit a frame is dropped: a node whose frame is smaller does not start.
    /// </summary>
    public int NoticeBytes { get; set; } = 512 << 10;

    /// <summary>
    /// How often the clock is looked at for jobs that are due and leases that ended, <c>akkajobs.coordinator.tick</c>.
    /// Default 100 ms; 10 ms to 10 s, and at most <see cref="Heartbeat"/>. Times are as exact as this.
    /// </summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Enqueues of one node on their way to the coordinator, <c>akkajobs.coordinator.max-unanswered-enqueues</c>;
    /// more wait at the node, so that the coordinator's mailbox stays short. Default 10,000; 1 to 1,000,000.
    /// </summary>
    public int MaxUnansweredEnqueues { get; set; } = 10_000;

    /// <summary>What the coordinator's shell sees of this.</summary>
    internal CoordinatorSettings ToSettings(string node, AkkaJobsOptions options) => new()
    {
        Node = node,
        Rules = ToRules(options),
        CommitBytes = CommitBytes,
        SnapshotEvery = SnapshotEvery,
        TickEvery = Tick,
        ForgetAfter = ForgetAfter,
        NoticeBytes = NoticeBytes,
    };

    /// <summary>What the rules see of this.</summary>
    internal CoordinatorRules ToRules(AkkaJobsOptions options) => new()
    {
        Heartbeat = options.Plan.Heartbeat,
        Lease = options.Plan.Lease,
        CancelGrace = CancelGrace,
        MaxLosses = MaxLosses,
        Retry = Retry,
        MaxOpenJobs = MaxOpenJobs,
        MaxOpenBytes = MaxOpenBytes,
        MaxFinishedInMemory = MaxFinishedInMemory,
        MaxFinishedBytes = MaxFinishedBytes,
        MaxBots = MaxBots,
        ForgetBotAfter = ForgetBotAfter,
        ClaimBytes = NoticeBytes,
        Strict = options.Operations.Strict,
        KnownOperations = options.Operations.Known.ToHashSet(StringComparer.Ordinal),
    };
}
