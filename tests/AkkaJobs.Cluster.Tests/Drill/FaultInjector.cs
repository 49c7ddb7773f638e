namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>Does each kind of fault to a cluster, and undoes it.</summary>
/// <param name="cluster">Whole when a fault begins.</param>
/// <param name="chance">Decides victims and durations.</param>
internal sealed class FaultInjector(DrillCluster cluster, Random chance)
{
    private readonly List<string> _failures = [];

    /// <summary>What went otherwise than it must, seen while it happened.</summary>
    public IReadOnlyList<string> Failures => _failures;

    private static Timestamp Now => Timestamp.From(DateTimeOffset.UtcNow);

    /// <summary>Kinds that cannot be done on this machine, and why.</summary>
    public static IReadOnlyDictionary<FaultKind, string> Impossible(DrillCluster cluster) =>
        cluster.Lake.CannotFill is { } why
            ? new Dictionary<FaultKind, string> { [FaultKind.FillLake] = why }
            : new Dictionary<FaultKind, string>();

    /// <summary>Does one, undoes it, and waits until the cluster is whole again.</summary>
    public async Task<Fault> InflictAsync(FaultKind kind)
    {
        var bot = cluster.Bots[chance.Next(cluster.Bots.Count)];
        if (await cluster.CoordinatorAsync() is not { } before)
        {
            throw new InvalidOperationException($"No coordinator answers before {kind.Word()}.\n{cluster.Tail()}");
        }

        var (victim, what) = Begin(kind, bot, before.Node, before.Epoch);
        cluster.Say($"{kind.Word()} {victim?.Name}");
        var at = Now;
        await what();
        var ended = Now;
        if (!await cluster.IsWholeInTimeAsync())
        {
            Fail($"After {kind.Word()} of {victim?.Name} at {at} the cluster did not become whole again.");
            await MakeWholeAsync();
        }

        if (kind == FaultKind.PauseCoordinator && await cluster.CoordinatorAsync() is { } after && after != before)
        {
            Fail($"A pause of {victim?.Name} at {at} cost it the coordinator, which {after.Node.Name} has now.");
        }

        var settled = Now;
        cluster.Say($"whole again {(settled - at).TotalSeconds:0.0} s after {kind.Word()}");
        return new Fault(kind, victim?.Name, at, ended, settled);
    }

    /// <summary>Waits for a time of chance.</summary>
    public async Task HoldAsync(double leastSeconds, double mostSeconds)
    {
        var hold = leastSeconds + (chance.NextDouble() * (mostSeconds - leastSeconds));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Max(0.001, hold)));
        await timer.WaitForNextTickAsync();
    }

    private (DrillNode? Victim, Func<Task> What) Begin(
        FaultKind kind, DrillNode bot, DrillNode coordinator, long epoch) => kind switch
        {
            FaultKind.KillBot => (bot, () => KillAsync(bot)),
            FaultKind.KillCoordinator => (coordinator, () => KillAsync(coordinator)),
            FaultKind.StopBot => (bot, () => StopAsync(bot, 1, 20)),
            FaultKind.StopCoordinator => (coordinator, () => StopUntilSucceededAsync(coordinator, epoch)),
            FaultKind.PauseCoordinator => (coordinator, () => StopAsync(coordinator, 0.5, 3)),
            FaultKind.CutOffBot => (bot, () => CutOffAsync(bot)),
            FaultKind.CutOffCoordinator => (coordinator, () => CutOffAsync(coordinator)),
            FaultKind.CutLink => (bot, () => CutAsync(bot, [coordinator])),
            FaultKind.KillDatabase => (null, KillDatabaseAsync),
            FaultKind.FillLake => (null, FillLakeAsync),
            FaultKind.RollingRestart => (null, RestartAllAsync),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    private async Task KillAsync(DrillNode node)
    {
        await node.KillAsync();
        await HoldAsync(0, 5);
        await node.StartAsync();
    }

    private async Task StopAsync(DrillNode node, double leastSeconds, double mostSeconds)
    {
        await node.StopAsync();
        await HoldAsync(leastSeconds, mostSeconds);
        await node.ContinueAsync();
    }

    private async Task StopUntilSucceededAsync(DrillNode node, long epoch)
    {
        await node.StopAsync();
        if (!await cluster.HasSuccessorInTimeAsync(epoch, node))
        {
            Fail($"Nobody succeeded {node.Name} while it was stopped.");
        }

        await HoldAsync(0, 3);
        await node.ContinueAsync();
    }

    private Task CutOffAsync(DrillNode node) => CutAsync(node, [.. cluster.Nodes.Where(other => other != node)]);

    private async Task CutAsync(DrillNode node, IReadOnlyList<DrillNode> others)
    {
        foreach (var other in others)
        {
            cluster.Network.Cut(node.Place, other.Place);
        }

        await HoldAsync(2, 20);
        foreach (var other in others)
        {
            cluster.Network.Mend(node.Place, other.Place);
        }
    }

    private async Task KillDatabaseAsync()
    {
        cluster.Server.Kill();
        await HoldAsync(0, 8);
        cluster.Server.StartAgain();
    }

    private async Task FillLakeAsync()
    {
        cluster.Lake.Fill();
        await HoldAsync(3, 8);
        cluster.Lake.Free();
    }

    private async Task RestartAllAsync()
    {
        foreach (var node in cluster.Bots.Concat(cluster.Doors))
        {
            if (await node.InterruptAsync() is not 0 and var code)
            {
                Fail($"{node.Name} was told to stop and ended with {code}.");
            }

            await node.StartAsync();
            if (!await cluster.IsWholeInTimeAsync())
            {
                Fail($"After {node.Name} was started again the cluster did not become whole.");
                return;
            }
        }
    }

    /// <summary>What an operator would do at last, so that the rest of the drill can be held.</summary>
    private async Task MakeWholeAsync()
    {
        foreach (var node in cluster.Nodes)
        {
            await node.KillAsync();
            await node.StartAsync();
        }

        if (!await cluster.IsWholeInTimeAsync())
        {
            throw new InvalidOperationException($"The cluster does not start again.\n{cluster.Tail()}");
        }
    }

    private void Fail(string what)
    {
        cluster.Say($"FAILED: {what}");
        _failures.Add($"{what}\n{cluster.Tail()}");
    }
}
