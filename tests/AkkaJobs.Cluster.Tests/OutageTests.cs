using System.Diagnostics;
using System.Globalization;
using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;
using Npgsql;
using Xunit.Abstractions;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// The database goes away under load, for as many seconds as <c>AKKAJOBS_TEST_OUTAGE</c> says (default 5), and comes
/// back: what was acknowledged ends once, what ran meanwhile is not run again, and nobody has to lend a hand.
/// </summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private const int Running = 16;

    private static readonly string[] Reads = ["/jobs", "/jobs?status=succeeded", "/results", "/stats", "/bots"];

    private TimeSpan _slowest;

    private static TimeSpan Outage => TimeSpan.FromSeconds(
        double.TryParse(
            Environment.GetEnvironmentVariable("AKKAJOBS_TEST_OUTAGE"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 5);

    [SkippableFact]
    public async Task All_drains_by_itself_once_the_database_is_back_and_nothing_runs_twice()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var folder = new TempFolder();
        using var server = PostgresServer.StartOwn();
        var config = Path.Combine(folder.Path, "drill.conf");
        await File.WriteAllTextAsync(config, "akkajobs.operations.diagnostics = on");
        string[] arguments = ["--slots", "64", "--config", config, "--database", $"postgres:{server.Create("outage")}"];
        await using (var node = await NodeProcess.StartAsync(folder.Path, arguments))
        {
            await using var bot = await HttpBot.ClaimAsync(node);
            using var load = new OutageLoad(node);
            await node.UntilAsync(() => Task.FromResult(load.Acknowledged > 200), "the load has begun");
            var sleepers = await StartSleepersAsync(node, load);

            server.Kill();
            var away = Stopwatch.StartNew();
            var report = bot.ReportUntilTakenAsync();
            await RefusesAsync(node, bot.Job, away);
            var gone = away.Elapsed;
            server.StartAgain();

            var back = Stopwatch.StartNew();
            await report;
            var reported = back.Elapsed;
            await load.ResumedAsync();
            var resumed = back.Elapsed;
            await load.StopAsync();
            await node.UntilAsync(
                async () => await node.CountAsync("succeeded") == load.Acknowledged + 1, "all has drained");
            Print($"away {Seconds(gone)}; slowest refusal {Seconds(_slowest)}; {load.Refused} enqueues refused, "
                + $"{load.Acknowledged} acknowledged; after the return: bot's report taken {Seconds(reported)}, "
                + $"first enqueue taken {Seconds(resumed)}, all ended {Seconds(back.Elapsed)}");

            foreach (var id in sleepers.Append(bot.Job))
            {
                var job = await node.GetAsync($"/jobs/{id}");
                Assert.Equal(
                    ("succeeded", 1), (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()));
            }

            await node.InterruptAsync();
            Assert.Equal(0, node.ExitCode);
            await AuditAsync(folder.Path, arguments[^1], load.Acknowledged + 1);
        }

        Assert.Equal(0, Count(server, "SELECT count(*) FROM akkajobs.jobs WHERE attempt <> 1"));
        Assert.Equal(0, Count(server, "SELECT count(*) - count(DISTINCT job_id) FROM akkajobs.results"));
    }

    private static long Count(PostgresServer server, string sql)
    {
        using var connection = new NpgsqlConnection(server.ConnectionTo("outage") + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Jobs that were claimed before the database goes, and end while it is away.</summary>
    private static async Task<List<string>> StartSleepersAsync(NodeProcess node, OutageLoad load)
    {
        var ids = new List<string>();
        for (var i = 0; i < Running; i++)
        {
            ids.Add(await load.EnqueueAsync($$"""{"operation":"sleep","args":{"ms":{{1_500 + (i * 100)}} } }"""));
        }

        // On a slow machine the first may have ended before the last is claimed: each is looked at by itself.
        foreach (var id in ids)
        {
            await node.UntilAsync(
                async () => (await node.GetAsync($"/jobs/{id}")).GetProperty("attempt").GetInt32() > 0, $"{id} runs");
        }

        return ids;
    }

    /// <summary>While the database is away each call says so, and when to try again.</summary>
    private async Task RefusesAsync(NodeProcess node, string job, Stopwatch away)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            foreach (var path in Reads.Append($"/jobs/{job}/history"))
            {
                await AssertUnavailableAsync(node, new HttpRequestMessage(HttpMethod.Get, path));
            }

            await AssertUnavailableAsync(node, new HttpRequestMessage(HttpMethod.Post, $"/jobs/{job}/cancel"));
            await look.WaitForNextTickAsync();
        }
        while (away.Elapsed < Outage);
    }

    private async Task AssertUnavailableAsync(NodeProcess node, HttpRequestMessage request)
    {
        using (request)
        {
            var asked = Stopwatch.StartNew();
            using var response = await node.Client.SendAsync(request);
            _slowest = asked.Elapsed > _slowest ? asked.Elapsed : _slowest;
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(
                response.StatusCode == HttpStatusCode.ServiceUnavailable
                    && text.Contains("\"coordinator_unavailable\"", StringComparison.Ordinal)
                    && response.Headers.RetryAfter?.Delta > TimeSpan.Zero,
                $"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {text}\n{node.Output}");
        }
    }

    private static async Task AuditAsync(string folder, string database, int jobs)
    {
        await using var audit = NodeProcess.Launch(folder, "audit", "--database", database);
        await audit.EndAsync();
        await audit.SaysAsync($"Clean: {jobs} jobs and {jobs} finishes");
        Assert.Equal(0, audit.ExitCode);
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private void Print(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
