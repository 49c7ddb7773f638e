using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Cluster.Tests;

/// <summary>What README.md has a newcomer type, while somebody listens as docs/events.md shows.</summary>
public sealed class TryItTests
{
    private readonly Page _page = Page.At("README.md").Section("Try it");

    [Fact]
    public async Task A_newcomer_sees_a_result_ten_thousand_more_and_a_job_that_fails_for_good()
    {
        var events = Page.Of("events.md");
        using var shell = new Shell();
        await using var node = await shell.StartAsync("data", _page.Block("sh"));
        var lines = _page.Block("sh", 1).Split('\n');
        await using var listening = shell.Type($"{lines[0]}\n{events.Block("sh")}");
        await listening.SaysAsync(": from now on");

        // A newcomer is not as quick as this to look into tables and datalake.
        var said = await shell.TypeAsync(string.Join('\n', lines[..^2]));
        Assert.Contains("\"result\":829", said, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"claimed\"", said, StringComparison.Ordinal);
        await node.UntilAsync(() => IsLevelAsync(node), "tables and lake have it");
        var kept = await shell.TypeAsync(string.Join('\n', lines[^2..]));
        Assert.Contains("|sum|{\"a\":727,\"b\":102}|829|succeeded", kept, StringComparison.Ordinal);
        Assert.Contains("\"args\":{\"a\":727,\"b\":102},\"status\":\"succeeded\"", kept, StringComparison.Ordinal);

        said = await shell.TypeAsync($"{lines[0]}\n{_page.Block("sh", 2)}");
        Assert.Contains("\"accepted\":10000", said, StringComparison.Ordinal);
        Assert.Contains("\"coordinator\"", said, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"healthy\"", said, StringComparison.Ordinal);
        await listening.SaysAsync("event: failed");
        Assert.Equal(Fields(events.Block("")), Fields(await listening.SaysAsync("data: ")));
        await node.UntilAsync(() => IsLevelAsync(node), "the tables have what failed");
        said = await shell.TypeAsync(_page.Block("sh", 2).Split('\n')[^1]);
        Assert.Contains("divide", said, StringComparison.Ordinal);
        await node.InterruptAsync();
    }

    /// <summary>The names of what an event tells, in their order.</summary>
    private static IEnumerable<string> Fields(string told) =>
        JsonElement.Parse(told[told.IndexOf('{', StringComparison.Ordinal)..]).EnumerateObject()
            .Select(field => field.Name);

    private static async Task<bool> IsLevelAsync(NodeProcess node) =>
        (await node.GetAsync("/stats")).GetProperty("followers").EnumerateArray()
            .All(follower => follower.GetProperty("lag_events").GetInt64() == 0);
}
