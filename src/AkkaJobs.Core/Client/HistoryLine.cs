namespace AkkaJobs;

/// <summary>One transition of a job, or one refused report.</summary>
public sealed record HistoryLine
{
    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The event's number in the journal.</summary>
    public required long Number { get; init; }

    /// <summary>What happened, as in <c>enqueued</c>, <c>claimed</c>, <c>released</c>, <c>report-refused</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The attempt concerned.</summary>
    public int? Attempt { get; init; }

    /// <summary>The token concerned.</summary>
    public long? Token { get; init; }

    /// <summary>The bot concerned.</summary>
    public string? Bot { get; init; }

    /// <summary>The operator or client who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>Why: an operator's words, a verdict, or an error.</summary>
    public string? Reason { get; init; }
}
