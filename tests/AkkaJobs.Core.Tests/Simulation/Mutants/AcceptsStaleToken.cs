using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Takes a report by job id, under whichever token is current.</summary>
internal sealed class AcceptsStaleToken : SimulatedRules
{
    public override CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now) =>
        base.Decide(decision, Rewritten(decision.State, command), now);

    private static CoordinatorCommand Rewritten(CoordinatorState state, CoordinatorCommand command) => command switch
    {
        Complete report when state.Find(report.Id)?.Lease is { } lease => report with { Token = lease.Token },
        Fail report when state.Find(report.Id)?.Lease is { } lease => report with { Token = lease.Token },
        _ => command,
    };
}
