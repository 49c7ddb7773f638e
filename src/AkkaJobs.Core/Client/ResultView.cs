namespace AkkaJobs;

/// <summary>One finish of a job: a row of the <c>results</c> table.</summary>
public sealed record ResultView
{
    /// <summary>The event number of the finish.</summary>
    public required long Id { get; init; }

    /// <summary>The job that finished.</summary>
    public required JobId JobId { get; init; }

    /// <summary>What it ran.</summary>
    public required string Operation { get; init; }

    /// <summary>Its input.</summary>
    public required JsonText Args { get; init; }

    /// <summary>How it ended: succeeded, failed or cancelled.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Its output; null unless it succeeded.</summary>
    public JsonText? Result { get; init; }

    /// <summary>Its error; null unless it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The bot whose report was accepted, or that held it when it was cancelled.</summary>
    public string? ProcessedBy { get; init; }

    /// <summary>When the finish was decided.</summary>
    public required DateTimeOffset ProcessedAt { get; init; }

    /// <summary>Run time in milliseconds, as the bot measured it.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The number of the attempt; 0 if there was none.</summary>
    public int Attempt { get; init; }

    /// <summary>The token of the accepted report's claim; null if there was none.</summary>
    public long? Token { get; init; }
}
