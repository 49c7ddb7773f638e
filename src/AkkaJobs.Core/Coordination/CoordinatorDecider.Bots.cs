namespace AkkaJobs.Coordination;

/// <content>Bots: their sessions, and what their heartbeats prove.</content>
internal static partial class CoordinatorDecider
{
    private static CoordinatorReply Decide(Decision decision, JoinBot join, Timestamp now)
    {
        var state = decision.State;
        if (RefuseSession(state, join.Bot, join.Session) is { } rejection)
        {
            return new Refused(rejection);
        }

        if (JoinIfNew(decision, join.Bot, join.Session, join.Node, join.Slots, join.Operations, now) is { } busy)
        {
            return new Refused(busy);
        }

        // Not yet heard: what it runs shows in the heartbeat that follows, and only then is it given more.
        return new BotStands(join.Bot);
    }

    private static HeartbeatAnswered Decide(Decision decision, Heartbeat heartbeat, Timestamp now)
    {
        var state = decision.State;
        if (!state.Bots.TryGetValue(heartbeat.Bot, out var bot) || bot.Session != heartbeat.Session || bot.Lost)
        {
            return new HeartbeatAnswered(false, [], [], Unknown: true);
        }

        ChangeIfOther(decision, bot, heartbeat.Slots, heartbeat.Operations, now);

        // Ordinals begin anew with each coordinator: what a bot has seen of another's says nothing of ours.
        var seen = heartbeat.Epoch == state.Epoch ? heartbeat.Seen : 0;
        var (cancel, missed) = Reconcile(state, bot, heartbeat.Running, seen, now);
        var again = Miss(decision, bot, missed, now);
        foreach (var claimed in again)
        {
            bot.Leases[claimed.Token].HandOut(null, now);
        }

        return new HeartbeatAnswered(bot.Draining, cancel, again);
    }

    /// <summary>
    /// Leases that a heartbeat should have listed and did not. The first such absence sends the claim again (a remote
    /// bot
    /// may ask again itself), the second ends the lease.
    /// </summary>
    private static List<ClaimedJob> Miss(Decision decision, BotRecord bot, List<LeaseWatch> missed, Timestamp now)
    {
        var state = decision.State;
        var again = new List<ClaimedJob>();
        foreach (var watch in missed)
        {
            var job = state.Jobs[watch.Job];
            if (watch.Absences > 0 && !state.InDoubt(now))
            {
                EndByVerdict(decision, job, Verdict.ReportLost, null, null, now);
                bot.Ended.Remove(watch.Token);
                continue;
            }

            watch.Absences = 1;
            if (job.Lease!.OverdueAt is null)
            {
                again.Add(Handed(state, job.Spec, job.Attempt, watch.Token));
            }
        }

        return again;
    }

    private static CoordinatorReply Decide(Decision decision, HeartbeatRemote heartbeat, Timestamp now)
    {
        var state = decision.State;
        if (RefuseSession(state, heartbeat.Bot, heartbeat.Session) is { } rejection)
        {
            return new Refused(rejection);
        }

        var known = state.Bots.GetValueOrDefault(heartbeat.Bot);
        var slots = heartbeat.Slots ?? known?.Slots ?? Limits.MaxSlots;
        var operations = heartbeat.Operations ?? known?.Operations ?? [];
        if (JoinIfNew(decision, heartbeat.Bot, heartbeat.Session, null, slots, operations, now) is { } busy)
        {
            return new Refused(busy);
        }

        var bot = state.Bots[heartbeat.Bot];
        ChangeIfOther(decision, bot, slots, operations, now);
        var (cancel, missed) = Reconcile(state, bot, heartbeat.Running, null, now);
        Miss(decision, bot, missed, now);
        return new HeartbeatAnswered(bot.Draining, cancel, []);
    }

    /// <summary>
    /// Takes in what the bot holds: its leases are renewed, ended attempts still listed keep their slots; answers what
    /// it
    /// should stop, and which leases it should have listed and did not.
    /// </summary>
    private static (List<AttemptToCancel> Cancel, List<LeaseWatch> Missed) Reconcile(
        CoordinatorState state, BotRecord bot, IReadOnlyList<RunningAttempt> running, long? seen, Timestamp now)
    {
        bot.HeardAt = now;
        bot.Doubtful = null;
        var listed = running.Select(attempt => attempt.Token).ToHashSet();
        bot.Reported.IntersectWith(listed);
        foreach (var (token, watch) in bot.Ended)
        {
            if (!listed.Contains(token) && watch.HadArrived(seen, now, state.Rules.Lease))
            {
                bot.Ended.Remove(token);
            }
        }

        var cancel = new List<AttemptToCancel>();
        foreach (var attempt in running)
        {
            Recognise(state, bot, attempt, cancel, now);
        }

        var missed = new List<LeaseWatch>();
        foreach (var watch in bot.Leases.Values)
        {
            // However long its commit takes: what has not been sent to a cluster bot cannot have arrived there.
            var isUnsent = seen is not null && watch.SentAs == LeaseWatch.NotSent;
            if (!isUnsent && !listed.Contains(watch.Token) && watch.HadArrived(seen, now, state.Rules.Lease))
            {
                missed.Add(watch);
            }
        }

        return (cancel, missed);
    }

