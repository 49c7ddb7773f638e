using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Says what it has decided before it is stored.</summary>
internal sealed class RepliesBeforeStoring : SimulatedRules
{
    public override bool Waits(CoordinatorReply reply) => false;
}
