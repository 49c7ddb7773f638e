using AkkaJobs.Alerts;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Telemetry;

/// <summary>
/// Every log line of alerts and their webhooks. No line holds a secret, or of a webhook's address more than its host.
/// </summary>
internal static partial class AlertLog
{
    /// <summary>Says what there is to be told of an alert.</summary>
    public static void Say(ILogger log, AlertNotice notice)
    {
        if (notice.IsRaised)
        {
            Raised(log, notice.Alert.Word(), notice.Since, notice.Detail);
            return;
        }

        Cleared(log, notice.Alert.Word(), notice.Since, notice.Detail);
    }

    [LoggerMessage(4003, LogLevel.Information, "{Webhook} did not take {Delivery} at try {Try}: {Reason}.")]
    public static partial void NotTaken(
        ILogger log, string webhook, Guid delivery, int @try, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "{Webhook} was not told of an alert, delivery {Delivery}: {Reason}.")]
    public static partial void NotTold(ILogger log, string webhook, Guid delivery, string reason);

    [LoggerMessage(4005, LogLevel.Error, "The coordinator could not be asked what alerts rest on.")]
    public static partial void NotAsked(ILogger log, Exception fault);

    [LoggerMessage(4001, LogLevel.Warning, "Alert {Alert} is raised, since {Since}: {Detail}")]
    private static partial void Raised(ILogger log, string alert, Timestamp since, string detail);

    [LoggerMessage(4002, LogLevel.Information, "Alert {Alert}, raised since {Since}, is cleared: {Detail}")]
    private static partial void Cleared(ILogger log, string alert, Timestamp since, string detail);
}
