namespace AkkaJobs;

/// <summary>
/// When a node raises an alert, and whom it tells: <c>akkajobs.alerts</c>. The same on every node of a cluster, since
/// the coordinator may come to any of them. docs/alerts.md says what each alert means.
/// </summary>
public sealed class AlertOptions
{
    /// <summary>
    /// How often it is looked, <c>akkajobs.alerts.interval</c>. Default 10 s; 100 ms to 1 h. Times below are as exact
    /// as this.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a raised alert must have had no reason until it is cleared, <c>akkajobs.alerts.clear-after</c>. Default
    /// 30 s; 0 (at once) to 1 d.
    /// </summary>
    public TimeSpan ClearAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an alert is told again while it is raised, <c>akkajobs.alerts.repeat</c>. Default 1 h; 1 s to 30 d, or
    /// 0 for never.
    /// </summary>
    public TimeSpan Repeat { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Jobs that must be thought stuck at once, <c>akkajobs.alerts.stuck-jobs.count</c>. Default 1; 0 (the alert is
    /// off) to 1,000,000.
    /// </summary>
    public int StuckJobs { get; set; } = 1;

    /// <summary>
    /// How long there must be so many, <c>akkajobs.alerts.stuck-jobs.for</c>. Default 30 s; 0 to 30 d. Longer than a
    /// verdict takes: a lease, or <see cref="CoordinatorOptions.CancelGrace"/>.
    /// </summary>
    public TimeSpan StuckJobsFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an operation must have had pending jobs and no bot for them, <c>akkajobs.alerts.no-bot.for</c>. Default
    /// 1 min; 1 ms to 30 d, or 0: the alert is off.
    /// </summary>
    public TimeSpan NoBotFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How old the first event that a follower has not stored must be, or how long an error must have held it up,
    /// <c>akkajobs.alerts.lag.over</c>. Default 30 s; 1 ms to 30 d, or 0: the alert is off.
    /// </summary>
    public TimeSpan LagOver { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The share of the jobs that finished in the last minute which must have failed at least,
    /// <c>akkajobs.alerts.failed-rate.share</c>. Default 0.5; 0 (the alert is off) to 1.
    /// </summary>
    public double FailedRateShare { get; set; } = 0.5;

    /// <summary>
    /// How many must have finished in that minute at least, <c>akkajobs.alerts.failed-rate.least</c>. Default 20;
    /// 1 to 1,000,000.
    /// </summary>
    public int FailedRateLeast { get; set; } = 20;

    /// <summary>
    /// How long the coordinator must not have answered, <c>akkajobs.alerts.coordinator-unreachable.for</c>. Default
    /// 30 s; 1 ms to 30 d, or 0: the alert is off. Longer than a fail-over: <see cref="RecoveryOptions.Coordinator"/>.
    /// </summary>
    public TimeSpan CoordinatorUnreachableFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Who is told by HTTP, <c>akkajobs.alerts.webhooks.NAME</c>. Default none; at most 16, each with a name of its
    /// own.
    /// </summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; set; } = [];
}
