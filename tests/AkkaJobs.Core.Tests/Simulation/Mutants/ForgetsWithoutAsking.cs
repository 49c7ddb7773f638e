using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Takes an id that memory does not hold for one that never was, without asking the tables.</summary>
internal sealed class ForgetsWithoutAsking : SimulatedRules
{
    public override CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now)
    {
        var asked = command is JobCommand job
            ? job with { Tables = new TableAnswer(decision.State.LastNumber, null) }
            : command;
        return base.Decide(decision, asked, now);
    }
}
