using System.Net;
using System.Net.Http.Headers;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Cluster.Tests;

/// <summary>docs/scale.md, typed.</summary>
public sealed class ScaleTests
{
    private readonly Page _page = Page.Of("scale.md");

    [Fact]
    public async Task A_bot_of_its_own_runs_what_is_handed_over_in_bulk()
    {
        var bots = _page.Section("Bots of their own");
        using var shell = new Shell();
        await using var door = await shell.StartAsync("data", bots.Block("sh"));
        await using var bot = shell.Launch(
            bots.Block("sh", 1).Replace("127.0.0.1:4053", door.Cluster, StringComparison.Ordinal));

        var upload = _page.Section("Hand over many at once").Block("sh");
        Assert.Contains("\"accepted\":10000", await shell.TypeAsync(upload), StringComparison.Ordinal);
        Assert.Contains("\"duplicates\":10000", await shell.TypeAsync(upload), StringComparison.Ordinal);
        await door.UntilAsync(async () => await door.CountAsync("succeeded") == 10_000, "the bot has run them");
        var seen = await shell.TypeAsync(_page.Section("When it is too much").Block("sh"));
        Assert.Contains("bot-1", seen, StringComparison.Ordinal);
        await bot.InterruptAsync();
        await door.InterruptAsync();
    }

    [Fact]
    public async Task What_is_beyond_a_bound_is_told_to_come_back()
    {
        using var shell = new Shell();
        await using var node = await shell.StartAsync(
            "data",
            """
            export AKKAJOBS_COORDINATOR__MAX_OPEN_JOBS=10
            AkkaJobs.Node --data data --roles coordinator,http
            """);
        const string job = """{"operation":"sum","args":{"a":727,"b":102}}""";
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await node.PostAsync("/jobs", job)).Status);
        }

        using var content = new StringContent(job, new MediaTypeHeaderValue("application/json"));
        using var refused = await node.Client.PostAsync(new Uri("/jobs", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("\"busy\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await node.InterruptAsync();
    }
}
