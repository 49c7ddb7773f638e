using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Cluster.Tests;

/// <summary>What a node measures, asked for as docs/metrics.md has Prometheus ask; traces through its door.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Prometheus_reads_what_a_node_measures_if_it_has_a_token()
    {
        using var folder = new TempFolder();
        await using var node = await NodeProcess.StartAsync(folder.Path);
        await node.PostAsync("/jobs", """{"operation":"sum","args":{"a":1,"b":2}}""");
        var shown = Scrape().Match(Page.Of("metrics.md").Block("yaml"));
        Assert.True(shown.Success);
        Assert.Equal(new Uri(new AkkaJobsOptions().Http.ManagementUrl).Authority, shown.Groups["target"].Value);

        using var prometheus = new HttpClient();
        var metrics = new Uri(node.Management, "/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, (await prometheus.GetAsync(metrics)).StatusCode);
        var credentials = Path.Combine(folder.Path, "admin-token");
        prometheus.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(credentials)).Trim());
        await node.UntilAsync(
            async () =>
            {
                var text = await prometheus.GetStringAsync(metrics);
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

    [Fact]
    public async Task A_callers_trace_reaches_a_bot_over_HTTP()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var folder = new TempFolder();
        await using var node = await NodeProcess.StartAsync(folder.Path);
        using var content = new StringContent(
            """{"operation":"far","args":null}""", System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var enqueued = await node.Client.PostAsync(new Uri("/jobs", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Created, enqueued.StatusCode);

        var (_, claimed) = await node.PostAsync(
            "/jobs/claim", """{"bot":"far-1","session":"s1","operations":["far"],"wait_ms":30000}""");

        Assert.StartsWith(
            $"00-{trace}-", claimed.GetProperty("jobs")[0].GetProperty("traceparent").GetString(),
            StringComparison.Ordinal);
    }

    /// <summary>What we have Prometheus do, whose own are the path /metrics and the word Bearer.</summary>
    [GeneratedRegex(
        """
        ^scrape_configs:
          - job_name: akkajobs
            authorization: { credentials_file: /\S+ }
            static_configs: \[{ targets: \["(?<target>[^"]+)"\] }\]$
        """)]
    private static partial Regex Scrape();
}
