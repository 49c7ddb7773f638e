using System.Text;
using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// Kills at random moments under load, as many as <c>AKKAJOBS_TEST_DRILL</c> says (default 2, at most 200); then every
/// job that was acknowledged has ended once, and an audit is clean.
/// </summary>
public sealed class DrillTests
{
    private const int JobsAtOnce = 1_000;

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("AKKAJOBS_TEST_DRILL"), out var kills)
            ? Math.Clamp(kills, 1, 200)
            : 2;

    [Fact]
    public async Task A_node_on_SQLite_is_killed_again_and_again()
    {
        using var folder = new TempFolder();
        var load = new Load();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var node = await NodeProcess.StartAsync(folder.Path, "--slots", "64");
            var sending = load.SendAsync(node);
            await RandomMomentAsync();
            await node.KillAsync();
            await sending;
        }

        await FinishAsync(load, folder.Path);
    }

    [SkippableFact]
    public async Task A_node_and_its_PostgreSQL_are_killed_in_turn()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var folder = new TempFolder();
        using var server = PostgresServer.StartOwn();
        string[] database = ["--database", $"postgres:{server.Create("drill")}"];
        var load = new Load();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var node = await NodeProcess.StartAsync(folder.Path, ["--slots", "64", .. database]);
            var sending = load.SendAsync(node);
            await RandomMomentAsync();
            server.Kill();
            server.StartAgain();
            await sending;

            sending = load.SendAsync(node);
            await RandomMomentAsync();
            await node.KillAsync();
            await sending;
        }

        await FinishAsync(load, folder.Path, database);
    }

    private static async Task FinishAsync(Load load, string folder, params string[] database)
    {
        await using (var node = await NodeProcess.StartAsync(folder, ["--slots", "64", .. database]))
        {
            await load.SendAsync(node);
            Assert.True(load.IsAcknowledged, node.Output);
            await node.UntilAsync(
                async () => await node.CountAsync("succeeded") == load.Jobs, $"all {load.Jobs} jobs have succeeded");
            await node.InterruptAsync();
            Assert.Equal(0, node.ExitCode);
        }

        await using var audit = NodeProcess.Launch(folder, ["audit", .. database]);
        await audit.EndAsync();
        await audit.SaysAsync($"Clean: {load.Jobs} jobs and {load.Jobs} finishes");
        Assert.Equal(0, audit.ExitCode);
    }

    private static async Task RandomMomentAsync()
    {
        using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 1_500)));
        await moment.WaitForNextTickAsync();
    }

    /// <summary>Uploads, each under a key of its own, so that what was cut off is sent again whole.</summary>
    private sealed class Load
    {
        private readonly HashSet<int> _open = [];
        private int _uploads;

        public int Jobs => _uploads * JobsAtOnce;

        /// <summary>Whether each job of every upload is known to be stored.</summary>
        public bool IsAcknowledged => _open.Count == 0;

        /// <summary>Sends another upload, and all that were not acknowledged, once.</summary>
        public async Task SendAsync(NodeProcess node)
        {
            _open.Add(_uploads++);
            foreach (var upload in _open.ToList())
            {
                if (await IsTakenAsync(node, upload))
                {
                    _open.Remove(upload);
                }
            }
        }

        private static async Task<bool> IsTakenAsync(NodeProcess node, int upload)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/jobs/bulk", UriKind.Relative));
            request.Headers.Add("Idempotency-Key", $"drill-{upload}");
            request.Content = new StringContent(Lines(upload), Encoding.UTF8, "application/x-ndjson");
            try
            {
                using var response = await node.Client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (!response.IsSuccessStatusCode)
                {
                    return false;
                }

                var body = JsonSerializer.Deserialize<JsonElement>(text);
                return body.GetProperty("rejected_count").GetInt32() == 0
                    && body.GetProperty("accepted").GetInt32() + body.GetProperty("duplicates").GetInt32()
                        == JobsAtOnce;
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                return false;
            }
        }

        private static string Lines(int upload) => string.Concat(Enumerable.Range(0, JobsAtOnce).Select(
            i => $"{{\"operation\":\"sum\",\"args\":{{\"a\":{(upload * JobsAtOnce) + i},\"b\":1}}}}\n"));
    }
}
