using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Cluster.Tests;

/// <summary>The audit beside a node and after it, as a program and as docs/audit.md has it typed.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task An_audit_runs_beside_a_node_and_says_by_its_exit_code_what_it_found()
    {
        using var folder = new TempFolder();
        await using (var node = await NodeProcess.StartAsync(folder.Path))
        {
            for (var i = 0; i < 3; i++)
            {
                await node.PostAsync("/jobs/bulk", Lines(2_000), "application/x-ndjson");
                Assert.Equal(0, await AuditAsync(folder.Path, "Clean: "));
            }

            await node.UntilAsync(async () => await node.CountAsync("succeeded") == 6_000, "all jobs have succeeded");
            Assert.Equal(0, await AuditAsync(folder.Path, "Clean: "));
            Assert.Equal(2, await AuditAsync(folder.Path, "stop it first", "--repair"));
            Execute(folder.Path, "DELETE FROM results WHERE id % 2 = 0");
            var there = node.Management.ToString().TrimEnd('/');
            Assert.Equal(0, await AuditAsync(
                folder.Path, "repaired: tables: as the journal says", "--repair", "--management", there));
            Assert.Equal(0, await AuditAsync(folder.Path, "Clean: 6000 jobs and 6000 finishes"));
            await node.InterruptAsync();
        }

        Execute(folder.Path, "UPDATE results SET result = '\"no\"' WHERE id = (SELECT min(id) FROM results)");
        Assert.Equal(1, await AuditAsync(folder.Path, "found \"no\""));
        Assert.Equal(0, await AuditAsync(folder.Path, "repaired: tables", "--repair"));
        Assert.Equal(0, await AuditAsync(folder.Path, "Clean: "));
        Assert.Equal(2, await AuditAsync(Path.Combine(folder.Path, "nowhere"), "There is no journal"));
        Assert.Equal(2, await AuditAsync(folder.Path, "--repare", "--repare"));
    }

    [Fact]
    public async Task The_lines_of_its_page_find_a_difference_and_repair_it_while_the_node_runs()
    {
        var page = Page.Of("audit.md");
        using var shell = new Shell();
        await using var node = await shell.StartAsync("data", "AkkaJobs.Node --data data");
        await node.PostAsync("/jobs/bulk", Lines(20), "application/x-ndjson");
        await node.UntilAsync(async () => await node.CountAsync("succeeded") == 20, "all jobs have succeeded");
        await node.UntilAsync(
            async () => (await node.GetAsync("/results")).GetProperty("items").GetArrayLength() == 20,
            "the tables have them");
        Execute(shell.FileAt("data"), "DELETE FROM results WHERE id % 2 = 0");
        Assert.Contains("differences: ", await shell.TypeAsync($"! {page.Block("sh")}"), StringComparison.Ordinal);

        var said = await shell.TypeAsync(
            page.Section("What a repair does, and what it never does").Block("sh"));
        Assert.Contains("""{"kind":"difference",""", said, StringComparison.Ordinal);
        Assert.Contains("""{"kind":"repaired",""", said, StringComparison.Ordinal);
        Assert.Equal("""{"kind":"end","clean":true}""", said.Split('\n').Last(line => line.StartsWith('{')));
        Assert.Contains("Clean: ", await shell.TypeAsync(page.Block("sh")), StringComparison.Ordinal);
        await node.InterruptAsync();
    }

    private static async Task<int> AuditAsync(string data, string says, params string[] arguments)
    {
        await using var audit = NodeProcess.Launch(data, ["audit", .. arguments]);
        await audit.EndAsync();
        await audit.SaysAsync(says);
        return audit.ExitCode;
    }

    private static string Lines(int jobs) => string.Concat(
        Enumerable.Range(0, jobs).Select(i => $"{{\"operation\":\"sum\",\"args\":{{\"a\":{i},\"b\":1}}}}\n"));

    private static void Execute(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "jobs.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
