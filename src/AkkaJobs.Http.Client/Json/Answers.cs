namespace AkkaJobs.Http.Client;

/// <summary>One page of a list.</summary>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What became of an upload; lines are counted from 1.</summary>
internal sealed record UploadSummary
{
    public required long Accepted { get; init; }

    public required long Duplicates { get; init; }

    public required long RejectedCount { get; init; }

    public required IReadOnlyList<RejectedLine> Rejected { get; init; }

    public IReadOnlyList<long>? DuplicateLines { get; init; }
}

/// <summary>A line that was refused.</summary>
internal sealed record RejectedLine
{
    public required long Line { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    public string? Path { get; init; }

    public JobId? JobId { get; init; }

    public long? RetryAfterMs { get; init; }
}

/// <summary>A refusal (RFC 9457).</summary>
internal sealed record ProblemDocument
{
    public required string Code { get; init; }

    public required string Detail { get; init; }

    public string? Path { get; init; }

    public JobId? JobId { get; init; }

    /// <summary>The job whose outcome is unknown.</summary>
    public JobId? Id { get; init; }
}

/// <summary>What goes with an act.</summary>
internal sealed record ActBody
{
    public string? Reason { get; init; }

    public long? Token { get; init; }

    public bool? DryRun { get; init; }

    public bool? ExcludeBot { get; init; }
}
