using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>A bot that is told to stop an attempt stops whichever of the job it began last.</summary>
internal sealed class CancelsByJob : SimulatedRules
{
    public override IReadOnlyList<BotEffect> Decide(BotState state, BotSignal signal, Timestamp now) => base.Decide(
        state,
        signal switch
        {
            NoticesArrived notices => notices with { Items = [.. notices.Items.Select(n => Rewritten(state, n))] },
            RepliesArrived replies => replies with { Items = [.. replies.Items.Select(r => Rewritten(state, r))] },
            _ => signal,
        },
        now);

    private static CoordinatorNotice Rewritten(BotState state, CoordinatorNotice notice) =>
        notice is AttemptCancelled cancelled
            ? cancelled with { Attempt = Rewritten(state, cancelled.Attempt) }
            : notice;

    private static CoordinatorReply Rewritten(BotState state, CoordinatorReply reply) =>
        reply is HeartbeatAnswered answered
            ? answered with { Cancel = [.. answered.Cancel.Select(stop => Rewritten(state, stop))] }
            : reply;

    private static AttemptToCancel Rewritten(BotState state, AttemptToCancel stop) =>
        state.Attempts.Values.LastOrDefault(attempt => attempt.Job.Id == stop.Id) is { } last
            ? stop with { Token = last.Token }
            : stop;
}
