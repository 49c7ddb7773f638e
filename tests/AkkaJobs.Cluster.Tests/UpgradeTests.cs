using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// docs/upgrade.md: from a version to itself, a node that holds the format back, and what an older one does with a
/// newer schema.
/// </summary>
public sealed class UpgradeTests
{
    private const string Database = "--database 'postgres:Host=127.0.0.1;Username=jobs;Database=jobs' --datalake lake";

    private readonly Page _page = Page.Of("upgrade.md");

    [SkippableFact]
    public async Task One_node_after_another_is_stopped_and_started_while_jobs_go_on()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Create("jobs");
        using var shell = new Shell(server);
        await using var oldFirst = await StartAsync(shell, "data");
        await using var oldSecond = await StartAsync(shell, "data-2", $" --seeds {oldFirst.Cluster}");
        var before = await shell.TypeAsync(_page.Section("Before").Block("sh"));
        Assert.StartsWith("0.", before, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE", before, StringComparison.Ordinal);
        Assert.Contains("Clean: ", before, StringComparison.Ordinal);

        var acknowledged = await ReplacedAsync(oldFirst, under: oldSecond);
        await using var newFirst = await StartAsync(shell, "data", $" --seeds {oldSecond.Cluster}");
        await TogetherAsync(newFirst);
        await shell.TypeAsync(_page.Section("One after another").Block("sh"));
        Assert.Equal(["2", "2"], await FormatsAsync(shell));
        acknowledged += await ReplacedAsync(oldSecond, under: newFirst);
        await using var newSecond = await StartAsync(shell, "data-2", $" --seeds {newFirst.Cluster}");
        await TogetherAsync(newSecond);

        Assert.True(acknowledged > 0);
        await newSecond.UntilAsync(
            async () => await newSecond.CountAsync("succeeded") == acknowledged, "every acknowledged job has run");
        await newSecond.InterruptAsync();
        await newFirst.InterruptAsync();
    }

    [Fact]
    public async Task A_node_that_is_told_to_say_less_keeps_the_way_back_open_until_it_says_more()
    {
        var held = _page.Section("Two versions in one cluster").Block("sh", 1);
        using var shell = new Shell();
        await File.WriteAllTextAsync(shell.FileAt("hold.conf"), held.Split('#')[1]);
        await using (var node = await shell.StartAsync("data", held))
        {
            Assert.Equal(["1"], await FormatsAsync(shell));
            await node.InterruptAsync();
        }

        await using var again = await shell.StartAsync("data", held.Split("--config")[0]);
        Assert.Equal(["2"], await FormatsAsync(shell));
        await using var events = shell.Type(
            """
            curl -sN -H "Authorization: Bearer $(cat data/admin-token)" -H 'Last-Event-ID: 0' \
                 'http://127.0.0.1:3001/events?event=format-raised'
            """);
        await events.SaysAsync("event: format-raised");
        await again.InterruptAsync();
    }

    [Fact]
    public async Task A_node_that_runs_goes_on_beside_a_later_schema_and_does_not_start_on_it_again()
    {
        using var shell = new Shell();
        await using (var node = await shell.StartAsync("data", "AkkaJobs.Node --data data"))
        {
            await shell.TypeAsync("sqlite3 data/jobs.db \"INSERT INTO schema_version VALUES (2, 'later', '')\"");
            var (_, job) = await node.PostAsync("/jobs", """{"operation":"sum","args":{"a":727,"b":102}}""");
            var done = await node.GetAsync($"/jobs/{job.GetProperty("id").GetString()}?wait_ms=30000");
            Assert.Equal("succeeded", done.GetProperty("status").GetString());
            await node.InterruptAsync();
        }

        var said = await shell.TypeAsync("! AkkaJobs.Node --data data");
        Assert.Contains("has version 2", said, StringComparison.Ordinal);
        Assert.Contains("Start that one or a later one", said, StringComparison.Ordinal);
    }

    /// <summary>What each node says that it reads, as the page has it looked up.</summary>
    private async Task<IEnumerable<string>> FormatsAsync(Shell shell)
    {
        var table = (await shell.TypeAsync(_page.Section("Two versions in one cluster").Block("sh"))).Split('\n');
        Assert.Contains("VERSION", table[0], StringComparison.Ordinal);
        var at = table[0].IndexOf("FORMAT", StringComparison.Ordinal);
        return table[1..].Where(row => row.Length > at).Select(row => row[at..].Split(' ')[0]);
    }

    private static Task<NodeProcess> StartAsync(Shell shell, string data, string seeds = "") =>
        shell.StartAsync(data, $"AkkaJobs.Node --data {data} --name {data} {Database}{seeds}");

    /// <summary>A node ends as it is told to, while the other is enqueued to.</summary>
    /// <returns>How many jobs that acknowledged.</returns>
    private static async Task<int> ReplacedAsync(NodeProcess node, NodeProcess under)
    {
        using var load = new OutageLoad(under);
        await load.ResumedAsync();
        Assert.True(await node.SignalAsync("TERM"));
        await node.EndAsync();
        Assert.Equal(0, node.ExitCode);
        await load.ResumedAsync();
        await load.StopAsync();
        return load.Acknowledged;
    }

    private static Task TogetherAsync(NodeProcess node) => node.UntilAsync(
        async () => (await SeenMember.AllAsync(node.Client, node.Management)).Count(member => member.IsWell) == 2,
        "both are there");
}
