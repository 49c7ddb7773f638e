using System.Diagnostics.Metrics;
using AkkaJobs.Alerts;

namespace AkkaJobs.Telemetry;

/// <summary>
/// The alerts of this node, and what became of telling them. Those of the whole cluster have a value where the
/// coordinator is.
/// </summary>
internal sealed class AlertMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;

    public AlertMeter(IMeterFactory? meters, AlertStatus status)
    {
        _meter = meters?.Create(JobsMeter.Name) ?? new Meter(JobsMeter.Name);
        _meter.CreateObservableGauge(
            "akkajobs.alerts",
            () => status.Standing.Select(standing => new Measurement<int>(
                standing.Raised is null ? 0 : 1,
                new KeyValuePair<string, object?>("akkajobs.alert", standing.Alert.Word()))),
            "1",
            "1 while an alert is raised, else 0.");
        _deliveries = _meter.CreateCounter<long>(
            "akkajobs.alerts.deliveries", "{delivery}", "Alerts for webhooks: sent, failed or dropped.");
    }

    /// <summary>One alert for one webhook has come to its end.</summary>
    public void Count(string webhook, WebhookOutcome outcome) => _deliveries.Add(
        1,
        new KeyValuePair<string, object?>("akkajobs.outcome", Word(outcome)),
        new KeyValuePair<string, object?>("akkajobs.webhook", webhook));

    public void Dispose() => _meter.Dispose();

    private static string Word(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Sent => "sent",
        WebhookOutcome.Failed => "failed",
        _ => "dropped",
    };
}
