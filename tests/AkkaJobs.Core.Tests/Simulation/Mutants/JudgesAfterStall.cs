using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Judges leases as soon as it looks at the clock, however long it has been away itself.</summary>
internal sealed class JudgesAfterStall : SimulatedRules
{
    public override CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now)
    {
        if (command is Tick)
        {
            decision.State.LastTickAt = now;
        }

        return base.Decide(decision, command, now);
    }
}
