using System.Diagnostics;
using System.Globalization;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// A steady load on a node that keeps what is over for seconds only: how large journal, tables and process are as time
/// goes on. They grow until the first is pruned, and then no more.
/// </summary>
internal static class PruneCommand
{
    private const int Samples = 12;
    private const int JobsAtOnce = 50;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(TimeSpan time)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-prune").FullName;
        try
        {
            await RunAsync("SQLite", time, folder, null, _ => SqliteSizes(folder));
            using var database = new PostgresLoad();
            await RunAsync("PostgreSQL", time, Path.Combine(folder, "postgres"), database.Connection, PostgresSizes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(
        string name, TimeSpan time, string folder, string? postgres, Func<LoadNode, (long Journal, long Tables)> sizes)
    {
        Console.WriteLine($"| {name} | jobs enqueued | rows of journal | of jobs | of results "
            + "| journal, MB | tables, MB | process, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var keep = time < 10 * TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : time / 10;
        await using var node = await LoadNode.StartAsync(folder, slots: 64, postgres, options =>
        {
            options.Coordinator.SnapshotEvery = 5_000;
            options.Retention.Every = TimeSpan.FromSeconds(1);
            options.Retention.Succeeded = keep;
            options.Retention.Journal = keep;
        });
        using var beat = new PeriodicTimer(Every);

        // The first wait for the cluster and the compiler.
        await node.EnqueueAsync(JobsAtOnce);
        var watch = Stopwatch.StartNew();
        var jobs = JobsAtOnce;
        for (var sample = 1; sample <= Samples; sample++)
        {
            while (watch.Elapsed < time * sample / Samples)
            {
                await node.EnqueueAsync(JobsAtOnce);
                jobs += JobsAtOnce;
                await beat.WaitForNextTickAsync();
            }

            Print(watch.Elapsed, jobs, node, sizes(node));
        }
    }

    private static void Print(TimeSpan at, int jobs, LoadNode node, (long Journal, long Tables) sizes)
    {
        using var journal = node.Store.Journal.Query();
        using var tables = node.Store.Tables.Query();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {at.TotalSeconds:0} s | {jobs:#,0} | {journal.GetTable<JournalRow>().Count():#,0} "
            + $"| {tables.GetTable<JobRow>().Count():#,0} | {tables.GetTable<ResultRow>().Count():#,0} "
            + $"| {Megabytes(sizes.Journal)} | {Megabytes(sizes.Tables)} | {Megabytes(Environment.WorkingSet)} |"));
    }

    private static (long Journal, long Tables) SqliteSizes(string folder)
    {
        return (Of("journal.db"), Of("jobs.db"));

        long Of(string file) => new DirectoryInfo(folder).EnumerateFiles($"{file}*").Sum(part => part.Length);
    }

    private static (long Journal, long Tables) PostgresSizes(LoadNode node)
    {
        using var data = node.Store.Tables.Query();
        return (Of("journal") + Of("snapshot_parts"), Of("jobs") + Of("results"));

        long Of(string table) =>
            data.Execute<long>($"SELECT pg_total_relation_size('{PostgresSchema.Instance.Named(table)}')");
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
