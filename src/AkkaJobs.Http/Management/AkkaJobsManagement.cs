using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Http;

/// <summary>What orchestrators and operators ask on the management port.</summary>
public static class AkkaJobsManagement
{
    /// <summary>Checks with this tag decide <c>/health/live</c>: whether the process must be started again.</summary>
    public const string LiveTag = "live";

    /// <summary>Checks with this tag decide <c>/health/ready</c>: whether the node can serve.</summary>
    public const string ReadyTag = "ready";

    /// <summary>
    /// Maps <c>/health/live</c> and <c>/health/ready</c>: 200, or 503 when a check is unhealthy. Anyone may ask; what
    /// the checks say in detail is shown to callers with a token. And <c>POST /audit</c> with <c>{"repair": true}</c>
    /// or without, for admins: a JSON object a line, the last of which says whether all agree. And <c>/palettes</c>,
    /// what <c>pbm</c> calls. Needs <c>AddAkkaJobsHttp</c>, and <see cref="IJobAudit"/>, <see cref="IJobClient"/>,
    /// <see cref="IJobOperator"/> and <see cref="IClusterOperator"/> from the services.
    /// </summary>
    public static IEndpointConventionBuilder MapAkkaJobsManagement(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var tokens = endpoints.ServiceProvider.GetRequiredService<HttpTokens>();
        var group = endpoints.MapGroup("");
        Map("/health/live", LiveTag);
        Map("/health/ready", ReadyTag);
        var desk = Desk.From(endpoints.ServiceProvider);
        var palettes = new PaletteTable(endpoints.ServiceProvider.GetServices<PaletteBuilder>());
        foreach (var route in PaletteRoutes.Of(palettes).Prepend(AuditRoute.Audit))
        {
            Serve(route);
        }

        return group;

        void Serve(Route route)
        {
            group.MapMethods(route.Pattern, [route.Method], context => desk.ServeAsync(context, route))
                .WithMetadata(DoorOf.Management)
                .WithDisplayName($"AkkaJobs {route.Method} {route.Pattern}")
                .Finally(Gate.Mark);
        }

        void Map(string path, string tag) => group
            .MapMethods(path, [HttpMethods.Get], context => AnswerAsync(context, tokens, tag))
            .WithMetadata(DoorOf.Management)
            .AllowAnonymous()
            .WithDisplayName($"AkkaJobs {path}");
    }

    private static async Task AnswerAsync(HttpContext context, HttpTokens tokens, string tag)
    {
        SafeHeaders.Add(context.Response);
        var checks = context.RequestServices.GetRequiredService<HealthCheckService>();
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(tag), context.RequestAborted);
        var detailed = tokens.Find(context.Request) is not null;
        var lines = report.Entries
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new HealthLine(
                entry.Key, Word(entry.Value.Status), detailed ? Detail(entry.Value) : null));
        var status = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        var answer = new HealthAnswer(Word(report.Status), lines.ToArray());
        await Call.WriteAsync(context, answer, HttpJson.Answers.HealthAnswer, status);
    }

    private static string? Detail(HealthReportEntry entry) => entry.Description ?? entry.Exception?.Message;

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
