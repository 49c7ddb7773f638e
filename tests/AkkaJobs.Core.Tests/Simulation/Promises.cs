namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>The names of what is checked, beside those of <c>Invariants</c>.</summary>
internal static class Promises
{
    public const string Durable = "Durable before spoken";
    public const string OneLease = "One lease";
    public const string TokensGrow = "Tokens only grow";
    public const string OneOutcome = "One outcome";
    public const string EnqueuedOnce = "A job is enqueued once";
    public const string Bounded = "Nothing stays in processing";
    public const string Finishes = "Every acknowledged job finishes";
    public const string Replay = "Replay equals life";
    public const string Time = "Time never runs back";
    public const string BegunOnce = "An attempt begins once, after its claim";
    public const string Evidence = "Verdicts rest on evidence";
    public const string SelfDoubt = "The coordinator doubts itself first";
    public const string StoppedByToken = "An attempt is stopped by its own token";
    public const string Neighbour = "A neighbour outlives a job that kills its bots";
    public const string Slots = "No bot is overfilled";

    public static void Hold(IEnumerable<string> violations)
    {
        foreach (var violation in violations)
        {
            var cut = violation.IndexOf(": ", StringComparison.Ordinal);
            throw new BrokenPromiseException(violation[..cut], violation[(cut + 2)..]);
        }
    }
}
