using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Http;

/// <summary>The HTTP door: what a host calls to open it.</summary>
public static class AkkaJobsHttp
{
    private const string Description = "/openapi/v1.json";

    /// <summary>
    /// Sets tokens and bounds, lets empty 404 and 405 answers below the prefix go out as problem documents, and makes
    /// <c>ListenAkkaJobs</c> and health checks work. Not needed by a host that has a policy of its own and no wish.
    /// </summary>
    public static IServiceCollection AddAkkaJobsHttp(
        this IServiceCollection services, Action<HttpOptions>? configure = null)
    {
        services.AddOptions<HttpOptions>().Configure(options => configure?.Invoke(options));
        services.AddHealthChecks();
        services.TryAddSingleton<OwnPaths>();
        services.TryAddSingleton(sp => new HttpTokens(
            sp.GetRequiredService<IOptions<HttpOptions>>(), sp.GetService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, StatusProblems>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, DoorPolicy>());
        return services;
    }

    /// <summary>Offers operators commands of the host's own: they appear in <c>pbm</c> by themselves.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The palette's name; lower-case letters, digits and hyphens.</param>
    /// <param name="help">What it is about, in one line.</param>
    /// <param name="configure">Adds its commands.</param>
    public static IServiceCollection AddPalette(
        this IServiceCollection services, string name, string help, Action<PaletteBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var palette = new PaletteBuilder(name, help);
        configure(palette);
        return services.AddSingleton(palette);
    }

    /// <summary>
    /// Maps every route of the HTTP interface. Needs <see cref="IJobClient"/>, <see cref="IJobOperator"/> and
    /// <see cref="IRemoteBots"/> from the services.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">Where they hang, as in <c>/jobs-api</c>. Default the root.</param>
    /// <returns>
    /// For the host's conventions. <c>RequireAuthorization</c> on it puts the host's policy in place of tokens: whoever
    /// it lets in may do everything, and the user's name stands in histories.
    /// </returns>
    public static IEndpointConventionBuilder MapAkkaJobs(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var desk = Desk.From(endpoints.ServiceProvider);
        var paths = endpoints.ServiceProvider.GetService<OwnPaths>();
        var group = endpoints.MapGroup(prefix);
        foreach (var route in Routes.All)
        {
            group.MapMethods(route.Pattern, [route.Method], context => desk.ServeAsync(context, route))
                .WithMetadata(route, DoorOf.Http)
                .WithDisplayName($"AkkaJobs {route.Method} {route.Pattern}");
        }

        group.MapMethods(Description, [HttpMethods.Get], context => OpenApiAnswer.WriteAsync(context, Description))
            .WithMetadata(DoorOf.Http)
            .AllowAnonymous()
            .WithDisplayName($"AkkaJobs {Description}");
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            Gate.Mark(endpoint);
            paths?.Learn(endpoint, Description);
        });
        return group;
    }
}
