using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>docs/erase.md, typed: what a job said of a person is in no table, file or line any more.</summary>
public sealed class EraseTests
{
    private const string Person = "ada@example.org";
    private const string Done = "0193a5b0-7e1f-7c3a-9f00-000000000001";
    private const string Open = "0193a5b0-7e1f-7c3a-9f00-000000000002";

    private readonly Page _page = Page.Of("erase.md");

    [Fact]
    public async Task On_SQLite_nothing_is_left_in_tables_files_and_lake()
    {
        var sooner = _page.Section("Have it gone sooner");
        using var shell = new Shell();
        await File.WriteAllTextAsync(shell.FileAt("node.conf"), Settings(sooner));
        await using (var node = await shell.StartAsync("data", "AkkaJobs.Node --data data --config node.conf"))
        {
            await HandOverAsync(node);
            var finding = sooner.Block("sh").Split('\n');
            await node.UntilAsync(
                async () => await shell.TypeAsync(finding[0]) is var found
                    && found.Contains($"{Open}|pending", StringComparison.Ordinal),
                "the tables have it");
            Assert.NotEqual("0 0 0 0", Words(await shell.TypeAsync(sooner.Block("sh", 1))));
            await shell.TypeAsync(finding[1].Replace("ID", Open, StringComparison.Ordinal));
            await GoneAsync(node, async () => Words(await shell.TypeAsync(sooner.Block("sh", 1))));
            await node.InterruptAsync();
        }

        await shell.TypeAsync(_page.Section("Out of the files").Block("sh"));
        Assert.Equal(["lake"], await WhereAsync(shell));
        await EraseLinesAsync(shell, "data/datalake");
        Assert.Empty(await WhereAsync(shell));
        Assert.Contains("Clean: ", await shell.TypeAsync("AkkaJobs.Node audit --data data"), StringComparison.Ordinal);
        await shell.TypeAsync($"rm $(grep -rl '{Done}' data/datalake)");
        Assert.Contains("Clean: ", await shell.TypeAsync("AkkaJobs.Node audit --data data"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task On_PostgreSQL_nothing_is_left_in_tables_and_lake()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        var sooner = _page.Section("Have it gone sooner");
        using var server = PostgresServer.StartOwn();
        server.Create("jobs");
        using var shell = new Shell(server);
        await File.WriteAllTextAsync(shell.FileAt("node.conf"), Settings(sooner));
        const string database =
            "export AKKAJOBS_DATABASE='postgres:Host=127.0.0.1;Username=jobs;Database=jobs' AKKAJOBS_DATALAKE=lake\n";
        await using (var node = await shell.StartAsync(
            "data", database + "AkkaJobs.Node --data data --config node.conf"))
        {
            await HandOverAsync(node);
            await node.UntilAsync(
                async () => Words(await shell.TypeAsync(sooner.Block("sh", 2))) is var found
                    && !found.StartsWith("0 ", StringComparison.Ordinal),
                "the journal has it");
            await node.PostAsync($"/jobs/{Open}/cancel", """{"reason":"erased"}""");
            await GoneAsync(node, async () => Words(await shell.TypeAsync(sooner.Block("sh", 2))));
            await node.InterruptAsync();
        }

        await shell.TypeAsync("psql -d jobs -c 'VACUUM FULL'");
        await EraseLinesAsync(shell, "lake");
        await shell.TypeAsync($"! grep -r '{Person}' lake");
        Assert.Contains(
            "Clean: ", await shell.TypeAsync(database + "AkkaJobs.Node audit --data data"), StringComparison.Ordinal);
    }

    /// <summary>With times in which a test can wait.</summary>
    private static string Settings(Page sooner)
    {
        var shown = sooner.Block("hocon");
        Assert.Contains("= 1h", shown, StringComparison.Ordinal);
        return shown.Replace("= 1h", "= 1s", StringComparison.Ordinal).Replace("10000", "50", StringComparison.Ordinal)
            + "\nakkajobs.retention.every = 100ms\n";
    }

    /// <summary>A job that succeeds, and one that no bot runs.</summary>
    private static async Task HandOverAsync(NodeProcess node)
    {
        foreach (var (id, operation) in new[] { (Done, "echo"), (Open, "nobody") })
        {
            var (status, body) = await node.PostAsync(
                "/jobs",
                $$"""{"operation":"{{operation}}","args":{"mail":"{{Person}}"},"tags":["{{Person}}"],"id":"{{id}}"}""");
            Assert.True(status == HttpStatusCode.Created, $"{status} {body}");
        }
    }

    /// <summary>Others go on; the journal is cut only while something happens.</summary>
    private static Task GoneAsync(NodeProcess node, Func<Task<string>> look) => node.UntilAsync(
        async () =>
        {
            var lines = string.Concat(
                Enumerable.Range(0, 40).Select(i => $"{{\"operation\":\"sum\",\"args\":{{\"a\":{i},\"b\":1}}}}\n"));
            await node.PostAsync("/jobs/bulk", lines, "application/x-ndjson");
            return await look() == "0 0 0 0";
        },
        "it is in no table");

    private async Task EraseLinesAsync(Shell shell, string lake)
    {
        var lines = _page.Section("Out of the datalake").Block("sh")
            .Replace("data/datalake", lake, StringComparison.Ordinal);
        foreach (var id in new[] { Done, Open })
        {
            await shell.TypeAsync(lines.Replace("ID", id, StringComparison.Ordinal));
        }

        var kept = await shell.TypeAsync($"grep -rh '{Done}' {lake}");
        Assert.Contains("\"args\":null,\"status\":\"succeeded\",\"result\":null", kept, StringComparison.Ordinal);
    }

    /// <summary>In which files the text is.</summary>
    private static async Task<IEnumerable<string>> WhereAsync(Shell shell)
    {
        var found = await shell.TypeAsync($"grep -rla '{Person}' data || true");
        return found.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(file => file.StartsWith("data/datalake/", StringComparison.Ordinal) ? "lake" : file).Distinct();
    }

    private static string Words(string said) =>
        string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
