using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>
/// Captures the state when a commit has landed, with what was decided meanwhile, under the number of what is stored.
/// </summary>
internal sealed class SnapshotsUnstoredState : SimulatedRules
{
    public override CoordinatorSnapshot ToSave(CoordinatorSnapshot captured, CoordinatorState atLanding) =>
        CoordinatorSnapshot.Capture(atLanding) with { LastNumber = captured.LastNumber };
}
