namespace AkkaJobs;

/// <summary>
/// Where the node program sends what it measures, beside <c>/metrics</c>: <c>akkajobs.telemetry</c>. An embedding host
/// listens to the meter <c>AkkaJobs</c> itself.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The collector that takes OTLP over gRPC, <c>akkajobs.telemetry.otlp</c>, as in <c>http://127.0.0.1:4317</c>.
    /// Default empty: none.
    /// </summary>
    public string Otlp { get; set; } = "";
}
