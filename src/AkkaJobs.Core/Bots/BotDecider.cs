using System.Diagnostics;
using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <summary>
/// The bot's rules: a signal, and the time, to effects. By theme: <c>.Talk</c> (joining, heartbeats, what the
/// coordinator says), <c>.Attempts</c>, <c>.Reports</c>, <c>.Drain</c>.
/// </summary>
internal static partial class BotDecider
{
    /// <summary>Takes a signal in.</summary>
    /// <param name="state">Changed in place.</param>
    /// <param name="signal">What happened.</param>
    /// <param name="time">The clock; taken as the last signal's time if that is later.</param>
    /// <returns>What to do, in order.</returns>
    public static IReadOnlyList<BotEffect> Decide(BotState state, BotSignal signal, Timestamp time)
    {
        if (state.Standing == BotStanding.Ended)
        {
            return [];
        }

        var now = state.Now = Timestamp.Max(time, state.Now);
        var effects = new List<BotEffect>();
        switch (signal)
        {
            case BotStarted:
                SendJoin(state, effects, now);
                break;
            case TimePassed:
                PassTime(state, effects, now);
                break;
            case AttemptEnded ended:
                End(state, effects, ended, now);
                break;
            case NoticesArrived notices:
                Hear(state, effects, notices, now);
                break;
            case RepliesArrived replies:
                Hear(state, effects, replies, now);
                break;
            case AttemptProgressed progressed:
                Progress(state, progressed);
                break;
            case CoordinatorMissing:
                MissCoordinator(state, now);
                break;
            case DrainAsked:
                Drain(state, effects, BotEnd.Drained, now);
                break;
            default:
                throw new UnreachableException($"No rule for {signal.GetType().Name}.");
        }

        SendReports(state, effects, now);
        AdvanceDrain(state, effects, now);
        return effects;
    }

    private static void PassTime(BotState state, List<BotEffect> effects, Timestamp now)
    {
        if (now >= state.LastSignAt + state.Rules.HeartbeatEvery)
        {
            SendSign(state, effects, now);
        }

        StopOverdue(state, effects, now);
        AbandonStubborn(state, effects, now);
        GiveUpUnanswered(state, now);
    }

    private static void Send(BotState state, List<BotEffect> effects, params CoordinatorCommand[] items) =>
        effects.Add(new SendCommands(++state.LastCorrelation, items));
}
