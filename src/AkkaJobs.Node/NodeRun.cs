using Akka.Actor;
using AkkaJobs.Configuration;
using AkkaJobs.Hosting;
using AkkaJobs.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Node;

/// <summary>The life of one node: start, ready, stop.</summary>
internal static class NodeRun
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="settings">What is in force; checked.</param>
    /// <param name="reload">Reads them again.</param>
    /// <param name="output">Hears where everything is once the node is ready.</param>
    /// <returns>The exit code: 0, or the one that asks for a restart.</returns>
    public static async Task<int> RunAsync(
        LoadedSettings settings, Func<LoadedSettings> reload, TextWriter output)
    {
        var options = settings.Options;
        StartProbe.Run(options, DateTimeOffset.UtcNow);
        var tokens = NodeTokens.Of(options);
        var (app, addresses) = NodeApplication.Build(options, tokens.Tokens);
        await using (app)
        {
            if (!await StartedAsync(app))
                return 0;
            if (await ReadyAsync(app))
                await GreetAsync(app, options, addresses(), tokens, output);
            using var rotation = new TokenRotation(
                reload, app.Services.GetRequiredService<HttpTokens>(),
                app.Services.GetRequiredService<ILogger<TokenRotation>>());
            var stop = CoordinatedShutdown.Get(app.Services.GetRequiredService<ActorSystem>());
            await app.WaitForShutdownAsync();
            return WasPutOut(stop) ? NodeLife.RestartExitCode : Environment.ExitCode;
        }
    }

    /// <summary>
    /// Whether the cluster wanted this node no more, or never let it in: it may try again, as a new one.
    /// </summary>
    private static bool WasPutOut(CoordinatedShutdown stop) => stop.ShutdownReason is
        CoordinatedShutdown.ClusterDowningReason or CoordinatedShutdown.ClusterJoinUnsuccessfulReason;

    /// <summary>Starts it; false when it is told to stop meanwhile, and then what had begun is stopped.</summary>
    private static async Task<bool> StartedAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync();
            return false;
        }
    }

    /// <summary>Waits until the node can serve; false when it is told to stop before.</summary>
    private static async Task<bool> ReadyAsync(WebApplication app)
    {
        var health = app.Services.GetRequiredService<HealthCheckService>();
        using var timer = new PeriodicTimer(AskAgainAfter);
        try
        {
            while ((await health.CheckHealthAsync(app.Lifetime.ApplicationStopping)).Status == HealthStatus.Unhealthy)
                await timer.WaitForNextTickAsync(app.Lifetime.ApplicationStopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task GreetAsync(
        WebApplication app, AkkaJobsOptions options, NodeAddresses addresses, NodeTokens tokens, TextWriter output)
    {
        var address = Akka.Cluster.Cluster.Get(app.Services.GetRequiredService<ActorSystem>()).SelfAddress;
        var operations = options.Bot.Operations.Count > 0
            ? options.Bot.Operations
            : app.Services.GetRequiredService<HandlerRegistry>().Operations;
        foreach (var line in NodeGreeting.Lines(
            options, addresses, $"{address.Host}:{address.Port}", tokens, operations))
            await output.WriteLineAsync(line);
    }
}
