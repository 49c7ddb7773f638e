using System.Diagnostics;

namespace AkkaJobs.Coordination;

/// <summary>
/// The coordinator's rules: a command, and the time, to events and an answer. By theme: <c>.Enqueue</c>, <c>.Claim</c>,
/// <c>.Report</c>, <c>.Operate</c>, <c>.Bots</c>, <c>.Clock</c>.
/// </summary>
internal static partial class CoordinatorDecider
{
    /// <summary>Decides one command against the state, events not yet stored included.</summary>
    /// <param name="decision">Takes the events and notices.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="time">The clock; taken as the last event's time if that is later.</param>
    public static CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp time)
    {
        var now = Timestamp.Max(time, decision.State.LastAt);
        return command switch
        {
            JobCommand job => DecideJob(decision, job, now),
            Heartbeat heartbeat => Decide(decision, heartbeat, now),
            Place => PlaceAll(decision, now),
            Tick tick => DecideTick(decision, tick, now),
            ClaimRemote claim => Decide(decision, claim, now),
            HeartbeatRemote heartbeat => Decide(decision, heartbeat, now),
            AbandonClaim abandon => Decide(decision, abandon, now),
            JoinBot join => Decide(decision, join, now),
            LoseBot lose => Decide(decision, lose, now),
            AbandonAttempt abandon => Decide(decision, abandon, now),
            DrainBot drain => Decide(decision, drain, now),
            PauseQueue pause => Decide(decision, pause, now),
            Start start => Decide(decision, start, now),
            RaiseFormat raise => Decide(decision, raise, now),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    private static CoordinatorReply DecideJob(Decision decision, JobCommand command, Timestamp now)
    {
        var state = decision.State;
        var job = state.Find(command.Job);
        if (job is null && command is not Enqueue { FreshId: true })
        {
            if (command.Tables is not { } tables || tables.AsOf < state.ForgottenUpTo)
            {
                return TablesNeeded.Instance;
            }

            job = tables.Record is { } read ? state.WithRefusals(read) : null;
        }

        if (command is Enqueue enqueue)
        {
            return Decide(decision, enqueue, job, now);
        }

        if (job is null)
        {
            return command is Complete or Fail
                ? new ReportAnswered(ReportAnswer.Unknown)
                : new Refused(Rejection.UnknownJob(command.Job));
        }

        return command switch
        {
            Complete complete => Decide(decision, complete, job, now),
            Fail fail => Decide(decision, fail, job, now),
            Release release => Decide(decision, release, job, now),
            Cancel cancel => Decide(decision, cancel, job, now),
            Retry retry => Decide(decision, retry, job, now),
            ActOnJob act => Decide(decision, act, job, now),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    private static Noted Decide(Decision decision, Start start, Timestamp now)
    {
        var isNew = decision.State.LastNumber == 0;
        decision.Emit(new CoordinatorStarted(now, start.Node, isNew ? start.Format : decision.State.Format));
        Doubt(decision.State, now);

        // The first tick may be late too: a pause before it must be noticed like any other.
        decision.State.LastTickAt = now;
        return Decide(decision, new RaiseFormat(start.Format), now);
    }

    private static Noted Decide(Decision decision, RaiseFormat raise, Timestamp now)
    {
        if (raise.Format > decision.State.Format)
        {
            decision.Emit(new FormatRaised(now, raise.Format));
        }

        return Noted.Instance;
    }

    /// <summary>The coordinator was away itself: no verdicts until bots had one fresh lease period to report.</summary>
    private static void Doubt(CoordinatorState state, Timestamp now) => state.DoubtUntil = now + state.Rules.Lease;
}
