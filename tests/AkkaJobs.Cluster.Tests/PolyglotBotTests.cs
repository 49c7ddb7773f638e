using System.Diagnostics;
using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Cluster.Tests;

/// <summary>The bots of docs/bots, as they stand there, beside a real node.</summary>
public sealed class PolyglotBotTests
{
    private const int MostLines = 60;

    private static string Folder => Path.Combine(Repository.Root, "docs", "bots");

    public static TheoryData<string, string, string, string, string> Bots => new()
    {
        { "bot.py", "python3", """{"operation":"py.sum","args":{"a":727,"b":102}}""", "829", "py.upper" },
        { "bot.sh", "bash curl jq", """{"operation":"sh.lines","args":{"text":"a\nb\nc"}}""", "3", "sh.fail" },
    };

    [SkippableTheory, MemberData(nameof(Bots))]
    public async Task A_bot_of_the_docs_completes_fails_and_is_lost_like_any_other(
        string file, string needs, string job, string result, string failing)
    {
        SkipWithout(needs.Split(' '));
        Assert.InRange(File.ReadLines(Path.Combine(Folder, file)).Count(), 1, MostLines);
        using var folder = new TempFolder();
        await using var node = await NodeProcess.StartAsync(folder.Path);
        var token = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "admin-token"))).Trim();
        using (var bot = Start(file, needs.Split(' ')[0], node, token))
        {
            var done = await RunAsync(node, job);
            Assert.Equal(("succeeded", result), (Word(done, "status"), done.GetProperty("result").GetRawText()));

            var failed = await RunAsync(node, $$"""{"operation":"{{failing}}","args":{},"max_attempts":1}""");
            Assert.Equal("failed", Word(failed, "status"));
            Assert.NotEmpty(Word(failed, "error")!);
            bot.Kill(entireProcessTree: true);
            await bot.WaitForExitAsync();
        }

        // What the next of the same name claims is its own: the session that died is over.
        var (_, left) = await node.PostAsync("/jobs", job);
        using var next = Start(file, needs.Split(' ')[0], node, token);
        await node.UntilAsync(
            async () => Word(await node.GetAsync($"/jobs/{Word(left, "id")}"), "status") == "succeeded",
            "the next bot has run what was left");
        next.Kill(entireProcessTree: true);
        await next.WaitForExitAsync();
    }

    private static string? Word(JsonElement job, string name) => job.GetProperty(name).GetString();

    private static async Task<JsonElement> RunAsync(NodeProcess node, string body)
    {
        var (_, job) = await node.PostAsync("/jobs", body);
        return await node.GetAsync($"/jobs/{Word(job, "id")}?wait_ms=60000");
    }

    private static Process Start(string file, string program, NodeProcess node, string token) => Process.Start(
        program,
        [Path.Combine(Folder, file), node.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), token, "far-1"]);

    private static void SkipWithout(string[] programs)
    {
        var missing = programs.Where(program => !Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        var reason = $"Not installed: {string.Join(", ", missing)}.";
        Assert.True(missing.Count == 0 || !PostgresServer.IsRequired("bots"), reason);
        Skip.IfNot(missing.Count == 0, reason);
    }
}
