using System.Globalization;
using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Tests.Postgres;
using Xunit.Abstractions;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// Small drills: as many faults as <c>AKKAJOBS_TEST_FAULTS</c> says (default: one of each kind, at most 1,000), from
/// the seed <c>AKKAJOBS_TEST_FAULT_SEED</c> (default 1). docs/drill.md says how a large one is held.
/// </summary>
public sealed class FaultDrillTests(ITestOutputHelper output)
{
    private static readonly FaultKind[] Partitions =
        [.. Enum.GetValues<FaultKind>().Where(kind => kind.NeedsNetwork())];

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
        string? cannotCut;
        using (var network = DrillNetwork.Make(1))
        {
            cannotCut = network.CannotCut;
        }

        Assert.False(cannotCut is not null && PostgresServer.IsRequired("netns"), cannotCut);
        Skip.If(cannotCut is not null, $"No network can be cut: {cannotCut}.");
        await HoldAsync(Partitions);
    }

    private async Task HoldAsync(FaultKind[] kinds)
    {
        var report = await DrillRun.HoldAsync(
            new DrillOptions
            {
                Seed = Number("AKKAJOBS_TEST_FAULT_SEED", 1, int.MaxValue),
                Faults = Number("AKKAJOBS_TEST_FAULTS", kinds.Length, 1_000),
                Kinds = kinds,
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
