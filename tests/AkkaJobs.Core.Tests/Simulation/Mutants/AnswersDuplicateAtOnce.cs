using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Answers a repeated enqueue at once, since it makes no event; the first may still be on its way.</summary>
internal sealed class AnswersDuplicateAtOnce : SimulatedRules
{
    public override bool Waits(CoordinatorReply reply) => reply is not Enqueued { Duplicate: true };
}
