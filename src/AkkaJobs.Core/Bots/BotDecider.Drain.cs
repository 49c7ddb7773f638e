using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <content>The end: take no more, finish within the grace, give back the rest, leave.</content>
internal static partial class BotDecider
{
    private const string Drained = "drained";

    private static void Drain(BotState state, List<BotEffect> effects, BotEnd endsAs, Timestamp now)
    {
        if (endsAs == BotEnd.Stuck)
        {
            state.EndsAs = endsAs;
        }

        if (state.DrainingSince is not null)
        {
            return;
        }

        state.DrainingSince = now;
        foreach (var attempt in state.Attempts.Values)
        {
            if (attempt.Phase == AttemptPhase.Held)
            {
                GiveBack(state, attempt, Verdict.Drained);
            }
        }

        if (state.Standing == BotStanding.Joined)
        {
            // It says that it has no slots, so that nothing more is placed here.
            SendHeartbeat(state, effects, now);
        }
    }

    private static void AdvanceDrain(BotState state, List<BotEffect> effects, Timestamp now)
    {
        if (state.DrainingSince is not { } since || state.Standing == BotStanding.Ended)
        {
            return;
        }

        if (state.Standing == BotStanding.Leaving)
        {
            AwaitFarewell(state, effects, now);
            return;
        }

        var cancelAt = since + state.Rules.DrainGrace;
        if (state.Attempts.Count == 0 || now >= cancelAt + state.Rules.CancelGrace)
        {
            Leave(state, effects, now);
        }
        else if (now >= cancelAt)
        {
            foreach (var attempt in state.Attempts.Values)
            {
                if (attempt.Phase == AttemptPhase.Running)
                {
                    AskToStop(effects, attempt, Drained, now);
                }
            }
        }
    }

    /// <summary>Whatever it still holds is given back with the verdict <c>drained</c>: it can no longer win.</summary>
    private static void Leave(BotState state, List<BotEffect> effects, Timestamp now)
    {
        var isKnown = state.Standing == BotStanding.Joined;
        state.Standing = BotStanding.Leaving;
        state.LeavingSince = now;
        SayFarewell(state, effects, now);
        if (!isKnown)
        {
            Finish(state, effects);
        }
    }

    private static void SayFarewell(BotState state, List<BotEffect> effects, Timestamp now)
    {
        state.LeaveSentAt = now;
        Send(state, effects, new LoseBot(state.Me.Name, state.Me.Session, Verdict.Drained));
        state.LeaveCorrelation = state.LastCorrelation;
    }

    private static void AwaitFarewell(BotState state, List<BotEffect> effects, Timestamp now)
    {
        if (now >= state.LeavingSince + state.Rules.LeaveGrace)
        {
            Finish(state, effects);
        }
        else if (now >= state.LeaveSentAt + (state.Rules.LeaveGrace / 2))
        {
            SayFarewell(state, effects, now);
        }
    }

    private static void Finish(BotState state, List<BotEffect> effects)
    {
        state.Standing = BotStanding.Ended;
        var name = state.Me.Name;
        effects.Add(state.EndsAs == BotEnd.Stuck
            ? new EndBot(BotEnd.Stuck,
                $"Bot {name} has as many handlers that ignore their cancellation as it has slots ({state.Me.Slots}); "
                + "only a new process gets rid of them. Handlers must watch JobContext.Cancel.")
            : new EndBot(BotEnd.Drained, $"Bot {name} has drained and left."));
    }
}
