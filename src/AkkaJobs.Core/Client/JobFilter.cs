namespace AkkaJobs;

/// <summary>Which jobs to list; every field narrows.</summary>
public sealed record JobFilter
{
    /// <summary>Only jobs that stand here.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Only this operation.</summary>
    public string? Operation { get; init; }

    /// <summary>Only this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Only jobs that this bot holds or held last.</summary>
    public string? Bot { get; init; }

    /// <summary>Only jobs with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Rows a page, 1–1,000. Default 50.</summary>
    public int Limit { get; init; } = Limits.DefaultListLimit;

    /// <summary>The <see cref="Page{T}.NextCursor"/> of the page before.</summary>
    public string? Cursor { get; init; }
}
