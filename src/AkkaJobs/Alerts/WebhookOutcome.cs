namespace AkkaJobs.Alerts;

/// <summary>What became of one alert for one webhook.</summary>
internal enum WebhookOutcome
{
    /// <summary>It was taken.</summary>
    Sent,

    /// <summary>It was refused, or not taken in as many tries as there are.</summary>
    Failed,

    /// <summary>It was not tried to its end: too many waited, or the node stopped.</summary>
    Dropped,
}
