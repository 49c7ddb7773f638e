using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Takes every claim for arrived, also in a heartbeat that was sent before it could be.</summary>
internal sealed class CountsCrossedAbsence : SimulatedRules
{
    public override CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now)
    {
        if (command is Heartbeat heartbeat && decision.State.Bots.TryGetValue(heartbeat.Bot, out var bot))
        {
            foreach (var watch in bot.Leases.Values)
            {
                watch.Listed = true;
            }
        }

        return base.Decide(decision, command, now);
    }
}
