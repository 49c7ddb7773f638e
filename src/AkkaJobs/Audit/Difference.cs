using System.Globalization;
using System.Text;

namespace AkkaJobs.Audit;

/// <summary>One thing that is not as the journal says.</summary>
/// <param name="Where">
/// Table and column as <c>results.result</c>, a file of the lake as <c>datalake date=2026-11-24/5-8.ndjson</c> with the
/// field behind it, or <c>journal</c>.
/// </param>
/// <param name="Job">The job, as it is written there; null where none is meant.</param>
/// <param name="Number">The event's number; null where none is meant.</param>
/// <param name="Expected">What the journal says.</param>
/// <param name="Found">What is there instead.</param>
internal sealed record Difference(string Where, string? Job, long? Number, string Expected, string Found)
{
    public const string Nothing = "nothing";

    /// <summary>Characters of a value that are shown.</summary>
    private const int Shown = 120;

    /// <summary>
    /// Whether a repair mends it. What is wrong in the journal itself cannot be mended from anything else.
    /// </summary>
    public bool Mendable { get; init; } = true;

    /// <summary>What is wrong in the journal.</summary>
    public static Difference InJournal(string? job, long? number, string expected, string found) =>
        new("journal", job, number, expected, found) { Mendable = false };

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Job is not null)
        {
            text.Append("job ").Append(Cut(Job)).Append(", ");
        }

        if (Number is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $"event {number}, ");
        }

        return text.Append(Where).Append(": expected ").Append(Cut(Expected)).Append(", found ").Append(Cut(Found))
            .ToString();
    }

    private static string Cut(string value)
    {
        var line = value.ReplaceLineEndings("\\n");
        return line.Length <= Shown ? line : string.Concat(line.AsSpan(0, Shown), "…");
    }
}
