using AkkaJobs.Client;
using AkkaJobs.Coordinator;
using AkkaJobs.Hosting;
using AkkaJobs.Protocol;
using AkkaJobs.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Alerts;

/// <summary>
/// Looks at the coordinator again and again, by one question, and tells what the rules say is to be told: to the log,
/// to <see cref="AlertStatus"/> and to webhooks. From the end of the host's start until it begins to stop.
/// </summary>
internal sealed class AlertWatch(
    AkkaJobsOptions options,
    NodeLife node,
    CoordinatorEdge edge,
    AlertStatus status,
    Webhooks webhooks,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<AlertWatch> log)
    : BackgroundService
{
    /// <summary>A coordinator that takes longer to answer is as good as away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SteadyClock _clock = new(time);
    private readonly AlertRules _rules = new(options.Alerts);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, host.ApplicationStopping);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = host.ApplicationStarted.Register(started.SetResult);
        try
        {
            // Before that the actor system may not be there yet.
            await started.Task.WaitAsync(stop.Token).ConfigureAwait(false);
            using var next = new PeriodicTimer(options.Alerts.Interval, time);
            do
            {
                await LookAsync(stop.Token).ConfigureAwait(false);
            }
            while (await next.WaitForNextTickAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The node stops, and what it saw from now on would say nothing.
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var read = await AskAsync(cancel).ConfigureAwait(false);
        var notices = _rules.Look(read, _clock.Now);
        status.Standing = _rules.Standing;
        foreach (var notice in notices)
        {
            AlertLog.Say(log, notice);
            webhooks.Tell(notice);
        }
    }

    private async Task<TroubleRead?> AskAsync(CancellationToken cancel)
    {
        try
        {
            return await edge.AskWithinAsync<TroubleRead>(new ReadTrouble(node.SelfAddress), Patience, cancel)
                .ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whoever watches must not end the node that he watches, which an error here would.
            AlertLog.NotAsked(log, fault);
            return null;
        }
    }
}
