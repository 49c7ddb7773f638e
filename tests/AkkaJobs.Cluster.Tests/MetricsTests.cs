using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_reads_what_a_node_measures_if_it_has_a_token()
    {
        using var folder = new TempFolder();
        await using var node = await NodeProcess.StartAsync(folder.Path);
        await node.PostAsync("/jobs", """{"operation":"sum","args":{"a":1,"b":2}}""");

        using var nobody = new HttpClient();
        var metrics = new Uri(node.Management, "/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(metrics)).StatusCode);
        await node.UntilAsync(
            async () =>
            {
                var text = await node.Client.GetStringAsync(metrics);
                return text.Contains("akkajobs_transitions_total", StringComparison.Ordinal)
                    && text.Contains("akkajobs_event=\"succeeded\"", StringComparison.Ordinal)
                    && text.Contains("akkajobs_follower_lag{", StringComparison.Ordinal)
                    && text.Contains("dotnet_gc_collections_total", StringComparison.Ordinal);
            },
            "the finish is counted");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await node.Client.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
    }
}
