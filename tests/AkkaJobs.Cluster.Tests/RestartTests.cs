using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests;

/// <summary>One coordinator's node on SQLite and a bot of its own: the smallest cluster.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_bot_is_found_again_by_a_coordinators_node_that_was_killed_and_its_job_runs_once()
    {
        using var folder = new TempFolder();
        var config = Path.Combine(folder.Path, "node.conf");
        await File.WriteAllTextAsync(config, "akkajobs.operations.diagnostics = on");
        var port = FreePort();
        string[] door = ["--roles", "coordinator,http", "--port", port, "--config", config, "--name", "door"];
        var bot = Path.Combine(folder.Path, "bot");
        await using var runner = NodeProcess.Launch(
            bot, "--roles", "bot", "--seeds", $"127.0.0.1:{port}", "--config", config, "--name", "bot-1");
        string job;
        await using (var first = await NodeProcess.StartAsync(folder.Path, door))
        {
            await first.UntilAsync(async () => await ReadyBotsAsync(first) == 1, "the bot has joined");
            var (status, body) = await first.PostAsync("/jobs", """{"operation":"sleep","args":{"ms":8000}}""");
            Assert.Equal(HttpStatusCode.Created, status);
            job = body.GetProperty("id").GetString()!;
            await first.UntilAsync(async () => await first.CountAsync("processing") == 1, "it runs");
            await first.KillAsync();
        }

        await using var second = await NodeProcess.StartAsync(folder.Path, door);
        var done = await second.GetAsync($"/jobs/{job}?wait_ms=60000");

        Assert.Equal("succeeded", done.GetProperty("status").GetString());
        Assert.Equal(1, done.GetProperty("attempt").GetInt32());
        await second.InterruptAsync();
        Assert.Equal(0, second.ExitCode);
    }

    private static async Task<int> ReadyBotsAsync(NodeProcess node) =>
        (await node.GetAsync("/bots")).GetProperty("items").GetArrayLength();

    /// <summary>One outside the range from which connections get theirs.</summary>
    private static string FreePort()
    {
        for (var port = 20_000 + (Environment.ProcessId % 5_000); ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port.ToString(CultureInfo.InvariantCulture);
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
