using System.Diagnostics;
using System.Globalization;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// Throughput: jobs handed over in bulk until the last result row is committed, beside the machine's raw limit: the
/// same journal rows, jobs and results, inserted by prepared statements into fresh files, or on PostgreSQL by COPY into
/// fresh tables, in the same run.
/// </summary>
internal static class LoadCommand
{
    private const int Slots = 1_024;

    /// <summary>
    /// Jobs that run before the measured ones, at most as many as those, until the code they run through is compiled:
    /// the compiler works beside the jobs, and after 30,000 it still took a tenth of all time.
    /// </summary>
    private const int MaxWarmUp = 100_000;

    /// <param name="jobs">How many are measured.</param>
    /// <param name="database">Null for SQLite files in the folder.</param>
    public static async Task RunAsync(int jobs, PostgresLoad? database = null)
    {
        var warmUp = Math.Min(jobs, MaxWarmUp);
        var folder = Directory.CreateTempSubdirectory("akkajobs-load").FullName;
        try
        {
            double enqueue, whole, cpu;
            await using (var node = await LoadNode.StartAsync(folder, Slots, database?.Connection))
            {
                await node.EnqueueAsync(warmUp);
                await FinishedAsync(node, warmUp);
                var before = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                await node.EnqueueAsync(jobs);
                enqueue = watch.Elapsed.TotalSeconds;
                await FinishedAsync(node, warmUp + jobs);
                whole = watch.Elapsed.TotalSeconds;
                cpu = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / jobs;
            }

            var limit = database?.MeasureRawLimit() ?? RawLimit.Measure(folder);
            var raw = (warmUp + jobs) / limit.TotalSeconds;
            Print("enqueued", jobs / enqueue);
            Print("end to end, result rows committed", jobs / whole);
            Print($"raw: the same rows by {(database is null ? "prepared statements" : "COPY")}", raw);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ratio to raw: {jobs / whole / raw:0.00}; {cpu:0.0} µs of CPU a job"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string what, double perSecond) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {perSecond:#,0} jobs/s"));

    /// <summary>
    /// Counts only once the tables know as many tokens as there are jobs, each of which is claimed under one of its
    /// own: a count reads the tables whole, and would slow what it waits for.
    /// </summary>
    private static async Task FinishedAsync(LoadNode node, int jobs)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await node.Tables.OffsetAsync()).Token < jobs
            || (await node.Tables.CountsAsync()).GetValueOrDefault(JobStatus.Succeeded) < jobs)
        {
            await look.WaitForNextTickAsync();
        }
    }
}
