using System.Net;
using System.Text;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>Clients that enqueue all the while, and repeat under the same key what was not acknowledged.</summary>
internal sealed class OutageLoad : IDisposable
{
    private const int Clients = 4;

    private readonly NodeProcess _node;
    private readonly string _name = $"outage-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private int _acknowledged;
    private int _refused;
    private int _keys;

    public OutageLoad(NodeProcess node)
    {
        _node = node;
        _sending = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => SendAsync(client)));
    }

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Answers that said to come back later.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Enqueues one job, however long it takes.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> EnqueueAsync(string body)
    {
        var key = $"{_name}-{Interlocked.Increment(ref _keys)}";
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/jobs", UriKind.Relative));
            request.Headers.Add("Idempotency-Key", key);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _node.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _acknowledged);
                return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
            }

            Assert.True(
                response.StatusCode == HttpStatusCode.ServiceUnavailable
                    && text.Contains("\"coordinator_unavailable\"", StringComparison.Ordinal)
                    && response.Headers.RetryAfter?.Delta > TimeSpan.Zero,
                $"POST /jobs: {(int)response.StatusCode} {text}\n{_node.Output}");
            Interlocked.Increment(ref _refused);
            await again.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until another job is acknowledged.</summary>
    public Task ResumedAsync()
    {
        var before = Acknowledged;
        return _node.UntilAsync(
            async () =>
            {
                if (_sending.IsFaulted)
                {
                    await _sending;
                }

                return Acknowledged > before;
            },
            "enqueues are taken again");
    }

    /// <summary>Ends when what was begun is acknowledged.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    public void Dispose() => _stop.Dispose();

    private async Task SendAsync(int client)
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            await EnqueueAsync($$"""{"operation":"sum","args":{"a":{{client}},"b":{{i}} } }""");
        }
    }
}
