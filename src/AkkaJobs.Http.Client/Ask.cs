namespace AkkaJobs.Http.Client;

/// <summary>One request to a node.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Below the root, with its query; made anew for each try.</param>
internal sealed record Ask(HttpMethod Method, Func<string> Path)
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";

    private const string AskAgain = "Ask again.";
    private const string SameId = "Repeat the request with the same id: it will not run twice.";
    private const string LookFirst = "Nothing is known of what became of it: look before you repeat it.";

    public ReadOnlyMemory<byte>? Body { get; private init; }

    public string Type { get; private init; } = Json;

    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    public bool Repeatable { get; private init; }

    /// <summary>How long the node may wait before it answers, because it was asked to.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The job whose outcome is unknown if there is no answer.</summary>
    public JobId? Id { get; private init; }

    /// <summary>What to do if there is none, in one sentence.</summary>
    public string Cure { get; private init; } = LookFirst;

    public static Ask Read(string path) => Read(() => path);

    public static Ask Read(Func<string> path) => new(HttpMethod.Get, path) { Repeatable = true, Cure = AskAgain };

    public static Ask Enqueue(ReadOnlyMemory<byte> job, JobId id) => new(HttpMethod.Post, () => "jobs")
    {
        Body = job,
        Repeatable = true,
        Id = id,
        Cure = SameId,
    };

    public static Ask EnqueueMany(ReadOnlyMemory<byte> lines) => new(HttpMethod.Post, () => "jobs/bulk")
    {
        Body = lines,
        Type = Lines,
        Repeatable = true,
        Cure = SameId,
    };

    public static Ask Act(string path, ReadOnlyMemory<byte> body, JobId? id = null) =>
        new(HttpMethod.Post, () => path) { Body = body, Id = id };
}
