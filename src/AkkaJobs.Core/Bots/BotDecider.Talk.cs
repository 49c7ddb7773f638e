using System.Diagnostics;
using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <content>Joining, heartbeats, and what the coordinator says.</content>
internal static partial class BotDecider
{
    private static void SendJoin(BotState state, List<BotEffect> effects, Timestamp now)
    {
        state.LastSignAt = now;
        var me = state.Me;
        Send(state, effects, new JoinBot(me.Name, me.Session, me.Node, SlotsNow(state), me.Operations));
    }

    private static void SendHeartbeat(BotState state, List<BotEffect> effects, Timestamp now)
    {
        state.LastSignAt = now;
        var me = state.Me;
        Send(state, effects, new Heartbeat(
            me.Name, me.Session, SlotsNow(state), me.Operations, state.Epoch, state.Seen, ListAttempts(state)));
    }

    /// <summary>A sign of life: a request to join until that is answered, heartbeats from then on.</summary>
    private static void SendSign(BotState state, List<BotEffect> effects, Timestamp now)
    {
        switch (state.Standing)
        {
            case BotStanding.Joining:
                SendJoin(state, effects, now);
                break;
            case BotStanding.Joined:
                SendHeartbeat(state, effects, now);
                break;
        }
    }

    private static int SlotsNow(BotState state) => state.DrainingSince is null ? state.Me.Slots : 0;

    private static RunningAttempt[] ListAttempts(BotState state)
    {
        var listed = new RunningAttempt[state.Attempts.Count];
        var room = state.Rules.ProgressBytesInHeartbeat;
        var i = 0;
        foreach (var attempt in state.Attempts.Values)
        {
            JsonText? progress = null;
            if (attempt is { Progress: { } said, ProgressTold: false } && said.Length <= room)
            {
                progress = said;
                room -= said.Length;
                attempt.ProgressTold = true;
            }

            listed[i++] = new RunningAttempt(attempt.Job.Id, attempt.Token, progress);
        }

        return listed;
    }

    private static void Hear(BotState state, List<BotEffect> effects, NoticesArrived notices, Timestamp now)
    {
        if (!IsCurrent(state, notices.Epoch, notices.Ordinal, out var isNew))
        {
            return;
        }

        foreach (var notice in notices.Items)
        {
            // An earlier session of this name may have lived in the same place.
            if (notice.Session == state.Me.Session)
            {
                Hear(state, effects, notice, now);
            }
        }

        MeetCoordinator(state, effects, isNew, now);
    }

    private static void Hear(BotState state, List<BotEffect> effects, CoordinatorNotice notice, Timestamp now)
    {
        switch (notice)
        {
            case JobPlaced placed:
                Take(state, effects, placed.Job, now);
                break;
            case AttemptCancelled cancelled:
                AskToStop(state, effects, cancelled.Attempt, now);
                break;
            case SessionEnded:
                EndSession(state, effects, $"A later session of bot {state.Me.Name} has joined.");
                break;
            default:
                throw new UnreachableException($"No rule for {notice.GetType().Name}.");
        }
    }

    private static void Hear(BotState state, List<BotEffect> effects, RepliesArrived replies, Timestamp now)
    {
        if (!IsCurrent(state, replies.Epoch, replies.Ordinal, out var isNew))
        {
            return;
        }

        if (state.Sent.Remove(replies.Correlation, out var sent))
        {
            HearOfReports(state, effects, sent, replies.Items, now);
        }
        else if (state.Standing == BotStanding.Leaving && replies.Correlation == state.LeaveCorrelation)
        {
            Finish(state, effects);
        }
        else
        {
            if (state.Standing == BotStanding.Joining && replies.Items is [BotStands])
            {
                // A coordinator that had forgotten this session numbers its messages anew.
                state.Seen = replies.Ordinal;
            }

            foreach (var reply in replies.Items)
            {
                Hear(state, effects, reply, now);
            }
        }

        MeetCoordinator(state, effects, isNew, now);
    }

    private static void Hear(BotState state, List<BotEffect> effects, CoordinatorReply reply, Timestamp now)
    {
        switch (reply)
        {
            case BotStands when state.Standing == BotStanding.Joining:
                state.Standing = BotStanding.Joined;
                SendHeartbeat(state, effects, now);
                break;
            case HeartbeatAnswered { Unknown: true } when state.Standing == BotStanding.Joined:
                state.Standing = BotStanding.Joining;
                SendJoin(state, effects, now);
                break;
            case HeartbeatAnswered answered:
                HearOfHeartbeat(state, effects, answered, now);
                break;
            case Refused { Rejection: { Code: RejectionCode.SessionEnded } rejection }:
                EndSession(state, effects, rejection.Detail);
                break;
            case Refused { Rejection: var rejection }:
                effects.Add(new Warn($"Bot {state.Me.Name} was refused: {rejection.Detail}"));
                break;
        }
    }

    private static void HearOfHeartbeat(
        BotState state, List<BotEffect> effects, HeartbeatAnswered answered, Timestamp now)
    {
        foreach (var attempt in answered.Cancel)
        {
            AskToStop(state, effects, attempt, now);
        }

        foreach (var job in answered.Again)
        {
            Take(state, effects, job, now);
        }
    }

    /// <summary>
    /// Whether a message is of the highest epoch heard, and whether that is heard for the first time.
    /// </summary>
    private static bool IsCurrent(BotState state, long epoch, long ordinal, out bool isNew)
    {
        isNew = epoch > state.Epoch;
        if (epoch < state.Epoch)
        {
            return false;
        }

        if (isNew)
        {
            state.Epoch = epoch;
            state.Seen = 0;
        }

        state.Seen = Math.Max(state.Seen, ordinal);
        return true;
    }

    /// <summary>
    /// A new coordinator knows nothing of what runs, nor of what was sent to the one before: it hears both at once.
    /// </summary>
    private static void MeetCoordinator(BotState state, List<BotEffect> effects, bool isNew, Timestamp now)
    {
        if (!isNew)
        {
            return;
        }

        foreach (var attempt in state.Attempts.Values)
        {
            attempt.ProgressTold = false;
        }

        GiveUp(state, static _ => true);
        state.ReportNotBefore = now;
        if (state.Standing == BotStanding.Joined
            && !effects.Exists(effect => effect is SendCommands { Items: [Heartbeat] }))
        {
            SendHeartbeat(state, effects, now);
        }
    }

    private static void MissCoordinator(BotState state, Timestamp now)
    {
        foreach (var attempt in state.Attempts.Values)
        {
            attempt.ProgressTold = false;
        }

        // Not at once: whoever answers in the coordinator's place does so without delay.
        GiveUp(state, static _ => true);
        state.ReportNotBefore = now + state.Rules.ReportRetryEvery;
    }

    private static void EndSession(BotState state, List<BotEffect> effects, string why)
    {
        foreach (var attempt in state.Attempts.Values)
        {
            if (attempt is { Phase: AttemptPhase.Running, StopAskedAt: null })
            {
                effects.Add(new CancelAttempt(attempt.Token));
            }
        }

        state.Standing = BotStanding.Ended;
        effects.Add(new EndBot(BotEnd.SessionEnded,
            $"{why} Bot {state.Me.Name} stops and its attempts are void. If both are wanted, give one of them another "
            + "name (akkajobs.bot.name)."));
    }
}
