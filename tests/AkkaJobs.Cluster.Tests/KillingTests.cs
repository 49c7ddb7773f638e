using System.Net;
using System.Text;
using AkkaJobs.Cluster.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Cluster.Tests;

public sealed class KillingTests
{
    private const int Jobs = 10_000;

    [Fact]
    public async Task After_a_kill_in_the_middle_every_acknowledged_job_ends_exactly_once()
    {
        using var folder = new TempFolder();
        await using (var first = await NodeProcess.StartAsync(folder.Path, "--slots", "64"))
        {
            var (status, body) = await first.PostAsync("/jobs/bulk", Lines(Jobs), "application/x-ndjson");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(Jobs, body.GetProperty("accepted").GetInt32());
            await first.UntilAsync(
                async () => await first.CountAsync("succeeded") is > 200 and < Jobs, "some jobs have ended, not all");
            await first.KillAsync();
        }

        await using var second = await NodeProcess.StartAsync(folder.Path, "--slots", "64");
        await second.UntilAsync(async () => await second.CountAsync("succeeded") == Jobs, "all jobs have succeeded");
        await second.InterruptAsync();
        Assert.Equal(0, second.ExitCode);

        Assert.Equal(Jobs, Query(folder.Path, "SELECT count(*) FROM results"));
        Assert.Equal(Jobs, Query(folder.Path, "SELECT count(DISTINCT job_id) FROM results"));
        Assert.Equal(
            0,
            Query(folder.Path, "SELECT count(*) FROM results WHERE result <> json_extract(args, '$.a') + 1"));
        Assert.Equal(Jobs, LakeLines(folder.Path).Distinct().Count());

        // The attempts that were cut off are told with their verdict; there were at most as many as slots.
        Assert.InRange(Query(folder.Path, "SELECT count(*) FROM jobs WHERE history LIKE '%bot-lost%'"), 1, 64);
        Assert.Equal(
            0,
            Query(folder.Path, "SELECT count(*) FROM jobs WHERE attempt > 1 AND history NOT LIKE '%bot-lost%'"));
    }

    private static string Lines(int jobs)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < jobs; i++)
        {
            lines.Append("{\"operation\":\"sum\",\"args\":{\"a\":").Append(i).Append(",\"b\":1}}\n");
        }

        return lines.ToString();
    }

    private static long Query(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "jobs.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private static IEnumerable<string> LakeLines(string data) =>
        Directory.EnumerateFiles(Path.Combine(data, "datalake", "results"), "*.ndjson", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines);
}
