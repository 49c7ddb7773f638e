namespace AkkaJobs;

/// <summary>
/// The bot of one node: <c>akkajobs.bot</c>. How often it sends a heartbeat and how long it lets a cancelled handler
/// go on are the coordinator's, <see cref="CoordinatorOptions.Heartbeat"/> and <see
/// cref="CoordinatorOptions.CancelGrace"/>: both sides must agree.
/// </summary>
public sealed class BotOptions
{
    /// <summary>
    /// The bot's name, <c>akkajobs.bot.name</c>, as jobs, results and history show it. Default empty: the node's
    /// name. At most 128 bytes; a bot that joins under a name that is taken ends the earlier one.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>Jobs that run at once, <c>akkajobs.bot.slots</c>. Default 8; 1 to 1024.</summary>
    public int Slots { get; set; } = 8;

    /// <summary>
    /// Which of its operations this bot runs, <c>akkajobs.bot.operations</c>. Default empty: all for which a handler is
    /// registered. At most 256; one without a handler stops the start.
    /// </summary>
    public IReadOnlyList<string> Operations { get; set; } = [];

    /// <summary>
    /// How long a stopping bot lets its jobs finish before it gives them back, <c>akkajobs.bot.drain-grace</c>. Default
    /// 20 s; 0 to 1 h. Cancelled handlers then have <see cref="CoordinatorOptions.CancelGrace"/> to stop.
    /// </summary>
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(20);
}
