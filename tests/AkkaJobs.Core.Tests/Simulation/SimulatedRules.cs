using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// The rules as a world uses them: the real ones. A mutant overrides one, so that the product needs no switch for it.
/// </summary>
internal class SimulatedRules
{
    public virtual CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now) =>
        CoordinatorDecider.Decide(decision, command, now);

    public virtual IReadOnlyList<BotEffect> Decide(BotState state, BotSignal signal, Timestamp now) =>
        BotDecider.Decide(state, signal, now);

    /// <summary>A coordinator has recovered this state.</summary>
    public virtual void Recovered(CoordinatorState state)
    {
    }

    /// <summary>Whether an answer waits for the commit that it rests on.</summary>
    public virtual bool Waits(CoordinatorReply reply) => true;

    /// <summary>What is saved: what was captured as the commit was handed over.</summary>
    public virtual CoordinatorSnapshot ToSave(CoordinatorSnapshot captured, CoordinatorState atLanding) => captured;
}
