using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>What one of many acts came to, or in a dry run would come to.</summary>
public sealed record ActedView
{
    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>What it runs.</summary>
    public required string Operation { get; init; }

    /// <summary>Where the filter found it.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>The bot that holds it, or held it last.</summary>
    public string? Bot { get; init; }

    /// <summary>Where it stands now, or would stand; null if it was left alone, or nothing is known.</summary>
    public JobStatus? Then { get; init; }

    /// <summary>
    /// Why it was left alone, as in <c>moved_on</c>; <c>coordinator_unavailable</c> if nothing is known; else null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>That in one sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}
