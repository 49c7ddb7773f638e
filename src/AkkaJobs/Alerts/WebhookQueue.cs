using System.Globalization;
using System.Net;
using System.Threading.Channels;
using AkkaJobs.Telemetry;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Alerts;

/// <summary>
/// What one webhook is to be told, one after the other, each tried again and again for some minutes. Nobody waits for
/// it, nor one webhook for another.
/// </summary>
internal sealed class WebhookQueue : IDisposable
{
    /// <summary>Alerts that wait; where there are more the oldest is dropped.</summary>
    public const int MaxWaiting = 100;

    /// <summary>How often one is tried.</summary>
    public const int MaxTries = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Channel<WebhookDelivery> _waiting;
    private readonly WebhookOptions _webhook;
    private readonly RetryPolicy _retry;
    private readonly AlertMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpClient _client;

    /// <param name="webhook">Whom to tell; checked.</param>
    /// <param name="retry">The wait between tries.</param>
    /// <param name="meter">Counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears of what could not be told.</param>
    public WebhookQueue(
        WebhookOptions webhook, RetryPolicy retry, AlertMeter meter, TimeProvider time, ILogger log)
    {
        (_webhook, _retry, _meter, _time, _log) = (webhook, retry, meter, time, log);
        _waiting = Channel.CreateBounded<WebhookDelivery>(
            new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            oldest => Drop(oldest, $"more than {MaxWaiting} wait"));
        _client = new HttpClient(new SocketsHttpHandler
        {
            // Configuration alone says where alerts go, and that is no place which another may name.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !new Uri(webhook.Url).IsLoopback,

            // A name may come to mean another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Patience,
        };
    }

    /// <summary>Never waits.</summary>
    public void Add(WebhookDelivery delivery) => _waiting.Writer.TryWrite(delivery);

    /// <summary>There will be no more.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Tells it all, until it is complete; once it is cancelled, what is left is dropped.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await foreach (var delivery in _waiting.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await DeliverAsync(delivery, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                Drop(delivery, "the node stops");
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task DeliverAsync(WebhookDelivery delivery, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            cancel.ThrowIfCancellationRequested();
            if (await TryAsync(delivery, cancel).ConfigureAwait(false) is not { } failure)
            {
                _meter.Count(_webhook.Name, WebhookOutcome.Sent);
                return;
            }

            if (failure.Final || tries == MaxTries)
            {
                _meter.Count(_webhook.Name, WebhookOutcome.Failed);
                AlertLog.NotTold(_log, $"{_webhook}", delivery.Id, $"{failure.Reason}, at try {tries}");
                return;
            }

            AlertLog.NotTaken(_log, $"{_webhook}", delivery.Id, tries, failure.Reason);
            var wait = _retry.Backoff(tries, Random.Shared.NextDouble());
            await Task.Delay(wait > failure.After ? wait : failure.After, _time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>One try; null if it was taken.</summary>
    private async Task<Failure?> TryAsync(WebhookDelivery delivery, CancellationToken cancel)
    {
        try
        {
            using var request = delivery.To(_webhook, _time.GetUtcNow());
            using var response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : Refusal(response);
        }
        catch (HttpRequestException away)
        {
            return new Failure(away.Message.TrimEnd('.'), Final: false, TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Failure($"no answer within {Patience.TotalSeconds} s", Final: false, TimeSpan.Zero);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Nobody foresaw it; the next alert must be told all the same. What it says may hold the URL.
            return new Failure(fault.GetType().Name, Final: true, TimeSpan.Zero);
        }
    }

    private Failure Refusal(HttpResponseMessage response)
    {
        var status = response.StatusCode;
        var mayPass = status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests;
        var asked = response.Headers.RetryAfter;
        var after = asked?.Delta ?? asked?.Date - _time.GetUtcNow() ?? TimeSpan.Zero;
        return new Failure(
            string.Create(CultureInfo.InvariantCulture, $"it answered {(int)status}"), !mayPass,
            after < LongestWait ? after : LongestWait);
    }

    private void Drop(WebhookDelivery delivery, string why)
    {
        _meter.Count(_webhook.Name, WebhookOutcome.Dropped);
        AlertLog.NotTold(_log, $"{_webhook}", delivery.Id, why);
    }

    /// <summary>Why a try came to nothing.</summary>
    /// <param name="Reason">For the log.</param>
    /// <param name="Final">Whether another try would come to no more.</param>
    /// <param name="After">What the webhook asks to wait.</param>
    private sealed record Failure(string Reason, bool Final, TimeSpan After);
}