    private static void Recognise(
        CoordinatorState state, BotRecord bot, RunningAttempt attempt, List<AttemptToCancel> cancel, Timestamp now)
    {
        if (!bot.Leases.TryGetValue(attempt.Token, out var watch))
        {
            // What it has reported is over; it lists it only until it has its answer.
            if (!bot.Reported.Contains(attempt.Token))
            {
                bot.Ended.TryAdd(attempt.Token, new LeaseWatch(attempt.Id, attempt.Token));
                cancel.Add(new AttemptToCancel(attempt.Id, attempt.Token, "superseded"));
            }

            return;
        }

        watch.Hear(attempt.Progress, now);
        if (state.Jobs[watch.Job].Lease!.OverdueAt is not null)
        {
            cancel.Add(new AttemptToCancel(watch.Job, attempt.Token, Verdict.TimedOut.Word()));
        }
    }

    private static Noted Decide(Decision decision, LoseBot lose, Timestamp now)
    {
        var state = decision.State;
        if (!state.Bots.TryGetValue(lose.Bot, out var bot) || bot.Session != lose.Session || bot.Lost)
        {
            return Noted.Instance;
        }

        // A node that is dead has been silent for longer; if this one is after all, its lease ends.
        if (lose.ByAddress && now - (bot.HeardAt ?? bot.ChangedAt) <= 1.5 * state.Rules.Heartbeat)
        {
            return Noted.Instance;
        }

        if (state.InDoubt(now) && lose.Verdict != Verdict.Drained)
        {
            bot.Doubtful = lose.Verdict;
            return Noted.Instance;
        }

        EndSession(decision, bot, lose.Verdict, now);
        return Noted.Instance;
    }

    private static Noted Decide(Decision decision, AbandonAttempt abandon, Timestamp now)
    {
        if (!decision.State.Bots.TryGetValue(abandon.Bot, out var bot) || bot.Session != abandon.Session)
        {
            return Noted.Instance;
        }

        // The bot's clock may have been ahead: what it has given up is over, whether the verdict has come yet or not.
        if (bot.Leases.TryGetValue(abandon.Token, out var watch))
        {
            EndByVerdict(decision, decision.State.Jobs[watch.Job], Verdict.TimedOut, null, null, now);
        }

        if (bot.Ended.TryGetValue(abandon.Token, out var ended))
        {
            decision.Emit(new AttemptAbandoned(now, ended.Job, abandon.Token, abandon.Bot));
        }

        return Noted.Instance;
    }

    private static CoordinatorReply Decide(Decision decision, DrainBot drain, Timestamp now)
    {
        if (!decision.State.Bots.TryGetValue(drain.Bot, out var bot))
        {
            return new Refused(new Rejection(RejectionCode.UnknownBot, $"No bot has the name {drain.Bot}."));
        }

        if (bot.Draining != drain.Drain)
        {
            decision.Emit(drain.Drain
                ? new BotDrained(now, drain.Bot, drain.By, drain.Reason)
                : new BotResumed(now, drain.Bot, drain.By, drain.Reason));
        }

        return new BotStands(drain.Bot);
    }

    /// <summary>A call of a session that a later one has ended.</summary>
    private static Rejection? RefuseSession(CoordinatorState state, string name, string session) =>
        state.Bots.TryGetValue(name, out var bot) && bot.EndedSessions.Contains(session)
            ? new Rejection(RejectionCode.SessionEnded,
                $"A later session of bot {name} has joined; this one must stop, or join under another name.")
            : null;

    private static Rejection? JoinIfNew(
        Decision decision, string name, string session, string? node, int slots, string[] operations, Timestamp now)
    {
        var state = decision.State;
        if (!state.Bots.TryGetValue(name, out var bot))
        {
            if (state.Bots.Count >= state.Rules.MaxBots)
            {
                return new Rejection(RejectionCode.Busy,
                    $"{state.Rules.MaxBots} bots are known, which is the bound (akkajobs.coordinator.max-bots).")
                {
                    RetryAfter = BusyFor,
                };
            }
        }
        else if (bot.Session == session && !bot.Lost)
        {
            return null;
        }
        else if (!bot.Lost)
        {
            // Under a taken name: the earlier session ends at once, and whatever it still runs is fenced.
            decision.Notices.Add(new SessionEnded(bot.Name, bot.Session));
            EndSession(decision, bot, Verdict.BotLost, now);
        }

        decision.Emit(new BotJoined(now, name, session, node, slots, operations));
        return null;
    }

    private static void ChangeIfOther(
        Decision decision, BotRecord bot, int slots, string[] operations, Timestamp now)
    {
        if (bot.Slots != slots || !bot.Operations.AsSpan().SequenceEqual(operations))
        {
            decision.Emit(new BotChanged(now, bot.Name, slots, operations));
        }
    }

    private static void EndSession(Decision decision, BotRecord bot, Verdict verdict, Timestamp now)
    {
        EndWait(decision, bot, now);
        foreach (var watch in bot.Leases.Values.ToArray())
        {
            EndByVerdict(decision, decision.State.Jobs[watch.Job], verdict, null, null, now);
        }

        decision.Emit(new BotLeft(now, bot.Name, bot.Session, verdict));
    }
}
