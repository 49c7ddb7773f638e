using System.Net;
using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>docs/backup.md, typed beside a node that is enqueued to, and a node on what was restored.</summary>
public sealed class BackupTests
{
    private const string Before = "0193a5b0-7e1f-7c3a-9f00-000000000001";
    private const string Held = "0193a5b0-7e1f-7c3a-9f00-000000000002";
    private const string After = "0193a5b0-7e1f-7c3a-9f00-000000000003";
    private const string Audit = "AkkaJobs.Node audit --data restored";

    private readonly Page _page = Page.Of("backup.md");

    [Fact]
    public async Task A_copy_on_SQLite_is_tried_out_beside_the_node_that_goes_on()
    {
        var page = _page.Section("SQLite");
        using var shell = new Shell();
        await using var node = await shell.StartAsync("data", "AkkaJobs.Node --data data");
        await BackedUpAsync(node, () => shell.TypeAsync(page.Block("sh")));

        await shell.TypeAsync(page.Block("sh", 1));
        await using var restored = await shell.StartAsync("restored", page.Block("sh", 2));

        await HasWhatWasBackedUpAsync(restored);
        Assert.Single(await SeenMember.AllAsync(restored.Client, restored.Management));
        await AssertCleanAsync(restored, () => shell.TypeAsync(Audit));
        await restored.InterruptAsync();
        await node.InterruptAsync();
    }

    [Fact]
    public async Task Beside_the_lake_that_survived_no_token_is_given_twice()
    {
        var page = _page.Section("SQLite");
        var lake = _page.Section("What a restored backup means").Block("sh");
        using var shell = new Shell();
        long given;
        await using (var node = await shell.StartAsync("data", "AkkaJobs.Node --data data"))
        {
            await BackedUpAsync(node, () => shell.TypeAsync(page.Block("sh")));
            await node.UntilAsync(() => IsLevelAsync(node), "the lake has it");
            given = await LastTokenAsync(node);
            await node.InterruptAsync();
        }

        var restoring = page.Block("sh", 1).Split('\n');
        var said = await shell.TypeAsync(string.Join('\n', [.. restoring[..1], lake, .. restoring[1..]]));
        Assert.Contains("raises the next token", said, StringComparison.Ordinal);

        await using var restored = await shell.StartAsync("restored", page.Block("sh", 2));
        await HasWhatWasBackedUpAsync(restored);
        Assert.InRange(await LastTokenAsync(restored), given + 1, long.MaxValue);
        await AssertCleanAsync(restored, () => shell.TypeAsync(Audit));
        await restored.InterruptAsync();
    }

    [SkippableFact]
    public async Task A_dump_of_PostgreSQL_becomes_a_database_again()
    {
        Skip.If(!PostgresServer.CanStartOwn, PostgresServer.Missing);
        var page = _page.Section("PostgreSQL");
        using var server = PostgresServer.StartOwn();
        server.Create("jobs");
        using var shell = new Shell(server);
        await using (var node = await shell.StartAsync(
            "data",
            """
            export AKKAJOBS_DATABASE='postgres:Host=127.0.0.1;Username=jobs;Database=jobs' AKKAJOBS_DATALAKE=lake
            AkkaJobs.Node --data data
            """))
        {
            await BackedUpAsync(node, () => shell.TypeAsync(page.Block("sh")));
            await node.InterruptAsync();
        }

        await shell.TypeAsync(page.Block("sh", 1));
        await using var restored = await shell.StartAsync("restored", page.Block("sh", 2));
        await HasWhatWasBackedUpAsync(restored);
        var there = page.Block("sh", 2).Split('\n')[0];
        await AssertCleanAsync(restored, () => shell.TypeAsync($"{there}\n{Audit}"));
        await restored.InterruptAsync();
    }

    /// <summary>
    /// A node that has run jobs, holds one back and has one run, while the lines are typed; then all end.
    /// </summary>
    private static async Task BackedUpAsync(NodeProcess node, Func<Task> backUp)
    {
        await EnqueueAsync(node, $$"""{"operation":"sum","args":{"a":727,"b":102},"id":"{{Before}}"}""");
        await EndsAsync(node, Before);
        await node.PostAsync("/queues/later/pause", "{}");
        await EnqueueAsync(
            node, $$"""{"operation":"sum","args":{"a":792,"b":943},"id":"{{Held}}","queue":"later"}""");
        await using var far = await HttpBot.ClaimAsync(node);
        using (var load = new OutageLoad(node))
        {
            await load.ResumedAsync();
            await node.UntilAsync(() => Task.FromResult(Directory.Exists(Lake(node))), "there is a lake");
            await backUp();
            await load.ResumedAsync();
            await load.StopAsync();
        }

        await EnqueueAsync(node, $$"""{"operation":"sum","args":{"a":1,"b":1},"id":"{{After}}"}""");
        await EndsAsync(node, After);
        await node.PostAsync("/queues/later/resume", "{}");
        await EndsAsync(node, Held);
        await far.ReportUntilTakenAsync();
    }

    /// <summary>What was done is done, what waited or ran is run, and what came later was never there.</summary>
    private static async Task HasWhatWasBackedUpAsync(NodeProcess node)
    {
        Assert.Equal("succeeded", Status(await node.GetAsync($"/jobs/{Before}")));
        Assert.Equal("pending", Status(await node.GetAsync($"/jobs/{Held}")));
        using (var later = await node.Client.GetAsync(new Uri($"/jobs/{After}", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.NotFound, later.StatusCode);
        }

        await node.PostAsync("/queues/later/resume", "{}");
        await EndsAsync(node, Held);
        var (_, claim) = await node.PostAsync(
            "/jobs/claim", """{"bot":"far-2","session":"session-2","operations":["far"],"wait_ms":30000}""");
        var job = claim.GetProperty("jobs")[0];
        Assert.Equal(2, job.GetProperty("attempt").GetInt32());
        var (reported, _) = await node.PostAsync(
            $"/jobs/{job.GetProperty("id").GetString()}/complete",
            $$"""{"token":{{job.GetProperty("token").GetInt64()}},"result":1}""");
        Assert.Equal(HttpStatusCode.OK, reported);
        await node.UntilAsync(
            async () => await node.CountAsync("pending") + await node.CountAsync("processing") == 0, "all have run");
    }

    private static async Task AssertCleanAsync(NodeProcess node, Func<Task<string>> audit)
    {
        await node.UntilAsync(() => IsLevelAsync(node), "tables and lake have it");
        Assert.Contains("Clean: ", await audit(), StringComparison.Ordinal);
    }

    private static async Task EnqueueAsync(NodeProcess node, string job)
    {
        var (status, body) = await node.PostAsync("/jobs", job);
        Assert.True(status == HttpStatusCode.Created, $"{status} {body}");
    }

    private static async Task EndsAsync(NodeProcess node, string id) =>
        Assert.Equal("succeeded", Status(await node.GetAsync($"/jobs/{id}?wait_ms=60000")));

    private static async Task<bool> IsLevelAsync(NodeProcess node) =>
        (await node.GetAsync("/stats")).GetProperty("followers").EnumerateArray()
            .All(follower => follower.GetProperty("lag_events").GetInt64() == 0);

    private static async Task<long> LastTokenAsync(NodeProcess node) =>
        (await node.GetAsync("/results?limit=1000")).GetProperty("items").EnumerateArray()
            .Max(result => result.GetProperty("token").GetInt64());

    private static string Lake(NodeProcess node) => Path.Combine(
        node.Output.Split("datalake ")[1].Split('\n')[0], "results");

    private static string? Status(JsonElement job) => job.GetProperty("status").GetString();
}
