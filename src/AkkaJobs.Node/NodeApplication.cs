using AkkaJobs.Http;
using AkkaJobs.Node.Operations;

namespace AkkaJobs.Node;

/// <summary>Makes one process of it: the node, the HTTP door and the management port.</summary>
internal static class NodeApplication
{
    /// <summary>The least a host waits for its parts to stop; drain and graces may ask for more.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(30);

    /// <summary>Builds it; nothing runs, listens or is locked yet.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="tokens">Who is let in.</param>
    public static (WebApplication App, Func<NodeAddresses> Addresses) Build(
        AkkaJobsOptions options, IReadOnlyList<BearerToken> tokens)
    {
        // Empty: neither an appsettings.json that lies about nor ASPNETCORE_URLS, which container images set, steers a
        // node.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        Logging(builder);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = PatienceOf(options));
        builder.Services.AddAkkaJobs(jobs =>
        {
            jobs.UseOptions(options);
            jobs.Handlers.Add(registry => registry.AddBuiltInOperations(
                options.Operations.DataRoot, options.Operations.Diagnostics));
        });
        builder.Services.AddAkkaJobsHttp(http =>
        {
            foreach (var token in tokens)
                http.Tokens.Add(token);
            http.MaxBodyBytes = options.Http.MaxBodyBytes;
            http.BulkBatch = options.Http.BulkBatch;
            http.BulkPatience = options.Http.BulkPatience;
            http.MaxTokenFailures = options.Http.MaxTokenFailures;
        });
        NodeTelemetry.Add(builder.Services, options);
        var (app, addresses) = options.Has(NodeRoles.Http)
            ? WithTwoDoors(builder, options)
            : WithManagement(builder, options);
        NodeTelemetry.Map(app);
        return (app, addresses);
    }

    private static (WebApplication App, Func<NodeAddresses> Addresses) WithTwoDoors(
        WebApplicationBuilder builder, AkkaJobsOptions options)
    {
        var ports = HttpPorts.Listen(builder.WebHost, options.Http.Url, options.Http.ManagementUrl);
        var app = builder.Build();
        app.Use(WaitsEnd.WithTheNode(app.Lifetime));
        app.MapAkkaJobs();
        app.MapAkkaJobsManagement();
        return (app, () => new NodeAddresses(ports.Http, ports.Management));
    }

    private static (WebApplication App, Func<NodeAddresses> Addresses) WithManagement(
        WebApplicationBuilder builder, AkkaJobsOptions options)
    {
        var app = builder.Build();
        app.Urls.Add(options.Http.ManagementUrl);
        app.MapAkkaJobsManagement();
        return (app, () => new NodeAddresses(null, app.Urls.Single()));
    }

    /// <summary>Quiet: warnings and worse; more for whom asks with <c>Logging__LogLevel__Default=Debug</c>.</summary>
    private static void Logging(WebApplicationBuilder builder) => builder.Logging
        .AddConfiguration(new ConfigurationBuilder().AddEnvironmentVariables("Logging__").Build())
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        })
        .SetMinimumLevel(LogLevel.Warning)

        // A start that fails is told in one sentence by the program.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)

        // Said to whoever asks for /health, and again at each question.
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);

    /// <summary>How long a stop may take; who stops the process must wait longer.</summary>
    public static TimeSpan PatienceOf(AkkaJobsOptions options)
    {
        var drain = options.Bot.DrainGrace + options.Coordinator.CancelGrace + TimeSpan.FromSeconds(20);
        return drain > LeastPatience ? drain : LeastPatience;
    }
}

/// <summary>Where a node listens.</summary>
/// <param name="Http">For clients; null without the role.</param>
/// <param name="Management">For health and operators.</param>
internal sealed record NodeAddresses(string? Http, string Management);
