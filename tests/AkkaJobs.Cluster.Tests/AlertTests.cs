using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Receivers;

namespace AkkaJobs.Cluster.Tests;

/// <summary>A real node raises alerts, and those who are to be told are told.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task No_bot_is_told_to_webhook_health_and_metrics_until_one_claims()
    {
        using var folder = new TempFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var node = await NodeProcess.StartAsync(
            folder.Path, "--config", await ConfigAsync(folder.Path, receiver, "no-bot.for = 500ms"));
        await node.PostAsync("/jobs", """{"operation":"far","args":null}""");

        var raised = await receiver.UntilAsync(told => told.Is("no-bot", "raised"));
        Assert.True(raised.IsSigned);
        Assert.Contains(
            """{"name":"alerts","status":"degraded","detail":"no-bot since 2""",
            await ManagementAsync(node, "/health/ready"), StringComparison.Ordinal);
        await MeasuredAsync(node, "no-bot", 1);
        await node.SaysAsync("Alert no-bot is raised");

        var (status, claim) = await node.PostAsync(
            "/jobs/claim", """{"bot":"far-1","session":"session-1","operations":["far"],"wait_ms":30000}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var job = claim.GetProperty("jobs")[0];
        await node.PostAsync(
            $"/jobs/{job.GetProperty("id").GetString()}/complete",
            $$"""{"token":{{job.GetProperty("token").GetInt64()}},"result":1}""");
        await receiver.UntilAsync(told => told.Is("no-bot", "cleared"));
        await MeasuredAsync(node, "no-bot", 0);
        AssertHidden(node);
    }

    [SkippableFact]
    public async Task That_no_coordinator_answers_is_told_until_one_does()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var folder = new TempFolder();
        using var server = PostgresServer.StartOwn();
        await using var receiver = await WebhookReceiver.StartAsync();
        var config = await ConfigAsync(folder.Path, receiver, "coordinator-unreachable.for = 500ms");
        await using var node = await NodeProcess.StartAsync(
            folder.Path, "--config", config, "--database", $"postgres:{server.Create("alerts")}");

        server.Kill();
        var refused = await node.PostAsync("/jobs", """{"operation":"sum","args":{"a":1,"b":2}}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        await receiver.UntilAsync(told => told.Is("coordinator-unreachable", "raised"));
        server.StartAgain();
        await receiver.UntilAsync(told => told.Is("coordinator-unreachable", "cleared"));
        Assert.All(receiver.All, told => Assert.True(told.IsSigned));
        AssertHidden(node);
    }

    private static async Task<string> ConfigAsync(string folder, WebhookReceiver receiver, string alert)
    {
        var file = Path.Combine(folder, "alerts.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            akkajobs.alerts {
              interval = 100ms, clear-after = 0s, {{alert}}
              webhooks.ops { url = "{{receiver.Url}}", secret = "{{WebhookReceiver.Secret}}" }
            }
            """);
        return file;
    }

    private static Task<string> ManagementAsync(NodeProcess node, string path) =>
        node.Client.GetStringAsync(new Uri(node.Management, path));

    private static Task MeasuredAsync(NodeProcess node, string alert, int value) => node.UntilAsync(
        async () => (await ManagementAsync(node, "/metrics")).Split('\n').Any(line =>
            line.StartsWith("akkajobs_alerts{", StringComparison.Ordinal)
            && line.Contains($"akkajobs_alert=\"{alert}\"", StringComparison.Ordinal)
            && line.TrimEnd().EndsWith($"}} {value}", StringComparison.Ordinal)),
        $"{alert} is {value} in the metrics");

    private static void AssertHidden(NodeProcess node)
    {
        Assert.DoesNotContain(WebhookReceiver.Secret, node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", node.Output, StringComparison.Ordinal);
    }
}
