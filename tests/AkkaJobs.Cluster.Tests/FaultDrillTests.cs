using System.Globalization;
using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;
using Xunit.Abstractions;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// Small drills: as many faults as <c>AKKAJOBS_TEST_FAULTS</c> says (default: one of each kind, at most 1,000), from
/// the seed <c>AKKAJOBS_TEST_FAULT_SEED</c> (default 1). docs/drill.md says how a large one is held, by lines that are
/// understood here.
/// </summary>
public sealed class FaultDrillTests(ITestOutputHelper output)
{
    private static readonly FaultKind[] Partitions =
        [.. Enum.GetValues<FaultKind>().Where(kind => kind.CutsLinks())];

    [SkippableFact]
    public async Task Whatever_is_killed_stopped_or_full_no_job_is_lost_ends_twice_or_stays_stuck()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await HoldAsync([.. Enum.GetValues<FaultKind>().Except(Partitions)]);
    }

    [SkippableFact]
    public async Task Wherever_the_network_is_cut_no_job_is_lost_ends_twice_or_stays_stuck()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await HoldAsync(Partitions, PostgresServer.IsRequired("netns") ? NetworkKind.Namespaces : NetworkKind.Auto);
    }

    [SkippableFact]
    public async Task A_coordinators_node_that_a_proxy_cuts_off_is_succeeded_and_no_job_is_lost()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        await using var cluster = await DrillCluster.StartAsync(coordinators: 2, bots: 1, Print, NetworkKind.Proxy);
        var ledger = new Ledger();
        using (var clients = new DrillClients(cluster.Doors, ledger, seed: 1))
        {
            var (node, epoch) = (await cluster.CoordinatorAsync())!.Value;
            var others = cluster.Nodes.Where(other => other != node).ToList();
            others.ForEach(other => cluster.Network.Cut(node.Place, other.Place));
            Assert.True(await cluster.HasSuccessorInTimeAsync(epoch, except: node), cluster.Tail());
            others.ForEach(other => cluster.Network.Mend(node.Place, other.Place));
            Assert.True(await cluster.IsWholeInTimeAsync(), cluster.Tail());
            await clients.StopAsync();
        }

        var (_, failures) = await DrillRun.EndAsync(cluster, ledger);
        Assert.Empty(failures);
        Assert.NotEmpty(ledger.Acknowledged);
    }

    [Fact]
    public async Task The_lines_of_the_page_hold_the_drills_that_it_speaks_of()
    {
        const string program = "dotnet run -c Release --project tests/AkkaJobs.Cluster.Tests -- ";
        var held = new List<DrillOptions>();
        foreach (var line in Page.Of("drill.md").Section("Holding one").Block("sh").Split('\n'))
        {
            Assert.StartsWith(program, line, StringComparison.Ordinal);
            var command = DrillCommand.Make((options, _) =>
            {
                held.Add(options);
                return Task.FromResult(0);
            });
            Assert.Equal(0, await command.Parse(line[program.Length..]).InvokeAsync());
        }

        var all = Enum.GetValues<FaultKind>().Length;
        Assert.Equal(
            [
                (7, 10.0, 100, all, NetworkKind.Auto), (1, 0.0, 20, 1, NetworkKind.Auto),
                (1, 0.0, 20, all, NetworkKind.Proxy),
            ],
            held.Select(drill => (
                drill.Seed, drill.Length.TotalMinutes, drill.Faults, drill.Kinds.Count, drill.Network)));
        Assert.Equal([FaultKind.KillBot], held[1].Kinds);
    }

    private async Task HoldAsync(FaultKind[] kinds, NetworkKind network = NetworkKind.Auto)
    {
        var report = await DrillRun.HoldAsync(
            new DrillOptions
            {
                Seed = Number("AKKAJOBS_TEST_FAULT_SEED", 1, int.MaxValue),
                Faults = Number("AKKAJOBS_TEST_FAULTS", kinds.Length, 1_000),
                Kinds = kinds,
                Network = network,
                Coordinators = 2,
                Bots = 2,
            },
            Print);
        Print(report.ToMarkdown());
        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures));
        Assert.All(report.Faults.Select(fault => fault.Kind), kind => Assert.Contains(kind, kinds));
    }

    private static int Number(string variable, int usual, int most) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, 1, most)
            : usual;

    private void Print(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
