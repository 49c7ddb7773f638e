namespace AkkaJobs.Alerts;

/// <summary>What is to be told of an alert.</summary>
/// <param name="Alert">Which.</param>
/// <param name="IsRaised">Whether it is raised, or raised still; else it is cleared.</param>
/// <param name="At">When that was found.</param>
/// <param name="Since">Since when it is, or was, so.</param>
/// <param name="Detail">What, for a person; of a cleared one, what it was.</param>
/// <param name="Count">What the alert counts; of a cleared one 0.</param>
/// <param name="Jobs">Jobs that it is about; at most <see cref="MaxJobs"/>.</param>
internal sealed record AlertNotice(
    Alert Alert, bool IsRaised, Timestamp At, Timestamp Since, string Detail, long Count, IReadOnlyList<JobId> Jobs)
{
    /// <summary>Jobs that are named.</summary>
    public const int MaxJobs = 10;

    /// <summary>Symptoms that are told one by one.</summary>
    public const int MaxSymptoms = 10;

    /// <summary>The word in JSON.</summary>
    public string State => IsRaised ? "raised" : "cleared";

    /// <summary>Raised for these symptoms.</summary>
    public static AlertNotice Raised(
        Alert alert, IReadOnlyList<Symptom> symptoms, Timestamp since, Timestamp now)
    {
        var detail = OneLine(string.Join(' ', symptoms.Take(MaxSymptoms).Select(symptom => symptom.Detail)));
        var more = symptoms.Count > MaxSymptoms ? $" And {symptoms.Count - MaxSymptoms} more." : "";
        return new AlertNotice(
            alert, true, now, since, detail + more, symptoms.Sum(symptom => symptom.Count),
            [.. symptoms.SelectMany(symptom => symptom.Jobs).Take(MaxJobs)]);
    }

    /// <summary>The end of this one.</summary>
    public AlertNotice Cleared(string why, Timestamp now) =>
        this with { IsRaised = false, At = now, Detail = $"{why} It was: {Detail}", Count = 0, Jobs = [] };

    /// <summary>Names in it are those of whoever enqueues, and must not make lines of their own in a log.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
}
