using System.Net;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>A bot outside the cluster, with one job.</summary>
internal sealed class HttpBot
{
    private readonly NodeProcess _node;
    private readonly long _token;

    private HttpBot(NodeProcess node, string job, long token)
    {
        _node = node;
        Job = job;
        _token = token;
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

    /// <summary>
    /// Beats and reports again and again, as a bot does that is told nothing, until the report is taken.
    /// </summary>
    public async Task ReportUntilTakenAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var (status, answer) = await _node.PostAsync(
                $"/jobs/{Job}/complete", $$"""{"token":{{_token}},"result":1}""");
            if (status == HttpStatusCode.OK)
            {
                return;
            }

            Assert.True(status == HttpStatusCode.ServiceUnavailable, $"{status} {answer}");
            await _node.PostAsync(
                "/bots/far-1/heartbeat",
                $$"""{"session":"session-1","running":[{"id":"{{Job}}","token":{{_token}}}]}""");
            await beat.WaitForNextTickAsync();
        }
    }
}
