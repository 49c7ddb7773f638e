using AkkaJobs.Cluster.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Cluster.Tests;

/// <summary>The fault of the system that this one replaces: code and table disagreed, and nobody said so.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("ALTER TABLE results DROP COLUMN duration_ms", "results.duration_ms")]
    [InlineData("ALTER TABLE results RENAME COLUMN result TO sum", "results.result")]
    public async Task A_start_against_a_results_table_of_another_shape_stops_and_names_the_column(
        string change, string named)
    {
        using var folder = new TempFolder();
        await using (var first = await NodeProcess.StartAsync(folder.Path))
        {
            await first.InterruptAsync();
        }

        Change(folder.Path, change);
        await using var second = NodeProcess.Launch(folder.Path);
        await second.EndAsync();
        Assert.NotEqual(0, second.ExitCode);
        await second.SaysAsync(named);
    }

    private static void Change(string data, string sql)
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
