using System.Text.Json.Serialization;

namespace AkkaJobs.Http;

/// <summary>One page of a list.</summary>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What a claim got; empty when the wait was up.</summary>
internal sealed record ClaimedJobs(IReadOnlyList<ClaimedJob> Jobs);

/// <summary>The report is stored.</summary>
internal sealed record ReportStored(JobId Id, long Token)
{
    public string Answer { get; } = "stored";
}

/// <summary>What became of a bulk upload.</summary>
/// <param name="Accepted">Jobs stored now.</param>
/// <param name="Duplicates">Lines whose job stood already.</param>
/// <param name="RejectedCount">Lines refused.</param>
/// <param name="Rejected">The first 1,000 of them.</param>
internal sealed record BulkSummary(
    long Accepted, long Duplicates, long RejectedCount, IReadOnlyList<RejectedLine> Rejected)
{
    /// <summary>The numbers of the first 1,000 lines whose job stood already; null if there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? DuplicateLines { get; init; }
}

/// <summary>A line that was refused, counted from 1, with what a problem document would say of it.</summary>
internal sealed record RejectedLine(long Line, string Code, string Detail)
{
    /// <summary>The field at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>The job in question: the one that holds the unique key, or the one whose outcome is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobId? JobId { get; init; }

    /// <summary>How long to wait before trying again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RetryAfterMs { get; init; }
}

/// <summary>A line of an audit; the last one is of kind <c>end</c> and says whether all agree.</summary>
internal sealed record AuditAnswer(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    bool? Clean);

/// <summary>What a node offers to operators.</summary>
internal sealed record PaletteListing(IReadOnlyList<Palette> Items);

/// <summary>Whether the node is well.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthLine> Checks);

/// <summary>One check; the detail only for callers with a token.</summary>
internal sealed record HealthLine(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Detail);
