using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>
/// Why a job is where it is: why it does not run, or what becomes of it while it does, or how it ended.
/// </summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Summary">One sentence: the reason that decides.</param>
/// <param name="Reasons">All that is known, what decides first; never empty.</param>
public sealed record ExplainView(JobStatus Status, string Summary, IReadOnlyList<ExplainReason> Reasons)
{
    /// <summary>
    /// How far the tables are behind, when this was read from them; null when the coordinator answered.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Lag { get; init; }
}
