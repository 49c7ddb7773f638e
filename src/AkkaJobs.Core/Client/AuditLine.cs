using System.Diagnostics;

namespace AkkaJobs;

/// <summary>What an audit says, in the order in which it finds it.</summary>
/// <param name="Kind">What the line is about.</param>
/// <param name="Text">One line for people.</param>
public sealed record AuditLine(AuditLineKind Kind, string Text)
{
    /// <summary>Of a line that says how far it is: events of the journal that have been read.</summary>
    public long Done { get; init; }

    /// <summary>Of such a line: events that there were when it began.</summary>
    public long Total { get; init; }
}

/// <summary>The words for kinds of lines.</summary>
public static class AuditLineKindExtensions
{
    /// <summary>The <c>kind</c> in JSON.</summary>
    public static string Word(this AuditLineKind kind) => kind switch
    {
        AuditLineKind.Difference => "difference",
        AuditLineKind.Repaired => "repaired",
        AuditLineKind.Summary => "summary",
        AuditLineKind.Progress => "progress",
        _ => throw new UnreachableException($"No word for {(int)kind}."),
    };
}

/// <summary>What a line of an audit is about.</summary>
public enum AuditLineKind
{
    /// <summary>One thing that is not as the journal says, with job id and event number.</summary>
    Difference = 1,

    /// <summary>One thing that a repair did.</summary>
    Repaired,

    /// <summary>What an audit came to; after a repair there are two, the second of how things are now.</summary>
    Summary,

    /// <summary>How far the audit is in the journal, which takes most of its time; now and then.</summary>
    Progress,
}
