using System.Diagnostics;
using System.Globalization;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// Pending jobs that no bot takes: the memory of a process that holds them, and the time of a restart until they are
/// ready. Each phase is a process of its own.
/// </summary>
internal static class MemoryCommand
{
    public const string Fill = "memory-fill";

    public const string Open = "memory-open";

    public static async Task RunAsync(int jobs)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-memory").FullName;
        try
        {
            await StartChildAsync(Fill, folder, jobs);
            await StartChildAsync(Open, folder, jobs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task RunChildAsync(string phase, string folder, int jobs)
    {
        var watch = Stopwatch.StartNew();
        await using var node = await LoadNode.StartAsync(folder, slots: 0);
        if (phase == Fill)
        {
            await node.EnqueueAsync(jobs);
        }

        var pending = (await node.Client.StatsAsync()).Jobs["pending"];
        var ready = watch.Elapsed;
        var memory = File.ReadLines("/proc/self/status").Where(l => l.StartsWith("VmHWM", StringComparison.Ordinal)
            || l.StartsWith("VmRSS", StringComparison.Ordinal));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{phase}: {pending:#,0} pending jobs after {ready.TotalSeconds:0.0} s"));
        Console.WriteLine(string.Join('\n', memory));
    }

    private static async Task StartChildAsync(string phase, string folder, int jobs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { phase, folder, jobs.ToString(CultureInfo.InvariantCulture) },
        };
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"{phase} ended with exit code {child.ExitCode}.");
        }
    }
}
