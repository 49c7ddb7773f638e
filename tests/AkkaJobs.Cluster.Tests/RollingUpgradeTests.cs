using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Cluster.Tests.Upgrade;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Postgres;
using Npgsql;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// docs/upgrade.md: two versions of messages and journal in one cluster, which is never without load. From this version
/// to the next one; or, with the folder of an earlier version's programs in <c>AKKAJOBS_TEST_EARLIER</c>, from that one
/// to this.
/// </summary>
public sealed class RollingUpgradeTests
{
    private static readonly string? Earlier = Environment.GetEnvironmentVariable("AKKAJOBS_TEST_EARLIER");

    private static string OldManifest => Formats.Manifest(Earlier is null ? Formats.Latest : Formats.Latest - 1);

    private static string NewManifest => Formats.Manifest(Earlier is null ? Formats.Latest + 1 : Formats.Latest);

    [SkippableFact]
    public async Task No_job_is_lost_or_run_twice_although_the_coordinator_goes_back_to_the_old_version()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var next = Earlier is null ? await NextVersion.MakeAsync() : null;
        var (old, latest) = (Earlier ?? AppContext.BaseDirectory, next?.Programs ?? AppContext.BaseDirectory);
        await using var cluster = await DrillCluster.StartAsync(coordinators: 3, bots: 2, _ => { }, version: old);
        var ledger = new Ledger();
        using (var clients = new DrillClients(cluster.Doors, ledger, seed: 1))
        {
            await GoOnAsync(cluster, ledger, cluster.Doors[0]);
            await RestartAsync(cluster, latest, cluster.Doors[1], cluster.Bots[0]);

            // So that it is younger than the new one, and next in turn behind it.
            await RestartAsync(cluster, old, cluster.Doors[2]);
            await RestartAsync(cluster, latest, cluster.Doors[0]);
            await GoOnAsync(cluster, ledger, cluster.Doors[1]);

            var epoch = (await cluster.CoordinatorAsync())!.Value.Epoch;
            await cluster.Doors[1].KillAsync();
            Assert.True(await cluster.HasSuccessorInTimeAsync(epoch, except: null), cluster.Tail());
            await cluster.Doors[1].StartAsync();
            Assert.True(await cluster.IsWholeInTimeAsync(), cluster.Tail());
            await GoOnAsync(cluster, ledger, cluster.Doors[2]);
            AssertSpokenAsTheOldOne(cluster);

            await RestartAsync(cluster, latest, cluster.Bots[1], cluster.Doors[2]);
            Assert.True(
                await DrillCluster.InTimeAsync(() => Task.FromResult(Rows(cluster, NewManifest) > 0)), cluster.Tail());
            await GoOnAsync(cluster, ledger, null);
            await clients.StopAsync();
        }

        if (next is not null)
        {
            Assert.All(cluster.Bots, bot => Assert.Contains(NextVersion.Said, bot.Output, StringComparison.Ordinal));
        }

