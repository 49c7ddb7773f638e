using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests;

/// <summary>Handlers that never return silence nobody for long.</summary>
public sealed class HangingTests
{
    private const int Slots = 3;
    private const int Hanging = 5;
    private const int Sums = 20;

    private const string Short = """
        akkajobs.operations.diagnostics = on
        akkajobs.coordinator { heartbeat = 300ms, lease = 2s, cancel-grace = 500ms }
        """;

    [Fact]
    public async Task A_bot_with_a_stuck_handler_for_each_slot_ends_with_75_and_the_next_one_goes_on()
    {
        using var folder = new TempFolder();
        using var botFolder = new TempFolder();
        var config = Path.Combine(folder.Path, "short.conf");
        await File.WriteAllTextAsync(config, Short);
        await using var first = await NodeProcess.StartAsync(
            folder.Path, "--config", config, "--roles", "coordinator,http");
        var hanging = new List<string>();
        for (var i = 0; i < Hanging; i++)
            hanging.Add(await EnqueueAsync(
                first, """{"operation":"hang","args":null,"timeout_ms":1000,"max_attempts":1,"priority":0}"""));
        for (var i = 0; i < Sums; i++)
            await EnqueueAsync(first, """{"operation":"sum","args":{"a":1,"b":2},"priority":9}""");

        await using (var stuck = Bot(first, botFolder.Path, config))
        {
            await stuck.EndAsync();
            Assert.True(stuck.ExitCode == 75, $"{stuck.ExitCode}\n{stuck.Output}\n{first.Output}");
            await stuck.SaysAsync("only a new process gets rid of them");
        }

        // The next one has two that hang, and a slot for the rest; their slots come back, too.
        await using var next = Bot(first, botFolder.Path, config);
        await first.UntilAsync(async () => await first.CountAsync("succeeded") == Sums, "the other jobs have run");
        await first.UntilAsync(async () => await first.CountAsync("failed") == Hanging, "all that hung have failed");
        foreach (var id in hanging)
        {
            Assert.StartsWith(
                "timed-out", (await first.GetAsync($"/jobs/{id}")).GetProperty("error").GetString(),
                StringComparison.Ordinal);
            await first.UntilAsync(async () => await HistoryHasAsync(first, id, "attempt-abandoned"), "it is told");
        }

        await first.UntilAsync(
            async () => (await BotsAsync(first)).Any(bot => bot is ("ready", Slots, 0)), "the next bot has its slots");
        await next.InterruptAsync();
        Assert.Equal(0, next.ExitCode);
    }

    private static NodeProcess Bot(NodeProcess first, string folder, string config) => NodeProcess.Launch(
        folder, "--config", config, "--roles", "bot", "--name", "bot-1", "--slots", $"{Slots}",
        "--seeds", first.Cluster);

    private static async Task<IEnumerable<(string? State, int Slots, int Running)>> BotsAsync(NodeProcess node) =>
        (await node.GetAsync("/bots")).GetProperty("items").EnumerateArray().Select(bot => (
            bot.GetProperty("state").GetString(), bot.GetProperty("slots").GetInt32(),
            bot.GetProperty("running").GetInt32()));

    private static async Task<bool> HistoryHasAsync(NodeProcess node, string id, string what) =>
        (await node.GetAsync($"/jobs/{id}/history")).GetProperty("items").EnumerateArray()
            .Any(line => line.GetProperty("event").GetString() == what);

    private static async Task<string> EnqueueAsync(NodeProcess node, string job)
    {
        var (status, body) = await node.PostAsync("/jobs", job);
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("id").GetString()!;
    }
}
