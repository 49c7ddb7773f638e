namespace AkkaJobs.Bots;

/// <summary>Who a bot is, for the whole of its session.</summary>
/// <param name="Name">Its name, as jobs and history show it.</param>
/// <param name="Session">Made at its start; a later one under the same name ends this one.</param>
/// <param name="Node">Its node's name.</param>
/// <param name="Slots">How many attempts it runs at once; 1 to <see cref="Limits.MaxSlots"/>.</param>
/// <param name="Operations">What it runs; at most <see cref="Limits.MaxOperations"/>.</param>
internal sealed record BotIdentity(string Name, string Session, string Node, int Slots, string[] Operations);

/// <summary>The numbers that the bot's rules work with.</summary>
internal sealed record BotRules
{
    /// <summary>How often it says what it holds; the coordinator's <c>heartbeat</c>. Default 2 s.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a handler may go on after it was asked to stop; the coordinator's. Default 5 s.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a draining bot lets its attempts finish before it cancels them. They then have
    /// <see cref="CancelGrace"/> to stop. Default 20 s.
    /// </summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a report waits for its answer before it is sent again. Default 2 s.</summary>
    public TimeSpan ReportRetryEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a bot that leaves waits to hear that the coordinator knows. Default 4 s.</summary>
    public TimeSpan LeaveGrace { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Reports that are worth a message though others are still unanswered: below it they wait for that answer, so that
    /// at high rates hundreds travel together. Default 64.
    /// </summary>
    public int ReportsWorthSending { get; init; } = 64;

    /// <summary>Messages with reports that may be unanswered at once. Default 8.</summary>
    public int MaxReportsInFlight { get; init; } = 8;

    /// <summary>Bytes of reports in one message; the frame of Akka.Remote must hold more. Default 512 KiB.</summary>
    public int ReportBytes { get; init; } = 512 << 10;

    /// <summary>Bytes of one attempt's progress; larger ones are not passed on. Default 4 KiB.</summary>
    public int ProgressBytes { get; init; } = Limits.MaxProgressBytes;

    /// <summary>Bytes of progress in one heartbeat; the rest goes with the next. Default 256 KiB.</summary>
    public int ProgressBytesInHeartbeat { get; init; } = Limits.MaxHeartbeatProgressBytes;

    /// <summary>The longest a bot needs from being asked to drain until it has left.</summary>
    public TimeSpan DrainWithin => DrainGrace + CancelGrace + LeaveGrace;
}
