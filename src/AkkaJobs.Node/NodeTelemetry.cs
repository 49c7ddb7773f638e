using AkkaJobs.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AkkaJobs.Node;

/// <summary>What the node measures, for Prometheus and, where it is wanted, for a collector.</summary>
internal static class NodeTelemetry
{
    private const string Path = "/metrics";

    /// <summary>
    /// Listens to our meter and the runtime's, and, where there is a collector, to our spans and the web server's.
    /// </summary>
    public static void Add(IServiceCollection services, AkkaJobsOptions options) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("akkajobs", serviceInstanceId: options.Node.EffectiveName))
        .WithMetrics(metrics =>
        {
            metrics.AddMeter("AkkaJobs", "System.Runtime").AddPrometheusExporter();
            if (options.Telemetry.Otlp.Length > 0)
                metrics.AddOtlpExporter(exporter => exporter.Endpoint = new Uri(options.Telemetry.Otlp));
        })
        .WithTracing(traces =>
        {
            // Spans go to a collector or nowhere: without one nobody listens, and they cost nothing.
            if (options.Telemetry.Otlp.Length > 0)
            {
                traces.AddSource("AkkaJobs", "Microsoft.AspNetCore")
                    .AddOtlpExporter(exporter => exporter.Endpoint = new Uri(options.Telemetry.Otlp));
            }
        });

    /// <summary>Maps <c>/metrics</c> on the management port, for whoever has a token.</summary>
    public static void Map(WebApplication app)
    {
        var tokens = app.Services.GetRequiredService<HttpTokens>();
        app.MapPrometheusScrapingEndpoint(
                Path,
                meterProvider: null,
                branch => branch.Use(async (context, next) =>
                {
                    SafeHeaders.Add(context.Response);
                    if (tokens.Judge(context.Request).Problem is { } problem)
                        await Problems.WriteAsync(context, problem);
                    else
                        await next(context);
                }),
                optionsName: null)
            .WithMetadata(DoorOf.Management);
    }
}
