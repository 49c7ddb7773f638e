using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Cluster.Tests;

/// <summary>Every command against three nodes, asked of one that does not coordinate.</summary>
public sealed class PbmClusterTests
{
    [SkippableFact]
    public async Task Every_command_answers_from_a_node_that_does_not_coordinate()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await using var cluster = await DrillCluster.StartAsync(coordinators: 2, bots: 1, _ => { });
        var first = (await cluster.CoordinatorAsync())!.Value.Node;
        var pbm = new Hand(cluster, cluster.Doors.Single(door => door != first));

        await JobsAsync(pbm);
        await BotsAsync(pbm);
        await QueuesAsync(pbm);
        await ClusterAsync(pbm, cluster, first);
        var audit = await pbm.RunAsync(0, "audit", "run");
        Assert.Contains("summary", audit.Output, StringComparison.Ordinal);
        await BotNodeAsync(cluster);
    }

    private static async Task JobsAsync(Hand pbm)
    {
        var sum = (await pbm.RunAsync(
            0, "jobs", "enqueue", "sum", """{"a":727,"b":102}""", "--wait-ms", "60000", "-o", "json")).Json;
        Assert.Equal(829, sum.GetProperty("result").GetInt32());
        var id = sum.GetProperty("id").GetString()!;
        Assert.Contains("829", (await pbm.RunAsync(0, "jobs", "show", id)).Output, StringComparison.Ordinal);
        Assert.Contains("claimed", (await pbm.RunAsync(0, "jobs", "history", id)).Output, StringComparison.Ordinal);
        Assert.True(await DrillCluster.InTimeAsync(async () =>
            (await pbm.RunAsync(0, "jobs", "list", "--status", "succeeded", "-o", "json"))
                .Json.GetProperty("items").GetArrayLength() == 1));

        var held = (await pbm.RunAsync(0, "jobs", "enqueue", "sleep", """{"ms":600000}""", "-o", "json"))
            .Json.GetProperty("id").GetString()!;
        Assert.True(await DrillCluster.InTimeAsync(async () =>
            (await pbm.RunAsync(0, "jobs", "show", held, "-o", "json"))
                .Json.GetProperty("status").GetString() == "processing"));
        var explained = await pbm.RunAsync(0, "jobs", "explain", held);
        Assert.Contains("processing", explained.Output, StringComparison.Ordinal);
        await pbm.RunAsync(0, "jobs", "stuck");
        Assert.Contains("claimed", (await pbm.WatchAsync("claimed", held)).Output, StringComparison.Ordinal);
        await pbm.RunAsync(0, "jobs", "release", held, "--dry-run");
        await pbm.RunAsync(0, "jobs", "release", held, "--yes", "--reason", "it hangs");
        await pbm.RunAsync(1, "jobs", "release", held, "--yes", "--lease", "1");
        await pbm.RunAsync(0, "jobs", "cancel", held, "--yes", "--reason", "no use");
        await pbm.RunAsync(0, "jobs", "retry", held);
        await pbm.RunAsync(0, "jobs", "cancel", held, "--yes");
        var history = (await pbm.RunAsync(0, "jobs", "history", held)).Output;
        Assert.Contains("drill  it hangs", history, StringComparison.Ordinal);
        Assert.Contains("\"coordinator\":", (await pbm.RunAsync(0, "jobs", "stats", "-o", "json")).Output,
            StringComparison.Ordinal);
    }

    private static async Task BotsAsync(Hand pbm)
    {
        Assert.Contains("bot-1", (await pbm.RunAsync(0, "bots", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("sleep", (await pbm.RunAsync(0, "bots", "show", "bot-1")).Output, StringComparison.Ordinal);
        await pbm.RunAsync(1, "bots", "show", "bot-9");
        Assert.Equal("draining", (await pbm.RunAsync(0, "bots", "drain", "bot-1", "--yes", "-o", "json"))
            .Json.GetProperty("state").GetString());
        Assert.NotEqual("draining", (await pbm.RunAsync(0, "bots", "resume", "bot-1", "-o", "json"))
            .Json.GetProperty("state").GetString());
    }

    private static async Task QueuesAsync(Hand pbm)
    {
        Assert.True((await pbm.RunAsync(0, "queues", "pause", "night", "--reason", "disk full", "--yes", "-o", "json"))
            .Json.GetProperty("paused").GetBoolean());
        await pbm.RunAsync(0, "jobs", "enqueue", "sum", """{"a":1,"b":2}""", "--queue", "night", "--tags", "batch-7");
        Assert.Contains("disk full", (await pbm.RunAsync(0, "queues", "list")).Output, StringComparison.Ordinal);
        var many = await pbm.RunAsync(
            0, "jobs", "cancel", "--where", "tag=batch-7", "--reason", "wrong month", "--yes", "-o", "json");
        Assert.Equal(1, many.Json.GetProperty("items").GetArrayLength());
        Assert.False((await pbm.RunAsync(0, "queues", "resume", "night", "-o", "json"))
            .Json.GetProperty("paused").GetBoolean());
    }

    private static async Task ClusterAsync(Hand pbm, DrillCluster cluster, DrillNode first)
    {
        var nodes = (await pbm.RunAsync(0, "cluster", "show", "-o", "json"))
            .Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(3, nodes.Count);
        Assert.Equal(
            $"{first.Address}:{DrillNode.Port}",
            nodes.Single(node => node.GetProperty("coordinator").GetBoolean()).GetProperty("address").GetString());
        Assert.Equal(
            $"{pbm.Node.Address}:{DrillNode.Port}",
            nodes.Single(node => node.GetProperty("asked").GetBoolean()).GetProperty("address").GetString());

        var reachable = await pbm.RunAsync(1, "cluster", "down", $"{first.Address}:{DrillNode.Port}", "--yes");
        Assert.Contains("node_reachable", reachable.Error, StringComparison.Ordinal);
        var unknown = await pbm.RunAsync(1, "cluster", "leave", "127.0.0.99:1", "--yes");
        Assert.Contains("unknown_node", unknown.Error, StringComparison.Ordinal);

        // It ends, is started again as by a service manager, and the coordinator is elsewhere.
        await pbm.RunAsync(0, "cluster", "leave", $"{first.Address}:{DrillNode.Port}", "--yes");
        Assert.True(
            await DrillCluster.InTimeAsync(async () =>
                (await cluster.CoordinatorAsync(except: first))?.Node == pbm.Node),
            cluster.Tail());
        Assert.True(await cluster.IsWholeInTimeAsync(), cluster.Tail());
    }

    /// <summary>A node without a database says so, and answers what it can.</summary>
    private static async Task BotNodeAsync(DrillCluster cluster)
    {
        var pbm = new Hand(cluster, cluster.Bots[0]);
        Assert.Contains("bot-1", (await pbm.RunAsync(0, "bots", "list")).Output, StringComparison.Ordinal);
        var refused = await pbm.RunAsync(1, "jobs", "list");
        Assert.Contains("wrong_node", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>The tool, pointed at one node.</summary>
    private sealed class Hand(DrillCluster cluster, DrillNode node)
    {
        public DrillNode Node => node;

        /// <summary>Follows a job from its beginning until a word has been printed; Ctrl-C ends each try.</summary>
        public Task<PbmProcess> WatchAsync(string word, string job) => PbmProcess.InShellAsync(
            node.Folder,
            $"export PBM_TOKEN={cluster.Token}; until [[ $said == *{word}* ]]; do said=$(timeout -s INT 3 "
            + $"{PbmProcess.Program} {node.Address}:9110 jobs watch {job} --after 0); done; echo \"$said\"");

        public async Task<PbmProcess> RunAsync(int code, params string[] words)
        {
            var done = await PbmProcess.RunAsync(
                node.Folder, [$"{node.Address}:9110", "--token", cluster.Token, .. words]);
            Assert.True(
                done.ExitCode == code,
                $"{string.Join(' ', words)} ended with {done.ExitCode}:\n{done.Output}\n{done.Error}\n"
                + cluster.Tail());
            return done;
        }
    }
}
