using System.Net;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>A bot outside the cluster, with one job: it beats from its claim on until its report is taken.</summary>
internal sealed class HttpBot : IAsyncDisposable
{
    private readonly NodeProcess _node;
    private readonly long _token;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _beating;

    private HttpBot(NodeProcess node, string job, long token)
    {
        _node = node;
        Job = job;
        _token = token;
        _beating = BeatAsync();
    }

    /// <summary>The job that it runs.</summary>
    public string Job { get; }

    /// <summary>Has a job to run.</summary>
    public static async Task<HttpBot> ClaimAsync(NodeProcess node)
    {
        var (status, job) = await node.PostAsync("/jobs", """{"operation":"far","args":null}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var (claimed, claim) = await node.PostAsync(
            "/jobs/claim", """{"bot":"far-1","session":"session-1","operations":["far"],"wait_ms":30000}""");
        Assert.Equal(HttpStatusCode.OK, claimed);
        var token = claim.GetProperty("jobs")[0].GetProperty("token").GetInt64();
        return new HttpBot(node, job.GetProperty("id").GetString()!, token);
    }

    /// <summary>Reports again and again, as a bot does that is told nothing, until the report is taken.</summary>
    public async Task ReportUntilTakenAsync()
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var (status, answer) = await _node.PostAsync(
                $"/jobs/{Job}/complete", $$"""{"token":{{_token}},"result":1}""");
            if (status == HttpStatusCode.OK)
            {
                await _stopping.CancelAsync();
                return;
            }

            Assert.True(status == HttpStatusCode.ServiceUnavailable, $"{status} {answer}");
            await again.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
        _stopping.Dispose();
    }

    private async Task BeatAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!_stopping.IsCancellationRequested)
        {
            await _node.PostAsync(
                "/bots/far-1/heartbeat",
                $$"""{"session":"session-1","running":[{"id":"{{Job}}","token":{{_token}}}]}""");
            Task next = beat.WaitForNextTickAsync(_stopping.Token).AsTask();
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
