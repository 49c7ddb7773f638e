using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <content>Attempts: taken, begun, asked to stop, ended, abandoned.</content>
internal static partial class BotDecider
{
    private const string TimedOut = "timed-out";

    /// <summary>
    /// Takes a claim. It begins at once if a slot is free. If none is (a cancelled handler may still fill one that the
    /// coordinator counts as free), it is held until one is: a bot is never overfilled.
    /// </summary>
    private static void Take(BotState state, List<BotEffect> effects, ClaimedJob job, Timestamp now)
    {
        if (state.Attempts.ContainsKey(job.Token) || state.Over.Contains(job.Token))
        {
            return;
        }

        var attempt = new BotAttempt(job) { Phase = AttemptPhase.Held };
        state.Attempts.Add(job.Token, attempt);
        if (state.DrainingSince is not null)
        {
            GiveBack(state, attempt, Verdict.Drained);
        }
        else if (Array.IndexOf(state.Me.Operations, job.Operation) < 0)
        {
            // Another bot may know it. No chance is at hand, and none is needed: one half is a backoff without jitter.
            Report(state, attempt, new Fail(
                job.Id, job.Token, $"Bot {state.Me.Name} has no handler for {job.Operation}.", true, null,
                state.Me.Name, 0.5));
        }
        else if (state.Running < state.Me.Slots)
        {
            Begin(state, effects, attempt, now);
        }
        else
        {
            state.Held.Enqueue(job.Token);
        }
    }

    private static void Begin(BotState state, List<BotEffect> effects, BotAttempt attempt, Timestamp now)
    {
        attempt.Phase = AttemptPhase.Running;
        attempt.StartedAt = now;
        state.Running++;
        effects.Add(new StartAttempt(attempt.Job));
    }

    private static void BeginHeld(BotState state, List<BotEffect> effects, Timestamp now)
    {
        while (state.Running < state.Me.Slots && state.Held.TryDequeue(out var token))
        {
            if (state.Attempts.TryGetValue(token, out var attempt) && attempt.Phase == AttemptPhase.Held)
            {
                Begin(state, effects, attempt, now);
            }
        }
    }

    private static void AskToStop(BotState state, List<BotEffect> effects, AttemptToCancel stop, Timestamp now)
    {
        if (!state.Attempts.TryGetValue(stop.Token, out var attempt))
        {
            return;
        }

        switch (attempt.Phase)
        {
            case AttemptPhase.Held:
                // It never ran. Its lease is most likely over, and then this is refused, which is an answer too.
                GiveBack(state, attempt, Verdict.Released);
                break;
            case AttemptPhase.Running:
                AskToStop(effects, attempt, stop.Reason, now);
                break;
        }
    }

    private static void AskToStop(List<BotEffect> effects, BotAttempt attempt, string reason, Timestamp now)
    {
        if (attempt.StopAskedAt is null)
        {
            attempt.StopAskedAt = now;
            attempt.StopReason = reason;
            effects.Add(new CancelAttempt(attempt.Token));
        }
    }

    /// <summary>The coordinator says when an attempt is overdue; but it may be away.</summary>
    private static void StopOverdue(BotState state, List<BotEffect> effects, Timestamp now)
    {
        foreach (var attempt in state.Attempts.Values)
        {
            if (attempt is { Phase: AttemptPhase.Running, StopAskedAt: null }
                && (now - attempt.StartedAt).TotalMilliseconds > attempt.Job.TimeoutMs)
            {
                AskToStop(effects, attempt, TimedOut, now);
            }
        }
    }

    /// <summary>
    /// A handler that ignored its cancellation for the grace is given up: its slot is free for others.
    /// </summary>
    private static void AbandonStubborn(BotState state, List<BotEffect> effects, Timestamp now)
    {
        foreach (var attempt in state.Attempts.Values)
        {
            // A bot that leaves gives its attempts back instead; see AdvanceDrain.
            if (attempt is { Phase: AttemptPhase.Running, StopAskedAt: { } asked, StopReason: not Drained }
                && now >= asked + state.Rules.CancelGrace)
            {
                Abandon(state, effects, attempt);
            }
        }

        BeginHeld(state, effects, now);
        if (state.Abandoned.Count >= state.Me.Slots)
        {
            Drain(state, effects, BotEnd.Stuck, now);
        }
    }

    private static void Abandon(BotState state, List<BotEffect> effects, BotAttempt attempt)
    {
        state.Running--;
        state.Abandoned.Add(attempt.Token);
        Report(state, attempt, new AbandonAttempt(state.Me.Name, state.Me.Session, attempt.Job.Id, attempt.Token));
        effects.Add(new Warn(
            $"Job {attempt.Job.Id} ({attempt.Job.Operation}, attempt {attempt.Job.Attempt}) ignored its cancellation "
            + $"({attempt.StopReason}) for {state.Rules.CancelGrace.TotalSeconds} s and is abandoned; "
            + $"{state.Abandoned.Count} of {state.Me.Slots} slots now have one that runs on."));
    }

    private static void End(BotState state, List<BotEffect> effects, AttemptEnded ended, Timestamp now)
    {
        if (state.Abandoned.Remove(ended.Token)
            || !state.Attempts.TryGetValue(ended.Token, out var attempt)
            || attempt.Phase != AttemptPhase.Running)
        {
            return;
        }

        state.Running--;
        Report(state, attempt, ReportOf(state, attempt, ended));
        BeginHeld(state, effects, now);
    }

    private static void Progress(BotState state, AttemptProgressed progressed)
    {
        if (progressed.Progress.Length <= state.Rules.ProgressBytes
            && state.Attempts.TryGetValue(progressed.Token, out var attempt))
        {
            attempt.Progress = progressed.Progress;
            attempt.ProgressTold = false;
        }
    }
}
