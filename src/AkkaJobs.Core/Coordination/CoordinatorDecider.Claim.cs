namespace AkkaJobs.Coordination;

/// <content>Giving jobs to bots.</content>
internal static partial class CoordinatorDecider
{
    /// <summary>
    /// One job a turn to each bot that has room, the most urgent that it runs, until no bot takes any: work spreads,
    /// and
    /// urgency comes before fairness.
    /// </summary>
    private static Noted PlaceAll(Decision decision, Timestamp now)
    {
        if (decision.State.Count(JobStatus.Pending) == 0)
        {
            return Noted.Instance;
        }

        var ready = new List<BotRecord>();
        foreach (var bot in decision.State.Bots.Values)
        {
            if (bot.Free > 0)
            {
                ready.Add(bot);
            }
        }

        // The emptiest first, so that a trickle of jobs does not always go to the same bot.
        ready.Sort(static (left, right) => (right.Free, left.Name).CompareTo((left.Free, right.Name)));
        var settled = new Dictionary<BotRecord, SettledClaim>();
        while (ready.Count > 0)
        {
            ready.RemoveAll(bot => !PlaceOne(decision, bot, settled, now));
        }

        foreach (var (bot, settling) in settled)
        {
            decision.Notices.Add(new ClaimSettled(bot.Name, bot.Session, settling.Claim.Waiter, settling.Jobs));
        }

        return Noted.Instance;
    }

    private static bool PlaceOne(
        Decision decision, BotRecord bot, Dictionary<BotRecord, SettledClaim> settled, Timestamp now)
    {
        if (!settled.TryGetValue(bot, out var settling))
        {
            if (bot.Free == 0 || Next(decision.State, bot) is not { } first)
            {
                return false;
            }

            if (bot.Waiting is not { } waiting)
            {
                var placed = ClaimFor(decision, first, bot, null, now);
                decision.Notices.Add(new JobPlaced(bot.Name, bot.Session, placed));
                return true;
            }

            HearWaiting(bot, now);
            settling = new SettledClaim(waiting);
            settling.Add(ClaimFor(decision, first, bot, waiting, now));
            settled.Add(bot, settling);
            bot.Waiting = null;
            return true;
        }

        var room = Math.Min(settling.Claim.Max - settling.Jobs.Count, bot.Slots - bot.Leases.Count - bot.Ended.Count);
        if (room <= 0
            || Next(decision.State, bot) is not { } next
            || settling.Bytes + SettledClaim.Weight(next.Spec) > decision.State.Rules.ClaimBytes)
        {
            return false;
        }

        settling.Add(ClaimFor(decision, next, bot, settling.Claim, now));
        return true;
    }

    private static ClaimedJob ClaimFor(
        Decision decision, JobRecord job, BotRecord bot, WaitingClaim? waiting, Timestamp now)
    {
        var token = decision.State.LastToken + 1;
        var attempt = job.Attempt + 1;
        decision.Emit(new JobClaimed(now, job.Spec.Id, attempt, token, bot.Name, bot.Session, waiting?.Request));
        bot.Leases[token].HandOut(waiting?.Waiter, now);
        return Handed(decision.State, job.Spec, attempt, token);
    }

    /// <summary>
    /// The most urgent job in line that the bot may have. A suspect is passed over while another may run there, and so
    /// is a job that excludes its session.
    /// </summary>
    private static JobRecord? Next(CoordinatorState state, BotRecord bot)
    {
        JobId? best = null;
        ClaimOrder bestOrder = default;
        foreach (var operation in bot.Operations)
        {
            if (!state.Lanes.TryGetValue(operation, out var lanes) || lanes.Standing == 0)
            {
                continue;
            }

            foreach (var lane in lanes.All)
            {
                if (lane.Live > 0
                    && lane.IsOpenTo(bot)
                    && lane.TryPeek(state, out var id, out var order)
                    && (best is null || order.CompareTo(bestOrder) < 0))
                {
                    (best, bestOrder) = (id, order);
                }
            }
        }

        return best is { } found ? state.Jobs[found] : null;
    }

    private static ClaimedJob Handed(CoordinatorState state, JobSpec spec, int attempt, long token) => new(
        spec.Id, spec.Operation, spec.Args, attempt, token, (long)state.Rules.Lease.TotalMilliseconds, spec.TimeoutMs)
    {
        TraceParent = spec.TraceParent,
    };

