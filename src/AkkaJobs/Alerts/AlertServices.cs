using System.Diagnostics.Metrics;
using AkkaJobs.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Alerts;

/// <summary>Puts the alerts into a node's services.</summary>
internal static class AlertServices
{
    /// <summary>Called after the node's own services, so that these stop first.</summary>
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertStatus>();
        services.AddSingleton(sp => new AlertMeter(
            sp.GetService<IMeterFactory>(), sp.GetRequiredService<AlertStatus>()));
        services.AddSingleton<Webhooks>();
        services.AddHostedService(sp => sp.GetRequiredService<Webhooks>());
        services.AddHostedService<AlertWatch>();
    }
}
