using Akka.Actor;

namespace AkkaJobs.Bots;

/// <summary>
/// One attempt while its handler runs: what the bot and the handler's thread share. The bot tells it to the attempt's
/// actor to begin it, and hears it back when it has ended.
/// </summary>
internal sealed class AttemptRun(ClaimedJob job) : INoSerializationVerificationNeeded
{
    private Boxed? _progress;

    public ClaimedJob Job { get; } = job;

    /// <summary>How it ended; set before the bot is told.</summary>
    public AttemptEnded? Ended { get; set; }

    /// <summary>What the handler last said of itself since this was last asked; null if nothing.</summary>
    public JsonText? TakeProgress() => Volatile.Read(ref _progress) is null
        ? null
        : Interlocked.Exchange(ref _progress, null)?.Value;

    // The bot fetches it: a handler that reports without pause costs the bot nothing.
    public void Say(JsonText progress) => Volatile.Write(ref _progress, new Boxed(progress));

    private sealed record Boxed(JsonText Value);
}