        Assert.Empty(await DrillRun.StopAsync(cluster, latest));
        AssertAllRanOnce(cluster, ledger);
        if (next is not null)
        {
            await AssertTheOldOneStaysAwayAsync(cluster);
        }
    }

    /// <summary>Stops nodes as an operator does who puts a version in their place, and waits for the cluster.</summary>
    private static async Task RestartAsync(DrillCluster cluster, string version, params DrillNode[] nodes)
    {
        await Task.WhenAll(nodes.Select(async node =>
        {
            Assert.Equal(0, await node.InterruptAsync());
            node.Version = version;
            await node.StartAsync();
        }));
        Assert.True(await cluster.IsWholeInTimeAsync(), cluster.Tail());
    }

    /// <summary>
    /// Waits until forty more jobs have been acknowledged, and some have succeeded, under a coordinator.
    /// </summary>
    private static async Task GoOnAsync(DrillCluster cluster, Ledger ledger, DrillNode? coordinator)
    {
        var (acknowledged, succeeded) = (ledger.Acknowledged.Count, Succeeded(cluster));
        Assert.True(
            await DrillCluster.InTimeAsync(() => Task.FromResult(
                ledger.Acknowledged.Count >= acknowledged + 40 && Succeeded(cluster) >= succeeded + 20)),
            cluster.Tail());
        Assert.True(
            coordinator is null || (await cluster.CoordinatorAsync())?.Node == coordinator,
            $"The coordinator is not on {coordinator?.Name}.\n{cluster.Tail()}");
    }

    /// <summary>While one node of the old version is left, nothing is written or said that it cannot read.</summary>
    private static void AssertSpokenAsTheOldOne(DrillCluster cluster)
    {
        Assert.Equal(0, Rows(cluster, NewManifest));
        Assert.True(Rows(cluster, OldManifest) > 0);
        Assert.All(
            cluster.Nodes, node => Assert.DoesNotContain(NextVersion.Said, node.Output, StringComparison.Ordinal));
        var events = DrillRecord.Read(cluster.Connection).Events;
        Assert.DoesNotContain(events, e => e is FormatRaised);
        Assert.All(events.OfType<JobReleased>(), e => Assert.Equal(Verdict.Drained, e.Verdict));
        var coordinators = events.OfType<CoordinatorStarted>().Select(e => e.Node).ToList();
        Assert.Equal(3, coordinators.Count);
        Assert.Equal(3, coordinators.Distinct().Count());
    }

    /// <summary>
    /// A claim that crossed a drain may have been given back before it began; nothing else ran again.
    /// </summary>
    private static void AssertAllRanOnce(DrillCluster cluster, Ledger ledger)
    {
        Assert.Empty(ledger.Refusals);
        Assert.Empty(ledger.Unknown);
        using var tables = new NpgsqlConnection(cluster.Connection + ";Pooling=false");
        tables.Open();
        using var query = new NpgsqlCommand(
            """
            SELECT id, status, result, attempt - given_back,
                   (SELECT count(*) FROM akkajobs.results WHERE job_id = jobs.id) FROM akkajobs.jobs
            """,
            tables);
        using var rows = query.ExecuteReader();
        var found = new Dictionary<JobId, string>();
        while (rows.Read())
        {
            Assert.True(JobId.TryParse(rows.GetString(0), out var id));
            Assert.Equal(
                (id, "succeeded", 1, 1L), (id, rows.GetString(1), rows.GetInt32(3), rows.GetInt64(4)));
            found.Add(id, rows.GetString(2));
        }

        Assert.All(
            ledger.Acknowledged,
            promised => Assert.Equal(promised.Value, found.GetValueOrDefault(promised.Key)));
    }

    private static async Task AssertTheOldOneStaysAwayAsync(DrillCluster cluster)
    {
        await using var node = NodeProcess.Launch(cluster.Doors[0].Folder, "--database", cluster.Database);
        await node.EndAsync();
        Assert.NotEqual(0, node.ExitCode);
        Assert.Contains(
            $"is in format {Formats.Latest + 1}, but this version of AkkaJobs reads none after {Formats.Latest}",
            node.Output,
            StringComparison.Ordinal);
    }

    private static long Rows(DrillCluster cluster, string manifest) =>
        Count(cluster, $"SELECT count(*) FROM akkajobs.journal WHERE manifest = '{manifest}'");

    private static long Succeeded(DrillCluster cluster) =>
        Count(cluster, "SELECT count(*) FROM akkajobs.results WHERE status = 'succeeded'");

    private static long Count(DrillCluster cluster, string sql)
    {
        using var database = new NpgsqlConnection(cluster.Connection + ";Pooling=false");
        database.Open();
#pragma warning disable CA2100 // Constants, and a manifest of ours.
        using var query = new NpgsqlCommand(sql, database);
#pragma warning restore CA2100
        return (long)query.ExecuteScalar()!;
    }
}
