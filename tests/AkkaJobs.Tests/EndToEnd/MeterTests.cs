using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>How far the followers are behind, as the meter shows it.</summary>
public sealed class MeterTests
{
    [Fact]
    public async Task Lag_grows_while_the_tables_are_held_and_goes_when_they_are_let_go()
    {
        await using var node = await JobsHost.StartAsync(jobs =>
            jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B));
        using var seen = new Seen(node.Meters);
        await seen.UntilAsync(gauges => gauges["akkajobs.follower.lag/tables"] == 0);

        await using (var other = new SqliteConnection($"Data Source={Path.Combine(node.Folder, "jobs.db")}"))
        {
            other.Open();
            await using var held = other.BeginTransaction();
            var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
            Assert.Equal(3, await node.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30)));
            await seen.UntilAsync(gauges =>
                gauges["akkajobs.follower.lag/tables"] > 0 && gauges["akkajobs.follower.lag.age/tables"] > 0);
        }

        await seen.UntilAsync(gauges =>
            gauges["akkajobs.follower.lag/tables"] == 0
            && gauges["akkajobs.follower.lag/datalake"] == 0
            && gauges["akkajobs.follower.stopped/tables"] == 0
            && gauges["akkajobs.retention.held"] == 0);
    }

    [Fact]
    public async Task A_verdict_is_measured_and_so_is_the_claim_after_it()
    {
        var hung = new TaskCompletionSource<int>();
        await using var node = await JobsHost.StartAsync(jobs => jobs
            .Configure(o => o.Coordinator.CancelGrace = TimeSpan.Zero)
            .AddHandler<JsonText, int>("once", (_, job) => job.Attempt == 1 ? hung.Task : Task.FromResult(1)));
        using var seen = new Seen(node.Meters);

        var request = new JobRequest("once", JsonText.Null) { Timeout = TimeSpan.FromSeconds(1) };
        var id = (await node.Client.EnqueueAsync(request)).Id;
        Assert.Equal(1, await node.Client.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(30)));

        await seen.UntilAsync(values =>
            values.GetValueOrDefault("akkajobs.transitions/released") >= 1
            && values.GetValueOrDefault("akkajobs.recovery.detect/timed-out") > 0
            && values.GetValueOrDefault("akkajobs.recovery.reclaim/timed-out", -1) >= 0);
        hung.SetResult(0);
    }

    [Fact]
    public async Task Each_instrument_stands_in_the_docs_and_each_that_stands_there_is_measured()
    {
        await using var node = await JobsHost.StartAsync();
        using var seen = new Seen(node.Meters);
        await seen.UntilAsync(_ => true);

        var told = File.ReadLines(Path.Combine(Tidy.Repository.Root, "docs", "metrics.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(told.Order(), seen.Names.Order());
    }

    [Fact]
    public void The_dashboard_draws_what_is_measured_under_the_names_that_Prometheus_gives_it()
    {
        var measured = File.ReadLines(Path.Combine(Tidy.Repository.Root, "docs", "metrics.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        var dashboard = File.ReadAllText(Path.Combine(Tidy.Repository.Root, "docker", "grafana.json"));
        var drawn = System.Text.RegularExpressions.Regex
            .Matches(dashboard, "akkajobs_(follower|retention|transitions|recovery|alerts)[a-z_]*")
            .Select(match => match.Value).Where(name => name != "akkajobs_follower").Distinct();

        // A unit, and what the instrument's kind adds, stand behind the name.
        string[] endings = ["", "_total", "_seconds", "_seconds_bucket"];
        Assert.All(drawn, name => Assert.Contains(
            endings, ending => measured.Any(one => $"{one.Replace('.', '_')}{ending}" == name)));
        Assert.All(measured, one => Assert.Contains(
            drawn, name => name.StartsWith(one.Replace('.', '_'), StringComparison.Ordinal)));
    }

    /// <summary>The gauges of one node, by name and follower.</summary>
    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, double> _gauges = [];

        public HashSet<string> Names { get; } = [];

        public Seen(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "AkkaJobs" && instrument.Meter.Scope == meters)
                {
                    Names.Add(instrument.Name);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((what, value, tags, _) => Note(what, value, tags));
            _listener.SetMeasurementEventCallback<int>((what, value, tags, _) => Note(what, value, tags));
            _listener.SetMeasurementEventCallback<double>((what, value, tags, _) => Note(what, value, tags));
            _listener.Start();
        }

        public async Task UntilAsync(Func<Dictionary<string, double>, bool> holds)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            do
            {
                await look.WaitForNextTickAsync(patience.Token);
                _listener.RecordObservableInstruments();
            }
            while (!_gauges.ContainsKey("akkajobs.follower.lag/tables") || !holds(_gauges));
        }

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument what, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _gauges[tags.IsEmpty ? what.Name : $"{what.Name}/{tags[0].Value}"] = value;
    }
}
