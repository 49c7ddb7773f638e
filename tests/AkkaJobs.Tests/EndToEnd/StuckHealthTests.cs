using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Tests.EndToEnd;

public sealed class StuckHealthTests
{
    [Fact]
    public async Task A_job_past_its_timeout_degrades_health_until_it_is_over()
    {
        var hung = new TaskCompletionSource<int>();
        await using var node = await JobsHost.StartAsync(jobs => jobs
            .Configure(options =>
            {
                options.Coordinator.CancelGrace = TimeSpan.FromMinutes(10);
                options.Recovery.Bot = TimeSpan.FromSeconds(40);
            })
            .AddHandler<JsonText, int>("hang", (_, _) => hung.Task));
        Assert.Equal(HealthStatus.Healthy, (await StuckAsync(node)).Status);

        var request = new JobRequest("hang", JsonText.Null) { Timeout = TimeSpan.FromSeconds(1) };
        var id = (await node.Client.EnqueueAsync(request)).Id;
        await JobsHost.UntilAsync(async () => (await StuckAsync(node)).Status == HealthStatus.Degraded);
        Assert.Contains(id.ToString(), (await StuckAsync(node)).Description, StringComparison.Ordinal);

        hung.SetResult(1);
        await JobsHost.UntilAsync(async () => (await StuckAsync(node)).Status == HealthStatus.Healthy);
    }

    private static async Task<HealthReportEntry> StuckAsync(JobsHost node) =>
        (await node.Health.CheckHealthAsync(check => check.Name == "stuck-jobs")).Entries["stuck-jobs"];
}
