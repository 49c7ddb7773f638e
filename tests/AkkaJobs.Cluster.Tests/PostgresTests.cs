using System.Net;
using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;
using Npgsql;

namespace AkkaJobs.Cluster.Tests;

/// <summary>Nodes as an operator starts them, on one PostgreSQL.</summary>
public sealed class PostgresTests : IDisposable
{
    private readonly string _name = $"akkajobs_nodes_{Guid.NewGuid():N}";
    private readonly string _database;

    public PostgresTests()
    {
        Skip.If(PostgresServer.Shared is null, PostgresServer.Missing);
        _database = "postgres:" + PostgresServer.Shared.Create(_name);
    }

    [SkippableFact]
    public async Task Two_nodes_with_every_role_share_it()
    {
        using var firstFolder = new TempFolder();
        using var secondFolder = new TempFolder();
        await using var first = await NodeProcess.StartAsync(firstFolder.Path, "--database", _database);
        var seed = first.Output.Split('\n').First(line => line.Contains("  cluster", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        await using var second = await NodeProcess.StartAsync(
            secondFolder.Path, "--database", _database, "--seeds", seed, "--name", "node-2");

        var id = await EnqueueAsync(second);
        Assert.Equal(829, await ResultAsync(first, id));
        Assert.DoesNotContain("not-to-be-seen", first.Output + second.Output, StringComparison.Ordinal);
        await second.InterruptAsync();
        await first.InterruptAsync();
    }

    [SkippableFact]
    public async Task It_is_named_as_the_page_shows()
    {
        var line = Page.Of("postgresql.md").Block("sh");
        var shown = line.Split('\'')[1]["postgres:".Length..];
        var real = new NpgsqlConnectionStringBuilder(_database["postgres:".Length..]);
        var here = new NpgsqlConnectionStringBuilder(shown)
        {
            Host = real.Host,
            Port = real.Port,
            Username = real.Username,
            Database = real.Database,
        };
        using var shell = new Shell();
        await using var node = await shell.StartAsync(
            "data", line.Replace(shown, here.ConnectionString, StringComparison.Ordinal));

        Assert.Contains($"PostgreSQL {real.Host}, database {_name},", node.Output, StringComparison.Ordinal);
        await node.InterruptAsync();
    }

    [SkippableFact]
    public async Task What_was_acknowledged_is_there_after_a_kill()
    {
        using var folder = new TempFolder();
        string id;
        await using (var first = await NodeProcess.StartAsync(folder.Path, "--database", _database, "--roles",
            "coordinator,http"))
        {
            id = await EnqueueAsync(first);
            await first.KillAsync();
        }

        await using var second = await NodeProcess.StartAsync(folder.Path, "--database", _database);
        Assert.Equal(829, await ResultAsync(second, id));
        await second.InterruptAsync();
    }

    [SkippableFact]
    public async Task The_SQL_of_the_schema_can_be_seen_before_it_is_run()
    {
        using var folder = new TempFolder();
        await using var node = NodeProcess.Launch(folder.Path, "--database", _database, "--print-schema");
        await node.EndAsync();

        Assert.Equal(0, node.ExitCode);
        await node.SaysAsync("CREATE SCHEMA akkajobs;");
        await node.SaysAsync("CREATE TABLE akkajobs.results (");
    }

    public void Dispose() => PostgresServer.Shared!.Drop(_name);

    private static async Task<string> EnqueueAsync(NodeProcess node)
    {
        var (status, job) = await node.PostAsync("/jobs", """{"operation":"sum","args":{"a":727,"b":102}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        return job.GetProperty("id").GetString()!;
    }

    private static async Task<int> ResultAsync(NodeProcess node, string id)
    {
        JsonElement job = await node.GetAsync($"/jobs/{id}?wait_ms=30000");
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        return job.GetProperty("result").GetInt32();
    }
}
