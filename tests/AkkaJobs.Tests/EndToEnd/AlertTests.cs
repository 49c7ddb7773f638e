using System.Diagnostics.Metrics;
using AkkaJobs.Tests.Receivers;
using AkkaJobs.Tests.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A node says by itself that something is wrong, everywhere where it is looked for.</summary>
public sealed class AlertTests : IDisposable
{
    private readonly Heard _heard = new();

    [Fact]
    public async Task Jobs_that_no_bot_runs_raise_an_alert_until_one_joins()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var node = await StartAsync(receiver, NoBot);
        Assert.Equal(HealthStatus.Healthy, (await AlertsAsync(node)).Status);
        var id = await node.Client.EnqueueAsync("summ", 1);

        var raised = await receiver.UntilAsync(told => told.Is("no-bot", "raised"));
        Assert.True(raised.IsSigned);
        Assert.Equal("node-1", raised.Json.GetProperty("node").GetString());
        Assert.Equal(1, raised.Json.GetProperty("count").GetInt64());
        Assert.Equal([$"{id}"], raised.Json.GetProperty("job_ids").EnumerateArray().Select(job => job.GetString()));
        var health = await AlertsAsync(node);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("no-bot since 2", health.Description, StringComparison.Ordinal);
        Assert.True(_heard.Has("Alert no-bot is raised"));
        Assert.Equal(1, Gauge(node, "no-bot"));
        Assert.Equal(0, Gauge(node, "coordinator-unreachable"));

        var claim = new RemoteClaim("remote", "s1", ["summ"]) { Wait = TimeSpan.FromSeconds(30) };
        Assert.Equal(id, Assert.Single(await node.RemoteBots.ClaimAsync(claim)).Id);
        var cleared = await receiver.UntilAsync(told => told.Is("no-bot", "cleared"));
        Assert.Equal(
            raised.Json.GetProperty("since").GetString(), cleared.Json.GetProperty("since").GetString());
        Assert.Equal(HealthStatus.Healthy, (await AlertsAsync(node)).Status);
        Assert.Equal(0, Gauge(node, "no-bot"));
        Assert.False(_heard.Has(WebhookReceiver.Secret) || _heard.Has("hidden"), string.Join('\n', _heard.Lines));
    }

    [Fact]
    public async Task Jobs_that_fail_and_jobs_that_are_stuck_raise_alerts_of_their_own()
    {
        var hung = new TaskCompletionSource<int>();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var node = await StartAsync(
            receiver,
            alerts =>
            {
                alerts.FailedRateLeast = 3;
                alerts.StuckJobsFor = TimeSpan.Zero;
            },
            jobs => jobs
                .Configure(options => options.Coordinator.CancelGrace = TimeSpan.FromMinutes(10))
                .AddHandler<JsonText, int>("hang", (_, _) => hung.Task)
                .AddHandler<JsonText, int>("fail", Fail));
        for (var i = 0; i < 3; i++)
            await node.Client.EnqueueAsync("fail", i);
        var failed = await receiver.UntilAsync(told => told.Is("failed-rate", "raised"));
        Assert.Equal(3, failed.Json.GetProperty("count").GetInt64());

        var stuck = (await node.Client.EnqueueAsync(
            new JobRequest("hang", JsonText.Null) { Timeout = TimeSpan.FromSeconds(1) })).Id;
        var raised = await receiver.UntilAsync(told => told.Is("stuck-jobs", "raised"));
        Assert.Equal(
            [$"{stuck}"], raised.Json.GetProperty("job_ids").EnumerateArray().Select(job => job.GetString()));
        hung.SetResult(1);
        await receiver.UntilAsync(told => told.Is("stuck-jobs", "cleared"));
    }

    [SkippableFact]
    public async Task Of_two_nodes_the_coordinators_tells_and_after_a_fail_over_the_other_tells_anew()
    {
        using var store = PostgresStore.MakeEmpty();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var first = await StartAsync(receiver, NoBot, On(store, "node-1", []));
        var cluster = Akka.Cluster.Cluster.Get(first.System);
        string[] seeds = [$"{cluster.SelfAddress.Host}:{cluster.SelfAddress.Port}"];
        await using var second = await StartAsync(receiver, NoBot, On(store, "node-2", seeds));
        await JobsHost.UntilAsync(() => Task.FromResult(Gauge(second, "coordinator-unreachable") == 0));
        await second.Client.EnqueueAsync("summ", 1);
        await receiver.UntilAsync(told => told.Is("no-bot", "raised") && IsOf(told, "node-1"));
        Assert.Null(Gauge(second, "no-bot"));

        var before = DateTimeOffset.UtcNow;
        await cluster.LeaveAsync();
        var raised = await receiver.UntilAsync(told => told.Is("no-bot", "raised") && IsOf(told, "node-2"));
        Assert.True(raised.Json.GetProperty("at").GetDateTimeOffset() > before);
        Assert.Equal(1, Gauge(second, "no-bot"));
        Assert.Single(receiver.All, told => told.Is("no-bot", "raised") && IsOf(told, "node-1"));
    }

    public void Dispose() => _heard.Dispose();

    private static void NoBot(AlertOptions alerts) => alerts.NoBotFor = TimeSpan.FromMilliseconds(300);

    private static Action<AkkaJobsBuilder> On(PostgresStore store, string name, string[] seeds) => jobs => jobs
        .UsePostgres(store.Connection)
        .Configure(options =>
        {
            options.Roles = [NodeRoles.Coordinator, NodeRoles.Http];
            options.Node.Name = name;
            options.Node.Seeds = seeds;
        });

    private static bool IsOf(WebhookReceiver.Told told, string node) =>
        told.Json.GetProperty("node").GetString() == node;

    private static int Fail(JsonText args, JobContext job) => throw new AttemptFailedException("never works", false);

    private static async Task<HealthReportEntry> AlertsAsync(JobsHost node) =>
        (await node.Health.CheckHealthAsync(check => check.Name == "alerts")).Entries["alerts"];

    private static int? Gauge(JobsHost node, string alert)
    {
        int? seen = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "akkajobs.alerts" && instrument.Meter.Scope == node.Meters)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>(
            (_, value, tags, _) => seen = $"{tags[0].Value}" == alert ? value : seen);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    private Task<JobsHost> StartAsync(
        WebhookReceiver receiver, Action<AlertOptions> configure, Action<AkkaJobsBuilder>? more = null) =>
        JobsHost.StartAsync(jobs =>
        {
            _heard.Hear(jobs);
            jobs.Configure(options =>
            {
                options.Node.Name = "node-1";

                // However slow the machine, no bot is thought silent.
                options.Recovery.Bot = TimeSpan.FromMinutes(2);
                options.Recovery.Coordinator = TimeSpan.FromMinutes(1);
                options.Alerts.Interval = TimeSpan.FromMilliseconds(100);
                options.Alerts.ClearAfter = TimeSpan.Zero;
                options.Alerts.Webhooks = [new WebhookOptions("ops", receiver.Url, WebhookReceiver.Secret)];
                configure(options.Alerts);
            });
            more?.Invoke(jobs);
        });
}
