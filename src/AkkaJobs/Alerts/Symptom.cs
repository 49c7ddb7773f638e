namespace AkkaJobs.Alerts;

/// <summary>
/// Something that one look has found, and that is a reason for an alert once it has held for long enough.
/// </summary>
/// <param name="Key">What it is found again by at the next look; one of its own within the alert.</param>
/// <param name="For">How long it must hold.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record Symptom(string Key, TimeSpan For, string Detail)
{
    /// <summary>
    /// Since when it is so; null where that is not known, and then since the first look that found it.
    /// </summary>
    public Timestamp? Since { get; init; }

    /// <summary>What it counts.</summary>
    public long Count { get; init; }

    /// <summary>Jobs that it is about, or some of them.</summary>
    public IReadOnlyList<JobId> Jobs { get; init; } = [];
}
