using AkkaJobs.Bots;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What the handlers of this world do: a job's args say how good it is.</summary>
internal static class Behaviour
{
    public const string Operation = "act";

    /// <summary>An operation that only some bots run.</summary>
    public const string Rare = "act-rarely";

    public static readonly string[] All =
        ["good", "good", "good", "good", "slow", "slow", "flaky", "fatal", "hangs", "lingers", "stubborn", "kills"];

    /// <summary>Seconds from being asked to stop until it does; null if it never does.</summary>
    public static double? StopsAfter(ClaimedJob job, World world) => Kind(job) switch
    {
        "stubborn" => null,
        "lingers" => world.Between(1, 4.5),
        _ => 0.1,
    };

    /// <summary>When it ends, and how; no outcome means with its process; null means not of itself.</summary>
    public static (double Seconds, HandlerOutcome? Outcome)? Of(ClaimedJob job, World world) => Kind(job) switch
    {
        "good" => (world.Between(0.01, 0.5), new HandlerSucceeded(JsonText.Parse("1"))),
        "slow" => (world.Between(1, 12), new HandlerSucceeded(JsonText.Parse("1"))),
        "flaky" when world.Chance(0.5) => (0.1, new HandlerFailed("flaky", true)),
        "flaky" => (0.1, new HandlerSucceeded(JsonText.Parse("1"))),
        "fatal" => (0.1, new HandlerFailed("fatal", false)),
        "kills" => (world.Between(0.1, 2), null),
        _ => null,
    };

    public static JsonText Args(string kind) => JsonText.Parse($"\"{kind}\"");

    public static string Kind(ClaimedJob job) => job.Args.ToString().Trim('"');
}
