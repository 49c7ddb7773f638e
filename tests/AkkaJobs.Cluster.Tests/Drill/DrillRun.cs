using System.Diagnostics;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>A drill from its start to its report.</summary>
internal static class DrillRun
{
    /// <summary>Faults of a drill at most.</summary>
    public const int MaxFaults = 10_000;

    /// <summary>Holds one.</summary>
    /// <param name="options">How much of it.</param>
    /// <param name="say">Told what happens.</param>
    /// <param name="early">Ends it after the present fault, and still checks what came of it.</param>
    public static async Task<DrillReport> HoldAsync(
        DrillOptions options, Action<string> say, CancellationToken early = default)
    {
        await using var cluster = await DrillCluster.StartAsync(
            options.Coordinators, options.Bots, say, options.Network);
        cluster.Say($"links are cut by {cluster.Network.Means}");
        var leftOut = FaultInjector.Impossible(cluster).Where(pair => options.Kinds.Contains(pair.Key)).ToDictionary();
        foreach (var (kind, why) in leftOut)
        {
            cluster.Say($"{kind.Word()} is left out: {why}");
        }

        var chance = new Random(options.Seed);
        var injector = new FaultInjector(cluster, chance);
        var ledger = new Ledger();
        var faults = new List<Fault>();
        var watch = Stopwatch.StartNew();
        using (var clients = new DrillClients(cluster.Doors, ledger, options.Seed))
        {
            await injector.HoldAsync(2, 3);
            foreach (var kind in Plan([.. options.Kinds.Except(leftOut.Keys)], chance).Take(MaxFaults))
            {
                faults.Add(await injector.InflictAsync(kind));
                await injector.HoldAsync(0, 3);
                if (early.IsCancellationRequested
                    || (faults.Count >= options.Faults && watch.Elapsed >= options.Length))
                {
                    break;
                }
            }

            await clients.StopAsync();
        }

        var took = watch.Elapsed;
        var (record, failures) = await EndAsync(cluster, ledger);
        var report = new DrillReport
        {
            Options = options,
            Means = cluster.Network.Means,
            Took = took,
            Faults = faults,
            LeftOut = leftOut,
            Record = record,
            Acknowledged = ledger.Acknowledged.Count,
            EndedByThemselves = cluster.EndedByThemselves,
            Failures = [.. injector.Failures, .. failures],
        };
        return report with { Failures = [.. report.Failures, .. RunAgain(report)] };
    }

    /// <summary>
    /// Waits until every job has ended and the datalake has it, stops the nodes, audits, and compares.
    /// </summary>
    /// <returns>The journal, and everything that is not as it must be.</returns>
    public static async Task<(DrillRecord Record, IReadOnlyList<string> Failures)> EndAsync(
        DrillCluster cluster, Ledger ledger)
    {
        var failures = new List<string>(await StopAsync(cluster, AppContext.BaseDirectory));
        var record = DrillRecord.Read(cluster.Connection);
        failures.AddRange(DrillChecker.Check(ledger, record, cluster.Connection, cluster.Lake.Folder));
        return (record, failures);
    }

    /// <summary>Every kind in an order of chance, again and again.</summary>
    private static IEnumerable<FaultKind> Plan(FaultKind[] kinds, Random chance)
    {
        while (kinds.Length > 0)
        {
            chance.Shuffle(kinds);
            foreach (var kind in kinds.ToArray())
            {
                yield return kind;
            }
        }
    }

    /// <summary>Waits until every job has ended and the datalake has it, stops the nodes, and audits.</summary>
    /// <param name="cluster">The nodes.</param>
    /// <param name="version">The folder of the version that audits.</param>
    /// <returns>Everything that is not as it must be.</returns>
    public static async Task<IReadOnlyList<string>> StopAsync(DrillCluster cluster, string version)
    {
        var failures = new List<string>();
        if (!await DrillCluster.InTimeAsync(() => IsQuietAsync(cluster)) || !await cluster.IsWholeInTimeAsync())
        {
            failures.Add($"The cluster did not become quiet, or whole.\n{cluster.Tail()}");
        }

        foreach (var node in cluster.Nodes.Reverse())
        {
            if (await node.InterruptAsync() is not 0 and var code)
            {
                failures.Add($"{node.Name} was told to stop and ended with {code}.\n{cluster.Tail()}");
            }
        }

        var connection = $"postgres:{cluster.Connection}";
        await using var audit = NodeProcess.LaunchUnder(
            [], version, cluster.Doors[0].Folder, "audit", "--database", connection, "--datalake", cluster.Lake.Folder);
        await audit.EndAsync();
        cluster.Say($"audit: {audit.Output.Trim()}");
        if (audit.ExitCode != 0)
        {
            failures.Add($"The audit ended with {audit.ExitCode}: {audit.Output}");
        }

        return failures;
    }

    private static async Task<bool> IsQuietAsync(DrillCluster cluster)
    {
        if (await cluster.Doors[0].AskAsync("/stats") is not { } stats
            || stats.GetProperty("coordinator").GetString() is null)
        {
            return false;
        }

        return stats.GetProperty("followers").EnumerateArray().All(f => f.GetProperty("lag_events").GetInt64() == 0)
            && stats.GetProperty("jobs").EnumerateObject().All(status =>
                status.Name is "succeeded" or "failed" or "cancelled" || status.Value.GetInt64() == 0);
    }

    /// <summary>Jobs that ran again for a fault that is no reason to.</summary>
    private static IEnumerable<string> RunAgain(DrillReport report) =>
        from fault in report.Faults
        from e in report.Record.Releases(fault.At, fault.Settled)
        where !fault.Kind.MayRelease(e.Verdict)
        select $"{e.Job} was released as {e.Verdict.Word()} at {e.At}, though {fault.Kind.Word()} ({fault.At} to "
            + $"{fault.Ended}) is no reason.\n{string.Join('\n', report.Record.Around(e))}";
}
