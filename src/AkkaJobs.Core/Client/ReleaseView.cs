namespace AkkaJobs;

/// <summary>What is known of a lease that a release would end, and what would follow.</summary>
public sealed record ReleaseView
{
    /// <summary>
    /// The lease's token: a release that names it ends this lease and no other, however often repeated.
    /// </summary>
    public required long Token { get; init; }

    /// <summary>The number of the attempt that would lose its lease.</summary>
    public required int Attempt { get; init; }

    /// <summary>The bot that holds it.</summary>
    public required string Bot { get; init; }

    /// <summary><c>processing</c> or <c>draining</c>.</summary>
    public required string BotState { get; init; }

    /// <summary>Whether the bot is alive: it has been heard of within the last lease.</summary>
    public required bool Alive { get; init; }

    /// <summary>The bot's last heartbeat; null if none came since the coordinator started.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>Whether the bot runs it, by its last heartbeat; null while that cannot have shown it.</summary>
    public bool? Running { get; init; }

    /// <summary>Where the job would stand: <c>pending</c>, or <c>failed</c> if no attempt is left.</summary>
    public required JobStatus Then { get; init; }

    /// <summary>
    /// Bots, not lost, that run the job's operation and are not excluded from it, besides this one.
    /// </summary>
    public required int OtherBots { get; init; }

    /// <summary>All that in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Where the attempt stands: the same as <c>explain</c> says.</summary>
    public required IReadOnlyList<ExplainReason> Reasons { get; init; }
}
