using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkkaJobs.Http;

/// <summary>Gives a problem document to refusals of the server itself: no such route, no such method.</summary>
internal sealed class StatusProblems(OwnPaths paths) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RunAsync);
        next(app);
    };

    private async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400 and not 499, ContentType: null, ContentLength: null }
            && paths.Cover(context))
        {
            SafeHeaders.Add(response);
            await Problems.WriteAsync(context, Problems.OfStatus(response.StatusCode, context));
        }
    }
}

/// <summary>The prefixes below which routes are ours.</summary>
internal sealed class OwnPaths
{
    private readonly ConcurrentDictionary<PathString, bool> _prefixes = new();

    /// <summary>Learns the whole prefix, of groups around ours too, from the endpoint of a known path.</summary>
    public void Learn(EndpointBuilder endpoint, string known)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern: { RawText: { } text, Parameters.Count: 0 } }
            && text.EndsWith(known, StringComparison.Ordinal))
        {
            var prefix = text[..^known.Length].Trim('/');
            _prefixes.TryAdd(prefix.Length == 0 ? PathString.Empty : new PathString("/" + prefix), true);
        }
    }

    public bool Cover(HttpContext context) =>
        context.Features.Get<DoorOf>() is not null
        || _prefixes.Keys.Any(prefix => context.Request.Path.StartsWithSegments(prefix));
}
