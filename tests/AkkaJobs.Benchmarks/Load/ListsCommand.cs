using System.Diagnostics;
using System.Globalization;
using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using LinqToDB.Data;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// Lists over many finished jobs, as the tables' reader answers them: median and worst of each, on the first page and
/// in the middle of all rows.
/// </summary>
internal static class ListsCommand
{
    private const int Runs = 21;

    public static async Task RunAsync(int jobs)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-lists").FullName;
        try
        {
            using var store = JobsStore.In(folder, TimeProvider.System);
            Fill(store, jobs);
            await MeasureAsync("SQLite", store, jobs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        using var load = new PostgresLoad();
        using var database = new PostgresDatabase(load.Connection);
        var postgres = JobsStore.On(database, TimeProvider.System);
        Fill(postgres, jobs);

        // As the server does by itself within minutes.
        using (var data = database.Query())
        {
            data.CommandTimeout = 0;
            await data.ExecuteAsync("ANALYZE");
        }

        await MeasureAsync("PostgreSQL", postgres, jobs);
    }

    private static void Fill(JobsStore store, int jobs)
    {
        store.MakeTables();
        using var writer = store.NewWriter();
        var offset = writer.ReadOffset();
        foreach (var commit in SyntheticJobs.Mixed(jobs, Timestamp.From(DateTimeOffset.UtcNow)))
        {
            offset = writer.Write(JobProjection.Project([commit]), offset, commit.Commit.Last, commit.Row);
        }
    }

    private static async Task MeasureAsync(string name, JobsStore store, int jobs)
    {
        var tables = new JobTables(store.Tables, store.NewReader());

        // The first of all has its code compiled.
        await tables.ListAsync(new JobFilter());
        await tables.ResultsAsync(new ResultFilter());

        // Three events a job.
        var deep = jobs * 3L / 2;
        Console.WriteLine($"| {name}, {jobs.ToString("#,0", CultureInfo.InvariantCulture)} finished jobs | rows "
            + "| first page: median | worst | from the middle: median | worst |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (what, filter) in Jobs())
        {
            await PrintAsync($"jobs, {what}", "jobs", cursor => CountAsync(
                tables.ListAsync(filter with { Cursor = cursor }), page => page.Items.Count));
        }

        foreach (var (what, filter) in Results())
        {
            await PrintAsync($"results, {what}", "results", cursor => CountAsync(
                tables.ResultsAsync(filter with { Cursor = cursor }), page => page.Items.Count));
        }

        async Task PrintAsync(string what, string list, Func<string?, Task<int>> read)
        {
            var (rows, first) = await TimeAsync(() => read(null));
            var (_, middle) = await TimeAsync(() => read(PageCursor.Write(list, deep)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {rows} | {first[Runs / 2]:0.0} ms | {first[^1]:0.0} ms "
                + $"| {middle[Runs / 2]:0.0} ms | {middle[^1]:0.0} ms |"));
        }
    }

    private static IEnumerable<(string What, JobFilter Filter)> Jobs() =>
    [
        ("all", new()),
        ("status succeeded", new() { Status = JobStatus.Succeeded }),
        ("status failed, 1 in 20", new() { Status = JobStatus.Failed }),
        ("status pending, none", new() { Status = JobStatus.Pending }),
        ("operation, 1 in 5", new() { Operation = "operation-1" }),
        ("operation, the 100 oldest", new() { Operation = "rare" }),
        ("queue default", new() { Queue = Limits.DefaultQueue }),
        ("queue, 1 in 3", new() { Queue = "mail" }),
        ("queue, the 100 oldest", new() { Queue = "rare" }),
        ("bot, 1 in 10", new() { Bot = "bot-1" }),
        ("bot, the 100 oldest", new() { Bot = "bot-rare" }),
        ("tag, 1 in 200", new() { Tag = "nightly" }),
        ("tag, the 100 oldest", new() { Tag = "rare" }),
        ("failed of an operation that has none", new() { Status = JobStatus.Failed, Operation = "operation-0" }),
        ("failed of an operation", new() { Status = JobStatus.Failed, Operation = "operation-2" }),
        ("succeeded of the 100 oldest's operation", new() { Status = JobStatus.Succeeded, Operation = "rare" }),
        ("succeeded of the 100 oldest's bot", new() { Status = JobStatus.Succeeded, Bot = "bot-rare" }),
        ("failed of a bot that has none", new() { Status = JobStatus.Failed, Bot = "bot-0" }),
        ("a page of 1,000", new() { Limit = Limits.MaxListLimit }),
    ];

    private static IEnumerable<(string What, ResultFilter Filter)> Results() =>
    [
        ("all", new()),
        ("status succeeded", new() { Status = JobStatus.Succeeded }),
        ("status failed, 1 in 20", new() { Status = JobStatus.Failed }),
        ("operation, 1 in 5", new() { Operation = "operation-1" }),
        ("operation, the 100 oldest", new() { Operation = "rare" }),
        ("bot, 1 in 10", new() { Bot = "bot-1" }),
        ("bot, the 100 oldest", new() { Bot = "bot-rare" }),
        ("failed of an operation, 1 in 100", new() { Status = JobStatus.Failed, Operation = "operation-2" }),
        ("succeeded of the 100 oldest's operation", new() { Status = JobStatus.Succeeded, Operation = "rare" }),
    ];

    private static async Task<int> CountAsync<T>(Task<Page<T>> page, Func<Page<T>, int> count) => count(await page);

    /// <summary>Rows of the page, and the times in order.</summary>
    private static async Task<(int Rows, double[] Milliseconds)> TimeAsync(Func<Task<int>> read)
    {
        var times = new double[Runs];
        var rows = 0;
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            rows = await read();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return (rows, times);
    }
}
