namespace AkkaJobs;

/// <summary>Which finishes to list; every field narrows.</summary>
public sealed record ResultFilter
{
    /// <summary>Only finishes of this job.</summary>
    public JobId? JobId { get; init; }

    /// <summary>Only finishes with this status.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Only this operation.</summary>
    public string? Operation { get; init; }

    /// <summary>Only finishes by this bot.</summary>
    public string? Bot { get; init; }

    /// <summary>Rows a page, 1–1,000. Default 50.</summary>
    public int Limit { get; init; } = Limits.DefaultListLimit;

    /// <summary>The <see cref="Page{T}.NextCursor"/> of the page before.</summary>
    public string? Cursor { get; init; }
}
