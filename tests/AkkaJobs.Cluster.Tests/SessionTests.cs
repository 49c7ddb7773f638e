using System.Globalization;
using System.Text.RegularExpressions;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Cluster.Tests;

/// <summary>A stuck job from its beginning to its end, as it is typed; kept as text in docs/session.md.</summary>
public sealed partial class SessionTests
{
    private const int Columns = 132;

    [Fact]
    public async Task A_stuck_job_is_found_explained_and_released_as_the_docs_show()
    {
        using var folder = new TempFolder();
        var config = Path.Combine(folder.Path, "node.conf");
        await File.WriteAllTextAsync(
            config,
            """
            akkajobs.operations.diagnostics = on
            akkajobs.coordinator.cancel-grace = 10m
            akkajobs.recovery.bot = 40s
            """);
        await File.WriteAllLinesAsync(
            Path.Combine(folder.Path, "jobs.ndjson"),
            Enumerable.Range(1, 100).Select(i => string.Create(
                CultureInfo.InvariantCulture, $$$"""{"operation":"sum","args":{"a":{{{i}}},"b":1}}""")));
        await using var node = await NodeProcess.StartAsync(
            Path.Combine(folder.Path, "data"), "--config", config, "--name", "bot-1");
        await using var pbm = await PbmTerminal.StartAsync(folder.Path, node.Management.Authority, Columns);

        await pbm.TypeAsync("jobs enqueue --file jobs.ndjson");
        await node.UntilAsync(async () => await node.CountAsync("succeeded") == 100, "all have run");
        var enqueued = await pbm.TypeAsync("jobs enqueue hang {} --timeout-ms 1000");
        var id = Id().Match(enqueued).Value;
        await pbm.TypeUntilAsync($"jobs watch {id} --after 1", "overdue");
        await node.UntilAsync(async () => await ReasonsAsync(node, id) == "overdue processing", "its bot lists it");
        Assert.Contains(id, await pbm.TypeAsync("jobs stuck"), StringComparison.Ordinal);
        Assert.Contains("overdue", await pbm.TypeAsync($"jobs explain {id}"), StringComparison.Ordinal);
        await pbm.TypeAsync($"jobs release {id} --reason \"it hangs\" --yes");
        await pbm.TypeAsync($"jobs cancel {id} --reason \"it would hang again\" --yes");
        Assert.Contains("it hangs", await pbm.TypeAsync($"jobs history {id}"), StringComparison.Ordinal);
        await node.UntilAsync(async () => await IsLevelAsync(node), "the datalake has it");
        Assert.Contains("Clean", await pbm.TypeAsync("audit run"), StringComparison.Ordinal);
        Assert.Equal(0, await pbm.LeaveAsync());

        await IsInTheDocsAsync(Stable(pbm.Text, node.Management.Authority));
    }

    private static async Task<string> ReasonsAsync(NodeProcess node, string id) => string.Join(
        ' ',
        (await node.GetAsync($"/jobs/{id}/explain")).GetProperty("reasons").EnumerateArray()
            .Select(reason => reason.GetProperty("code").GetString()));

    private static async Task<bool> IsLevelAsync(NodeProcess node) =>
        (await node.GetAsync("/stats")).GetProperty("followers").EnumerateArray()
            .All(follower => follower.GetProperty("lag_events").GetInt64() == 0);

    /// <summary>The docs show the same; <c>AKKAJOBS_TEST_WRITE=session</c> has them show it from now on.</summary>
    private static async Task IsInTheDocsAsync(string session)
    {
        var docs = Path.Combine(Repository.Root, "docs", "session.md");
        var text = await File.ReadAllTextAsync(docs);
        var block = Block().Match(text);
        if (Environment.GetEnvironmentVariable("AKKAJOBS_TEST_WRITE") == "session")
        {
            await File.WriteAllTextAsync(docs, text.Replace(block.Value, $"```text\n{session}\n```"));
            return;
        }

        Assert.Equal(block.Groups[1].Value, session);
    }

    /// <summary>With what differs from run to run as it stands in the docs.</summary>
    private static string Stable(string text, string node)
    {
        text = text.Replace(node, "127.0.0.1:9110", StringComparison.Ordinal);
        text = Id().Replace(text, "0193a5b0-7e1f-7c3a-9f00-000000000001");
        text = Time().Replace(text, "2026-11-24T20:15:28.123Z");
        return string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Time();

    [GeneratedRegex("```text\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
