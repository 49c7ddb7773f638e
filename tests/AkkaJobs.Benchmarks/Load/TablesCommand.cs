using System.Diagnostics;
using System.Globalization;
using AkkaJobs.Followers;
using AkkaJobs.Storage;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// The tables' writer alone: jobs that are enqueued in one commit and finished in a later one, as under load.
/// </summary>
internal static class TablesCommand
{
    public static void Run(int jobs)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-tables").FullName;
        try
        {
            var tables = SqliteDatabase.Tables(folder);
            Schema.Prepare(tables, Schema.Tables, TimeProvider.System);
            using var writer = tables.NewWriter(TableFollower.Name, TimeProvider.System);
            var commits = SyntheticJobs.Plain(jobs, Timestamp.From(DateTimeOffset.UtcNow));
            var offset = writer.ReadOffset();
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            foreach (var commit in commits)
            {
                offset = writer.Write(JobProjection.Project([commit]), offset, commit.Commit.Last, commit.Row);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"tables: {jobs / watch.Elapsed.TotalSeconds:#,0} jobs/s, "
                + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / jobs:0.0} µs of CPU a job"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
