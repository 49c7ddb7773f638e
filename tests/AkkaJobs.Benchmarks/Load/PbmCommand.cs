using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// The operator's tool beside a node that holds many pending jobs: how long the node takes to answer, and how long the
/// whole process does, its start included.
/// </summary>
internal static class PbmCommand
{
    private const int Runs = 21;

    public static async Task RunAsync(int jobs)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-pbm").FullName;
        using var node = Start(folder);
        try
        {
            var (http, management) = await ReadyAsync(node);
            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
            var token = (await File.ReadAllTextAsync(Path.Combine(folder, "admin-token"))).Trim();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            await EnqueueAsync(client, http, jobs);
            var id = await LevelAsync(client, http, jobs);
            await MeasureAsync(client, management, token, id);
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient client, string management, string token, string id)
    {
        string[][] commands = [["jobs", "list"], ["jobs", "list", "--operation", "sum"], ["jobs", "explain", id]];
        Print("pbm --version, the start alone", await TimeAsync(() => ToolAsync(["--version"])));
        foreach (var command in commands)
        {
            var body = command.Length switch
            {
                2 => "{}",
                4 => """{"operation":"sum"}""",
                _ => $$"""{"id":"{{id}}"}""",
            };
            var path = $"http://{management}/palettes/{command[0]}/{command[1]}";
            var what = string.Join(' ', command).Replace(id, "ID", StringComparison.Ordinal);
            Print($"{what}, the node's answer", await TimeAsync(() => AskAsync(client, path, body)));
            Print(
                $"pbm {what}, the whole process",
                await TimeAsync(() => ToolAsync([management, .. command, "--token", token])));
        }
    }

    private static Process Start(string folder)
    {
        string[] line =
        [
            Path.Combine(AppContext.BaseDirectory, "AkkaJobs.Node.dll"), "--data", folder, "--port", "0", "--http",
            "http://127.0.0.1:0", "--management", "http://127.0.0.1:0", "--roles", "coordinator,http",
        ];
        return Process.Start(new ProcessStartInfo("dotnet", line) { RedirectStandardOutput = true })!;
    }

    private static async Task<(string Http, string Management)> ReadyAsync(Process node)
    {
        var (http, management) = ("", "");
        while (await node.StandardOutput.ReadLineAsync() is { } said)
        {
            var words = said.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            http = words is ["HTTP", var door, ..] ? new Uri(door).Authority : http;
            management = words is ["management", var other, ..] ? new Uri(other).Authority : management;
            if (said.Contains("Ctrl-C drains and stops.", StringComparison.Ordinal))
            {
                // Nothing more is printed while all goes well, and a full pipe would hold the node up.
                _ = node.StandardOutput.ReadToEndAsync();
                return (http, management);
            }
        }

        throw new InvalidOperationException("The node ended before it was ready.");
    }

    private static async Task EnqueueAsync(HttpClient client, string http, int jobs)
    {
        const int Bulk = 50_000;
        for (var start = 0; start < jobs; start += Bulk)
        {
            var lines = new StringBuilder();
            for (var i = start; i < Math.Min(jobs, start + Bulk); i++)
            {
                lines.Append(
                    CultureInfo.InvariantCulture, $$$"""{"operation":"sum","args":{"a":{{{i}}},"b":1}}""").Append('\n');
            }

            using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
            using var answer = await client.PostAsync(new Uri($"http://{http}/jobs/bulk"), content);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Waits until the tables have them all; answers one that is pending.</summary>
    private static async Task<string> LevelAsync(HttpClient client, string http, int jobs)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!(await client.GetStringAsync(new Uri($"http://{http}/stats")))
            .Contains("\"lag_events\":0,\"lag_ms\":0", StringComparison.Ordinal))
        {
            await look.WaitForNextTickAsync();
        }

        var list = await client.GetStringAsync(new Uri($"http://{http}/jobs?limit=1"));
        Console.WriteLine($"{jobs.ToString("#,0", CultureInfo.InvariantCulture)} pending jobs; "
            + $"median and worst of {Runs} runs");
        return list.Split('"')[5];
    }

    private static async Task AskAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path), content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync();
    }

    private static async Task ToolAsync(string[] words)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "pbm.dll");
        var start = new ProcessStartInfo("dotnet", [tool, .. words]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"pbm ended with exit code {process.ExitCode}: {said}");
        }
    }

    private static async Task<double[]> TimeAsync(Func<Task> act)
    {
        var times = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            await act();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static void Print(string what, double[] times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what}: {times[Runs / 2]:0.0} ms, worst {times[^1]:0.0} ms"));
}
