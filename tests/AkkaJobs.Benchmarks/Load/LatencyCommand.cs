using System.Diagnostics;
using System.Globalization;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>One job at a time on an idle node: from enqueue until a waiting client has the result.</summary>
internal static class LatencyCommand
{
    public static async Task RunAsync(int jobs)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-latency").FullName;
        try
        {
            await using var node = await LoadNode.StartAsync(folder, slots: 8);
            var times = new List<double>(jobs);
            for (var i = -20; i < jobs; i++)
            {
                var watch = Stopwatch.StartNew();
                var id = await node.Client.EnqueueAsync("sum", new LoadNode.Add(i, 1));
                await node.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(10));
                if (i >= 0)
                {
                    times.Add(watch.Elapsed.TotalMilliseconds);
                }
            }

            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"latency, enqueue to result: p50 {times[jobs / 2]:0.0} ms, p99 {times[jobs * 99 / 100]:0.0} ms"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
