namespace AkkaJobs.Http;

/// <summary>One refusal as it goes out.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable word.</param>
/// <param name="Title">The same for every problem of this code.</param>
/// <param name="Detail">What was wrong this time, and what to do.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>The field, parameter or header at fault.</summary>
    public string? Path { get; init; }

    /// <summary>The job in question.</summary>
    public JobId? JobId { get; init; }

    /// <summary>The job whose outcome is unknown: repeat with this id.</summary>
    public JobId? Id { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
