namespace AkkaJobs.Configuration;

/// <summary>The times that <see cref="RecoveryOptions"/> comes to.</summary>
internal sealed record RecoveryPlan
{
    /// <summary>To place a job that has become free, store the claim and tell the bot.</summary>
    private static readonly TimeSpan Place = TimeSpan.FromSeconds(1);

    /// <summary>For what one node has noticed to reach the others.</summary>
    private static readonly TimeSpan Gossip = TimeSpan.FromSeconds(0.5);

    /// <summary>For a coordinator to start, read its snapshot and what follows it, and write its first event.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(3);

    /// <summary>How often the view of the cluster is looked at.</summary>
    public static readonly TimeSpan SplitTick = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a coordinator that waits for the database lease tries again.</summary>
    public static readonly TimeSpan LeaseRetry = TimeSpan.FromSeconds(1);

    /// <summary>How often a bot sends a heartbeat: a third of its lease.</summary>
    public required TimeSpan Heartbeat { get; init; }

    /// <summary>How long a bot may be silent: six tenths of the time for a bot.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How often nodes ask for each other's life: a sixth of <see cref="Pause"/>.</summary>
    public required TimeSpan NodeHeartbeat { get; init; }

    /// <summary>How long a node may be silent: a fifth of the time for a coordinator.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>
    /// How long nobody's reachability may have changed before some are given up: a fifth of that time. Shorter: a
    /// decision may rest on half of what has happened.
    /// </summary>
    public required TimeSpan StableAfter { get; init; }

    /// <summary>How long the database lease lasts that is not renewed: a third of that time.</summary>
    public required TimeSpan DatabaseLease { get; init; }

    /// <summary>
    /// How long a node that does not vote stays without any coordinator's node in reach before it starts anew: it may
    /// have been forgotten. Twenty times that time.
    /// </summary>
    public required TimeSpan Forsaken { get; init; }

    /// <summary>The plan of some settings.</summary>
    public static RecoveryPlan Of(AkkaJobsOptions options)
    {
        var lease = Given(options.Coordinator.Lease) ?? options.Recovery.Bot * 0.6;
        var coordinator = options.Recovery.Coordinator;
        var pause = AkkaTime(options, "failure-detector.acceptable-heartbeat-pause") ?? coordinator / 5;
        return new RecoveryPlan
        {
            Lease = lease,
            Heartbeat = Given(options.Coordinator.Heartbeat) ?? Whole(lease / 3),
            Pause = pause,
            NodeHeartbeat = AkkaTime(options, "failure-detector.heartbeat-interval") ?? Whole(pause / 6),
            StableAfter = Whole(coordinator / 5),
            DatabaseLease = Whole(coordinator / 3),
            Forsaken = coordinator * 20,
        };
    }

    /// <summary>What the configuration cannot keep, with the arithmetic.</summary>
    public static IEnumerable<(string Key, string? Problem)> Check(AkkaJobsOptions options)
    {
        var plan = Of(options);
        var tick = options.Coordinator.Tick;
        var bot = plan.Lease + (2 * tick) + Place;
        if (bot > options.Recovery.Bot)
            yield return ("akkajobs.recovery.bot",
                $"must be at least {Show(bot)} = lease {Show(plan.Lease)} + twice the tick of {Show(tick)} + "
                + $"{Show(Place)} to place a job, but is {Show(options.Recovery.Bot)}");
        if (!options.Has(NodeRoles.Coordinator) || options.PostgresConnection is null)
            yield break;
        var detect = plan.Pause + (2 * plan.NodeHeartbeat) + Gossip;
        var decide = plan.StableAfter + SplitTick + Gossip;
        var free = detect + decide > plan.DatabaseLease ? detect + decide : plan.DatabaseLease;
        var whole = free + LeaseRetry + Start + plan.Heartbeat + tick;
        if (whole > options.Recovery.Coordinator)
            yield return ("akkajobs.recovery.coordinator",
                $"must be at least {Show(whole)} = detection {Show(detect)} (pause {Show(plan.Pause)}, twice the "
                + $"nodes' heartbeat of {Show(plan.NodeHeartbeat)}, {Show(Gossip)} to tell) + decision {Show(decide)} "
                + $"(stable for {Show(plan.StableAfter)}, a look every {Show(SplitTick)}, {Show(Gossip)} to tell; "
                + $"the database lease of {Show(plan.DatabaseLease)} runs out meanwhile) + {Show(LeaseRetry)} to take "
                + $"that lease + {Show(Start)} to start + heartbeat {Show(plan.Heartbeat)} + tick {Show(tick)}, "
                + $"but is {Show(options.Recovery.Coordinator)}");
    }

    private static TimeSpan? Given(TimeSpan setting) => setting > TimeSpan.Zero ? setting : null;

    private static TimeSpan? AkkaTime(AkkaJobsOptions options, string key) =>
        options.Akka.HasPath($"akka.cluster.{key}") ? options.Akka.GetTimeSpan($"akka.cluster.{key}") : null;

    /// <summary>Whole milliseconds, which HOCON can say.</summary>
    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds));

    private static string Show(TimeSpan duration) => Texts.Duration.Show(duration);
}
