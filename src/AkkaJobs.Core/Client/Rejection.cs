namespace AkkaJobs;

/// <summary>A typed "no": which rule, and what to do about it.</summary>
/// <param name="Code">The stable reason.</param>
/// <param name="Detail">One sentence for a person, with the offender and the bound.</param>
public sealed record Rejection(RejectionCode Code, string Detail)
{
    /// <summary>
    /// The field at fault, for <see cref="RejectionCode.Invalid"/> and <see cref="RejectionCode.TooLarge"/>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The job in question: the one that holds the unique key, or the one whose outcome is unknown.</summary>
    public JobId? JobId { get; init; }

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A field out of bounds.</summary>
    public static Rejection Invalid(string path, string detail) => new(RejectionCode.Invalid, detail) { Path = path };

    /// <summary>No such job.</summary>
    public static Rejection UnknownJob(JobId id) =>
        new(RejectionCode.UnknownJob, $"No job has the id {id}, or it has been pruned.") { JobId = id };

    /// <summary>The coordinator cannot be reached or cannot answer; nothing is known of the outcome.</summary>
    public static Rejection CoordinatorUnavailable(JobId? id = null) => new(
        RejectionCode.CoordinatorUnavailable,
        "The coordinator cannot answer now. Repeat the request with the same id: it will not run twice.")
    {
        JobId = id,
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>What the coordinator does not hold cannot be read, because the tables' database is away.</summary>
    public static Rejection TablesUnavailable() => new(
        RejectionCode.CoordinatorUnavailable, "The tables cannot be read now: their database is away. Ask again.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The tables do not show yet what an answer would have to rest on.</summary>
    public static Rejection TablesBehind() => new(
        RejectionCode.CoordinatorUnavailable,
        "The tables are behind, and an answer from them would be wrong. Ask again.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The node that was asked has no database to read from.</summary>
    public static Rejection NoTables() => new(
        RejectionCode.WrongNode,
        "This node only runs jobs and has no database: ask one with the role coordinator or http.");
}
