namespace AkkaJobs.Coordination;

/// <content>What time brings: due jobs, and verdicts by evidence.</content>
internal static partial class CoordinatorDecider
{
    /// <summary>
    /// Jobs made due by one tick; the next takes the others, so that a million at once do not deafen the coordinator.
    /// </summary>
    private const int MaxDuePerTick = 10_000;

    private static Noted DecideTick(Decision decision, Tick tick, Timestamp now)
    {
        var asOf = tick.AsOf ?? now;
        var state = decision.State;
        if (state.LastTickAt is { } last && now - last > state.Rules.Heartbeat)
        {
            Doubt(state, now);
        }

        state.LastTickAt = now;
        BringDue(decision, now);
        EndWaits(decision, now);
        if (!state.InDoubt(now))
        {
            JudgeBots(decision, tick.Gone, asOf, now);
            JudgeAttempts(decision, asOf, now);
        }

        return Noted.Instance;
    }

    private static void BringDue(Decision decision, Timestamp now)
    {
        var state = decision.State;
        for (var brought = 0; brought < MaxDuePerTick && state.Due.TryPeek(out var id, out var due) && due <= now;)
        {
            state.Due.Dequeue();
            if (state.IsDue(id, due))
            {
                decision.Emit(new JobDue(now, id));
                brought++;
            }
        }
    }

    private static void EndWaits(Decision decision, Timestamp now)
    {
        foreach (var bot in decision.State.Bots.Values)
        {
            if (bot.Waiting is { } waiting && waiting.Until <= now)
            {
                EndWait(decision, bot, now);
            }
        }
    }

    private static void JudgeBots(
        Decision decision, IReadOnlySet<string> gone, Timestamp asOf, Timestamp now)
    {
        List<BotRecord>? due = null;
        foreach (var bot in decision.State.Bots.Values)
        {
            if (VerdictOf(decision.State, bot, gone, asOf) is not null || IsToBeForgotten(decision.State, bot, now))
            {
                (due ??= []).Add(bot);
            }
        }

        foreach (var bot in due ?? [])
        {
            JudgeBot(decision, bot, gone, asOf, now);
        }
    }

    private static void JudgeBot(
        Decision decision, BotRecord bot, IReadOnlySet<string> gone, Timestamp asOf, Timestamp now)
    {
        if (VerdictOf(decision.State, bot, gone, asOf) is { } verdict)
        {
            EndSession(decision, bot, verdict, now);
            return;
        }

        decision.Emit(new BotForgotten(now, bot.Name));
    }

    private static bool IsToBeForgotten(CoordinatorState state, BotRecord bot, Timestamp now) =>
        bot.Lost && now - bot.ChangedAt > state.Rules.ForgetBotAfter;

    private static Verdict? VerdictOf(
        CoordinatorState state, BotRecord bot, IReadOnlySet<string> gone, Timestamp asOf)
    {
        if (bot.Lost)
        {
            return null;
        }

        if (bot.Doubtful is { } verdict)
        {
            return verdict;
        }

        if (asOf - LastSign(state, bot, asOf) <= state.Rules.Lease)
        {
            return null;
        }

        return VerdictOfSilence(bot, gone);
    }

    /// <summary>
    /// The cluster takes longer to give a node up than a lease lasts. Silent and out of reach is dead enough: it is a
    /// loss, and the jobs beside the one that may have killed the bot keep their attempts.
    /// </summary>
    internal static Verdict VerdictOfSilence(BotRecord bot, IReadOnlySet<string> gone) =>
        bot.Node is { } node && gone.Contains(node) ? Verdict.BotLost : Verdict.LeaseExpired;

    /// <summary>A remote bot that waits for work is there, however long it waits.</summary>
    internal static Timestamp LastSign(CoordinatorState state, BotRecord bot, Timestamp asOf)
    {
        if (bot.Waiting is not null && bot.Leases.Count == 0)
        {
            return asOf;
        }

        // Before the first heartbeat after a recovery the fresh period, which is over now, counts as the last sign.
        return bot.HeardAt ?? Timestamp.Max(bot.ChangedAt, state.DoubtUntil - state.Rules.Lease);
    }

    private static void JudgeAttempts(Decision decision, Timestamp asOf, Timestamp now)
    {
        var state = decision.State;
        List<JobRecord>? late = null;
        foreach (var watch in state.Watches.Values)
        {
            var job = state.Jobs[watch.Job];
            var lease = job.Lease!;
            var until = lease.OverdueAt + state.Rules.CancelGrace ?? lease.Deadline(job.Spec);
            if (asOf > until)
            {
                (late ??= []).Add(job);
            }
        }

        foreach (var job in late ?? [])
        {
            if (job.Lease!.OverdueAt is not null)
            {
                EndByVerdict(decision, job, Verdict.TimedOut, null, null, now);
                continue;
            }

            decision.Emit(new AttemptOverdue(now, job.Spec.Id, job.Lease.Token));
            TellToStop(decision, job.Spec.Id, job.Lease, Verdict.TimedOut.Word());
        }
    }
}