    private static CoordinatorReply Decide(Decision decision, ClaimRemote claim, Timestamp now)
    {
        var state = decision.State;
        if (RefuseSession(state, claim.Bot, claim.Session) is { } rejection)
        {
            return new Refused(rejection);
        }

        if (JoinIfNew(decision, claim.Bot, claim.Session, null, Limits.MaxSlots, claim.Operations, now) is { } busy)
        {
            return new Refused(busy);
        }

        var bot = state.Bots[claim.Bot];
        bot.Doubtful = null;
        HearAsking(bot, now);
        ChangeIfOther(decision, bot, bot.Slots, claim.Operations, now);
        if (bot.Waiting?.Waiter != claim.Waiter)
        {
            EndWait(decision, bot, now);
        }

        if (claim.Request is not null && AskedBefore(state, bot, claim, now) is { Count: > 0 } before)
        {
            bot.Waiting = null;
            return new ClaimAnswered(before);
        }

        var until = claim.WaitsUntil(now);
        bot.Waiting = new WaitingClaim(claim.Waiter, claim.Max, until, claim.Request);
        if (until <= now && (bot.Free == 0 || Next(state, bot) is null))
        {
            bot.Waiting = null;
            return new ClaimAnswered([]);
        }

        return new ClaimAnswered(null);
    }

    /// <summary>
    /// Asking for work is a sign of life of a bot that holds none. Leases are renewed by heartbeats alone: a bot that
    /// asked for more and never said what became of the last would keep them for ever.
    /// </summary>
    private static void HearAsking(BotRecord bot, Timestamp now)
    {
        if (bot.Leases.Count == 0 || bot.HeardAt is null)
        {
            bot.HeardAt = now;
        }
    }

    /// <summary>A bot that holds nothing and waits was there all the time; its silence counts from now.</summary>
    private static void HearWaiting(BotRecord bot, Timestamp now)
    {
        if (bot.Waiting is not null && bot.Leases.Count == 0)
        {
            bot.HeardAt = now;
        }
    }

    /// <summary>Answers the claim that waits, if any, with nothing.</summary>
    private static void EndWait(Decision decision, BotRecord bot, Timestamp now)
    {
        if (bot.Waiting is { } waiting)
        {
            HearWaiting(bot, now);
            bot.Waiting = null;
            decision.Notices.Add(new ClaimSettled(bot.Name, bot.Session, waiting.Waiter, []));
        }
    }

    /// <summary>
    /// What an earlier claim of the same request got: its answer may have been lost, so it is given again.
    /// </summary>
    private static List<ClaimedJob> AskedBefore(CoordinatorState state, BotRecord bot, ClaimRemote claim, Timestamp now)
    {
        var jobs = new List<ClaimedJob>();
        foreach (var watch in bot.Leases.Values)
        {
            var job = state.Jobs[watch.Job];
            if (job.Lease!.Request == claim.Request)
            {
                watch.HandOut(claim.Waiter, now);
                jobs.Add(Handed(state, job.Spec, job.Attempt, watch.Token));
            }
        }

        jobs.Sort(static (left, right) => left.Token.CompareTo(right.Token));
        return jobs;
    }

    /// <summary>
    /// The connection has gone: it waits no more, and what was given to it and not yet shown is given back.
    /// </summary>
    private static Noted Decide(Decision decision, AbandonClaim abandon, Timestamp now)
    {
        if (!decision.State.Bots.TryGetValue(abandon.Bot, out var bot))
        {
            return Noted.Instance;
        }

        if (bot.Waiting?.Waiter == abandon.Waiter)
        {
            HearWaiting(bot, now);
            bot.Waiting = null;
        }

        const string reason = "the claim's connection has gone";
        foreach (var watch in bot.Leases.Values.Where(w => w.Waiter == abandon.Waiter).ToArray())
        {
            EndByVerdict(decision, decision.State.Jobs[watch.Job], Verdict.Released, null, reason, now);
            bot.Ended.Remove(watch.Token);
        }

        return Noted.Instance;
    }

    /// <summary>A remote claim that gets its jobs now: they travel in one answer.</summary>
    private sealed class SettledClaim(WaitingClaim claim)
    {
        public WaitingClaim Claim { get; } = claim;

        public List<ClaimedJob> Jobs { get; } = [];

        public int Bytes { get; private set; }

        public static int Weight(JobSpec spec) => Weight(spec.Operation, spec.Args);

        public void Add(ClaimedJob job)
        {
            Jobs.Add(job);
            Bytes += Weight(job.Operation, job.Args);
        }

        private static int Weight(string operation, JsonText args) => 192 + (3 * operation.Length) + args.Length;
    }
}
