using System.Text;
using Akka.Configuration;

namespace AkkaJobs.Bots;

/// <summary>What a bot's shell works with, beside the rules.</summary>
internal sealed record BotSettings
{
    /// <summary>Where the bot and its attempts' actors run; see <see cref="DefaultConfig"/>.</summary>
    public const string Dispatcher = "akkajobs.bot.dispatcher";

    /// <summary>
    /// To be a fallback of the system's configuration. Akka's default dispatcher is the thread pool, where handlers
    /// run; a bot must hear and send heartbeats while they block all of it, so it has two threads of its own.
    /// </summary>
    public static Config DefaultConfig { get; } = ConfigurationFactory.ParseString(
        Dispatcher + """
         {
            type = Dispatcher
            executor = fork-join-executor
            fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 2 }
            throughput = 100
        }
        """);

    public BotRules Rules { get; init; } = new();

    /// <summary>The bot's name; 1 to <see cref="Limits.MaxNameBytes"/> bytes.</summary>
    public required string Name { get; init; }

    /// <summary>The node's name as history shows it.</summary>
    public required string Node { get; init; }

    /// <summary>Attempts that run at once. Default 8; 1 to <see cref="Limits.MaxSlots"/>.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>How often time is looked at: the grain of heartbeats, timeouts and graces. Default 100 ms.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ArgumentException">A value is out of bounds.</exception>
    public void Validate()
    {
        Require(Slots is >= 1 and <= Limits.MaxSlots,
            $"akkajobs.bot.slots must be between 1 and {Limits.MaxSlots}, but is {Slots}.");
        Require(Encoding.UTF8.GetByteCount(Name) is >= 1 and <= Limits.MaxNameBytes,
            $"akkajobs.bot.name must have 1 to {Limits.MaxNameBytes} bytes, but is '{Name}'.");
        Require(Rules.HeartbeatEvery > TimeSpan.Zero, "The heartbeat must be longer than nothing.");
        Require(TickEvery > TimeSpan.Zero, "The tick must be longer than nothing.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
