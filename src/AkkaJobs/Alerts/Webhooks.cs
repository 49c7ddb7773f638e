using AkkaJobs.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Alerts;

/// <summary>
/// All who are told of alerts by HTTP. A node that stops gives them some seconds for what is under way.
/// </summary>
internal sealed class Webhooks(
    AkkaJobsOptions options, AlertMeter meter, TimeProvider time, ILogger<Webhooks> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(5);

    // Not disposed of: the services dispose of this class twice, as itself and as a part of the host.
    private readonly CancellationTokenSource _end = new();

    private IReadOnlyList<WebhookQueue> _queues = [];
    private Task _running = Task.CompletedTask;

    /// <summary>The wait between tries; with eight of them a webhook may be away for about two minutes.</summary>
    public RetryPolicy Retry { get; init; } = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _queues = [.. options.Alerts.Webhooks.Select(webhook => new WebhookQueue(webhook, Retry, meter, time, log))];
        _running = Task.WhenAll(_queues.Select(queue => queue.RunAsync(_end.Token)));
        return Task.CompletedTask;
    }

    /// <summary>Has all of them told. Never waits.</summary>
    public void Tell(AlertNotice notice)
    {
        var delivery = WebhookDelivery.Of(notice, options.Node.EffectiveName, Guid.CreateVersion7(time.GetUtcNow()));
        foreach (var queue in _queues)
        {
            queue.Add(delivery);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues)
        {
            queue.Complete();
        }

        _end.CancelAfter(DrainWithin);
        await using var now = cancellationToken.Register(_end.Cancel);
        await _running.ConfigureAwait(false);
    }

    /// <summary>A host that failed to start is only disposed of.</summary>
    public void Dispose()
    {
        _end.Cancel();
        foreach (var queue in _queues)
        {
            queue.Complete();
            queue.Dispose();
        }
    }
}
