using System.Diagnostics;
using AkkaJobs.Coordination;

namespace AkkaJobs.Followers;

/// <summary>One line of a job's history, as it is stored.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Number">The event's number.</param>
/// <param name="Event">What happened, in one word.</param>
internal readonly record struct HistoryEntry(Timestamp At, long Number, string Event)
{
    public const string Claimed = "claimed";
    public const string Succeeded = "succeeded";
    public const string AttemptFailed = "attempt-failed";
    public const string Failed = "failed";
    public const string Released = "released";
    public const string Cancelled = "cancelled";
    public const string ReportRefused = "report-refused";

    /// <summary>The event word of the line that stands for folded ones.</summary>
    public const string Folded = "folded";

    /// <summary>What a release says that excluded its bot.</summary>
    private const string ExcludedNote = " (the bot does not get it again)";

    public int? Attempt { get; init; }

    public long? Token { get; init; }

    public string? Bot { get; init; }

    public string? By { get; init; }

    /// <summary>An operator's words, a verdict, or an error.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the attempt ended, where no bot reported its end.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>How many lines a folded one stands for.</summary>
    public int? Count { get; init; }

    /// <summary>What the history says of an event.</summary>
    public static HistoryEntry Of(long number, JobEvent e) => e switch
    {
        JobEnqueued enqueued => new(e.At, number, "enqueued") { By = enqueued.Spec.By },
        JobDue => new(e.At, number, "due"),
        JobClaimed c => new(e.At, number, Claimed) { Attempt = c.Attempt, Token = c.Token, Bot = c.Bot },
        AttemptOverdue overdue => new(e.At, number, "overdue") { Token = overdue.Token },
        JobSucceeded s => new(e.At, number, Succeeded) { Attempt = s.Attempt, Token = s.Token, Bot = s.Bot },
        AttemptFailed f => new(e.At, number, AttemptFailed)
        {
            Attempt = f.Attempt,
            Token = f.Token,
            Bot = f.Bot,
            Reason = f.Error,
        },
        JobFailed f => new(e.At, number, Failed)
        {
            Attempt = f.Attempt,
            Token = f.Token,
            Bot = f.Bot,
            Reason = f.Error,
            Verdict = f.Verdict,
        },
        JobReleased r => new(e.At, number, Released)
        {
            Attempt = r.Attempt,
            Token = r.Token,
            Bot = r.Bot,
            By = r.By,
            Reason = (r.Reason ?? r.Verdict.Word()) + (r.Exclude ? ExcludedNote : ""),
            Verdict = r.Verdict,
        },
        JobCancelled c => new(e.At, number, Cancelled)
        {
            Attempt = c.Token is null ? null : c.Attempt,
            Token = c.Token,
            Bot = c.Bot,
            By = c.By,
            Reason = c.Reason,
        },
        JobRetried r => new(e.At, number, "retried") { By = r.By, Reason = r.Reason },
        ReportRefused r => new(e.At, number, ReportRefused)
        {
            Attempt = r.Attempt,
            Token = r.Token,
            Bot = r.Bot,
            Reason = r.Kind == ReportKind.Completed ? "completed" : "failed",
        },
        AttemptAbandoned a => new(e.At, number, "attempt-abandoned") { Token = a.Token, Bot = a.Bot },
        _ => throw new UnreachableException($"No history line for {e.GetType().Name}."),
    };

    public HistoryLine ToLine() => new()
    {
        At = At.ToDateTimeOffset(),
        Number = Number,
        Event = Event,
        Attempt = Attempt,
        Token = Token,
        Bot = Bot,
        By = By,
        Reason = Reason,
    };
}
