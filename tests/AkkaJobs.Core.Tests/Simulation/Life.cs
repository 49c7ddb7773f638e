using AkkaJobs.Coordination;
using AkkaJobs.Core.Tests.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>One world's life: a minute of mishaps, then quiet until all is done, then the checks.</summary>
internal static class Life
{
    private static readonly TimeSpan Chaos = TimeSpan.FromSeconds(60);

    /// <summary>Every job an operator retried again and again goes through all its backoffs in less.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    public static void Live(World world)
    {
        world.Tables.Begin();
        world.Cluster.Begin();
        world.Client.Begin();
        new SimulatedOperator(world).Begin();
        new Fate(world).Begin();
        world.Run(world.Now + Chaos, () => false);
        world.Chaos = false;
        var isOver = world.Run(world.Now + Longest, () => AllFinished(world) && world.Client.IsAnswered);
        if (!isOver)
        {
            Complain(world);
        }

        EndChecks.Check(world);
    }

    private static void Complain(World world)
    {
        var open = SimulatedCoordinator.Fold(new CoordinatorState(world.Rules), world).Jobs.Values
            .Where(job => job.Status.IsOpen()).ToArray();
        throw new BrokenPromiseException(
            open.Any(job => job.Status == JobStatus.Processing) ? Promises.Bounded : Promises.Finishes,
            $"open: {string.Join("; ", open.Select(StoredPart.Of))}; answered: {world.Client.IsAnswered}");
    }

    private static bool AllFinished(World world) =>
        world.Cluster.Coordinator is { IsLevel: true, State.OpenJobs: 0 };
}
