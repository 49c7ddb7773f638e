using System.Net;
using System.Text;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// Clients that enqueue and wait all the while, through whichever node answers. Each job has an id of the client's own,
/// so that an enqueue whose outcome is unknown is repeated until it is acknowledged.
/// </summary>
internal sealed class DrillClients : IDisposable
{
    private const int Clients = 4;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly IReadOnlyList<DrillNode> _doors;
    private readonly Ledger _ledger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _all;

    /// <param name="doors">Nodes that answer clients.</param>
    /// <param name="ledger">Told what is acknowledged.</param>
    /// <param name="seed">Decides the jobs.</param>
    public DrillClients(IReadOnlyList<DrillNode> doors, Ledger ledger, int seed)
    {
        _doors = doors;
        _ledger = ledger;
        _all = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RunAsync(new Random(seed + client))));
    }

    /// <summary>Lets each client end what it is about; one that cannot gives up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(Random chance)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_stop.IsCancellationRequested)
        {
            await EnqueueAsync(chance);
            await pace.WaitForNextTickAsync();
        }
    }

    private async Task EnqueueAsync(Random chance)
    {
        var id = new JobId(Guid.CreateVersion7());
        var (body, result) = Job(id, chance);
        using var again = new PeriodicTimer(Pace);
        while (!_stop.IsCancellationRequested)
        {
            var status = await SendAsync(Door(chance), HttpMethod.Post, "/jobs", body);
            if (status is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                _ledger.Acknowledge(id, result);
                if (chance.Next(4) == 0)
                {
                    await WaitAsync(id, chance);
                }

                return;
            }

            if (status is not (null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                _ledger.NoteRefusal($"{(int)status} for {body}");
            }

            await again.WaitForNextTickAsync();
        }
    }

    /// <summary>Looks for a job as its client would, who gives up after a while.</summary>
    private async Task WaitAsync(JobId id, Random chance)
    {
        var door = Door(chance);
        if (await SendAsync(door, HttpMethod.Get, $"/jobs/{id}?wait_ms=5000") == HttpStatusCode.NotFound)
        {
            _ledger.NoteUnknown($"{id} by {door.Name} at {Timestamp.From(DateTimeOffset.UtcNow)}");
        }
    }

    private DrillNode Door(Random chance) => _doors[chance.Next(_doors.Count)];

    /// <summary>Half are over at once; sleepers are there so that a fault hits jobs that run.</summary>
    private static (string Body, string Result) Job(JobId id, Random chance)
    {
        var number = chance.Next();
        return chance.Next(10) switch
        {
            < 3 => (Body(id, "sleep", $$"""{"ms":{{500 + (number % 4_000)}}}"""), "null"),
            < 5 => (Body(id, "echo", $"[{number}]"), $"[{number}]"),
            _ => (Body(id, "sum", $$"""{"a":{{number}},"b":1}"""), $"{number + 1L}"),
        };
    }

    private static string Body(JobId id, string operation, string args) =>
        $$"""{"id":"{{id}}","operation":"{{operation}}","args":{{args}} }""";

    /// <summary>Null if there was no answer in time.</summary>
    private static async Task<HttpStatusCode?> SendAsync(
        DrillNode door, HttpMethod method, string path, string? body = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var response = await door.Client.SendAsync(request, patience.Token);
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
