using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>docs/migrate.md, typed beside a table of jobs in which old workers left rows behind.</summary>
public sealed class MigrateTests
{
    private readonly Page _page = Page.Of("migrate.md").Section("From a table of jobs");

    [SkippableFact]
    public async Task Rows_that_wait_or_hang_are_handed_over_once_however_often_it_is_typed()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Create("shop");
        server.Execute(
            $$"""
            CREATE ROLE shop LOGIN;
            {{_page.Block("sql")}}
            GRANT SELECT, INSERT, UPDATE, DELETE ON old_jobs TO shop;
            INSERT INTO old_jobs (operation, args, status, worker, result)
            SELECT 'sum', json_build_object('a', n, 'b', 1), 'done', 'w-1', to_json(n + 1)
            FROM generate_series(1, 20) AS n;
            INSERT INTO old_jobs (operation, args) SELECT 'sum', ('{"a": ' || n || E',\n "b": 1}')::json
            FROM generate_series(1, 2000) AS n;
            INSERT INTO old_jobs (operation, args, status, worker)
            VALUES ('sum', '{"a": 727, "b": 102}', 'processing', 'w-1'),
                   ('sum', '{"a": 792, "b": 943}', 'processing', 'w-2');
            """,
            "shop");
        using var shell = new Shell(server);
        await using var node = await shell.StartAsync(
            "data", "AkkaJobs.Node --data data --database 'postgres:Host=127.0.0.1;Username=jobs;Database=shop'");

        await shell.TypeAsync(_page.Block("sh"));
        var claim = await shell.TypeAsync("PGUSER=shop psql -d shop -c 'UPDATE old_jobs SET worker = 1' 2>&1 || true");
        Assert.Contains("permission denied", claim, StringComparison.Ordinal);

        var first = Answer(await shell.TypeAsync(_page.Block("sh", 1)));
        Assert.Equal((2_002, 0, 0), first);
        Assert.Equal((0, 2_002, 0), Answer(await shell.TypeAsync(_page.Block("sh", 1))));
        await node.UntilAsync(async () => await node.CountAsync("succeeded") == 2_000, "those that waited have run");
        Assert.Equal((0, 2_002, 0), Answer(await shell.TypeAsync(_page.Block("sh", 1))));
        await node.UntilAsync(
            async () => await shell.TypeAsync(_page.Block("sh", 2)) is var seen
                && Row(seen, "pending | default | succeeded | 2000")
                && Row(seen, "processing | doubtful | pending | 2"),
            "the tables have them all");

        var looking = _page.Block("sh", 3).Split('\n');
        await shell.TypeAsync(looking[0]);
        var doubtful = (await node.GetAsync("/jobs?queue=doubtful&status=pending")).GetProperty("items")[0];
        await shell.TypeAsync(string.Join('\n', looking[1..])
            .Replace("ID", doubtful.GetProperty("id").GetString(), StringComparison.Ordinal));
        await node.UntilAsync(async () => await node.CountAsync("succeeded") == 2_001, "the other has run");

        var again = await shell.TypeAsync(_page.Block("sh", 1) + "\npbm queues resume doubtful");
        Assert.Equal((0, 2_002, 0), Answer(again));
        Assert.Equal((0, 1), (await node.CountAsync("pending"), await node.CountAsync("cancelled")));
        await EachRanOnceAsync(node);
        await node.InterruptAsync();
    }

    private static async Task EachRanOnceAsync(NodeProcess node)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await node.GetAsync($"/results?limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}");
            foreach (var result in page.GetProperty("items").EnumerateArray())
            {
                ids.Add(result.GetProperty("job_id").GetString()!);
                Assert.InRange(result.GetProperty("attempt").GetInt32(), 0, 1);
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(2_002, ids.Count);
        Assert.Equal(2_002, ids.Distinct().Count());
    }

    /// <summary>What the upload answered, the last line that is JSON and has it.</summary>
    private static (long Accepted, long Duplicates, long Rejected) Answer(string said)
    {
        var start = said.IndexOf("{\"accepted\"", StringComparison.Ordinal);
        var text = said[start..(said.IndexOf("]}", start, StringComparison.Ordinal) + 2)];
        var answer = JsonElement.Parse(text);
        return (Count("accepted"), Count("duplicates"), Count("rejected_count"));

        long Count(string name) => answer.GetProperty(name).GetInt64();
    }

    /// <summary>Whether psql has shown a row, however wide its columns are.</summary>
    private static bool Row(string table, string row) => table.Split('\n').Any(
        line => line.Split('|', StringSplitOptions.TrimEntries).SequenceEqual(row.Split(" | ")));
}
