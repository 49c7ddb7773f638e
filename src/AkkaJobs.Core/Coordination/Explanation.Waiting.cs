namespace AkkaJobs.Coordination;

/// <content>Why a pending job has not been claimed.</content>
internal static partial class Explanation
{
    private static IEnumerable<ExplainReason> Paused(CoordinatorState state, JobRecord job)
    {
        if (state.Queues.GetValueOrDefault(job.Spec.Queue)?.Pause is { } pause)
        {
            var by = pause.By is { } who ? $" by {who}" : "";
            var reason = pause.Reason is { } why ? $": {Short(why)}" : "";
            yield return new ExplainReason(
                ExplainCode.QueuePaused, $"Its queue {job.Spec.Queue} was paused at {pause.At}{by}{reason}.")
            {
                Queue = job.Spec.Queue,
                Since = pause.At.ToDateTimeOffset(),
                By = pause.By,
                Reason = pause.Reason,
            };
        }
    }

    /// <summary>What would keep the job from bots, were its queue not paused.</summary>
    private static List<ExplainReason> Waiting(CoordinatorState state, JobRecord job)
    {
        var stating = state.Bots.Values.Where(bot => bot.Runs(job.Spec.Operation)).ToList();
        if (stating.Count == 0)
        {
            return [NoBot(state, job)];
        }

        var there = stating.FindAll(bot => !bot.Lost);
        if (there.Count == 0)
        {
            return [BotsLost(stating)];
        }

        var able = there.FindAll(bot => !bot.Draining && IsHeard(bot) && !IsExcluded(job, bot));
        var reasons = able.Count > 0 && state.StandsInLine(job) ? Line(state, job, able) : [];
        if (there.FindAll(bot => IsExcluded(job, bot)) is { Count: > 0 } excluded)
        {
            reasons.Add(OfBots(
                ExplainCode.BotsExcluded,
                "A release excluded bots that run it, until they restart or the job is retried:", excluded));
        }

        if (there.FindAll(bot => bot.Draining && !IsExcluded(job, bot)) is { Count: > 0 } draining)
        {
            reasons.Add(OfBots(
                ExplainCode.BotsDraining, "Bots that run it are drained, so given no work until resumed:", draining));
        }

        if (there.FindAll(bot => !bot.Draining && !IsHeard(bot) && !IsExcluded(job, bot)) is { Count: > 0 } unheard)
        {
            reasons.Add(OfBots(
                ExplainCode.BotsUnheard, "Bots that run it are not heard of yet, so given no work:", unheard));
        }

        return reasons;
    }

    /// <summary>What keeps the job from bots that may get work.</summary>
    private static List<ExplainReason> Line(CoordinatorState state, JobRecord job, List<BotRecord> able)
    {
        var ahead = JobsAhead.Of(state, job, able);
        var isSuspect = OperationLanes.IsSuspect(job);
        var takers = able.FindAll(bot => bot.Free > 0 && (!isSuspect || bot.TakesSuspect));
        if (takers.Count > 0 && ahead is { Count: 0, AtLeast: false })
        {
            return [OfBots(ExplainCode.Next, "It is next in line and being claimed; there is room on", takers)];
        }

        var reasons = takers.Count > 0 ? [] : Blocked(state, job, able);
        if (ahead.Count > 0 || ahead.AtLeast)
        {
            reasons.Add(Ahead(ahead));
        }

        return reasons;
    }

    private static List<ExplainReason> Blocked(CoordinatorState state, JobRecord job, List<BotRecord> able)
    {
        var reasons = new List<ExplainReason>();
        var roomy = able.FindAll(HasRoom);
        if (roomy.Count == 0)
        {
            reasons.Add(SlotsTaken(state, able));
        }
        else if (roomy.TrueForAll(bot => bot.Free == 0))
        {
            reasons.Add(OfBots(
                ExplainCode.BotsNotAsking, "Bots with room for it ask for no work just now:", roomy));
        }

        if (OperationLanes.IsSuspect(job))
        {
            reasons.Add(new ExplainReason(
                ExplainCode.Suspected,
                $"Lost with {Count(job.Losses, "bot")} in a row, it is given only to a bot that runs no other such job "
                + "and winds nothing up.")
            {
                Losses = job.Losses,
            });
        }

        return reasons;
    }

    private static ExplainReason NoBot(CoordinatorState state, JobRecord job)
    {
        var names = state.Bots.Values.Where(bot => !bot.Lost).SelectMany(bot => bot.Operations);
        var nearest = NearestNames.Of(job.Spec.Operation, names);
        var hint = nearest.Count == 1 ? $"; the nearest name is {nearest[0]}"
            : nearest.Count > 0 ? $"; the nearest names are {string.Join(", ", nearest)}"
            : state.Bots.Values.All(bot => bot.Lost) ? "; no bot is there at all"
            : "";
        return new ExplainReason(ExplainCode.NoBot, $"No bot runs the operation {job.Spec.Operation}{hint}.")
        {
            Operation = job.Spec.Operation,
            NearestOperations = nearest,
        };
    }

    private static ExplainReason BotsLost(List<BotRecord> bots)
    {
        var last = bots.Max(bot => bot.ChangedAt);
        return OfBots(ExplainCode.BotsLost, $"All bots that run it are lost, the last one since {last}:", bots) with
        {
            Since = last.ToDateTimeOffset(),
        };
    }

    private static ExplainReason Ahead(JobsAhead ahead)
    {
        var least = ahead.AtLeast ? "at least " : "";
        return new ExplainReason(
            ExplainCode.JobsAhead,
            $"Before it, the bots that run it will claim {least}{Count(ahead.Count, "other pending job")}.")
        {
            Ahead = ahead.Count,
            AtLeast = ahead.AtLeast,
        };
    }

    private static ExplainReason SlotsTaken(CoordinatorState state, List<BotRecord> bots)
    {
        // Tokens are in the order of claims; the highest goes first, so that the oldest stay.
        var oldest = new PriorityQueue<(BotRecord Bot, LeaseWatch Watch, bool Ended), long>();
        var (taken, newest) = (0, default(LeaseWatch));
        foreach (var bot in bots)
        {
            var holders = bot.Leases.Values.Select(watch => (bot, watch, false))
                .Concat(bot.Ended.Values.Select(watch => (bot, watch, true)));
            foreach (var holder in holders)
            {
                taken++;
                newest = newest?.Token > holder.watch.Token ? newest : holder.watch;
                if (taken <= ExplainReason.MaxListed)
                {
                    oldest.Enqueue(holder, -holder.watch.Token);
                    continue;
                }

                oldest.EnqueueDequeue(holder, -holder.watch.Token);
            }
        }

        var since = newest is null ? null : ClaimedAt(state, newest);
        var slots = bots.Sum(bot => bot.Slots);
        return OfBots(
            ExplainCode.SlotsTaken,
            $"All slots that it could have are taken, {Count(slots, "slot")} by {Count(taken, "attempt")} since "
            + $"{Text(since)}, on", bots) with
        {
            Slots = slots,
            Since = since,
            Holders = [.. oldest.UnorderedItems.Select(item => item.Element).OrderBy(item => item.Watch.Token)
                .Select(item => new SlotHolder(
                    item.Watch.Job, item.Bot.Name, item.Watch.Token, ClaimedAt(state, item.Watch), item.Ended))],
        };
    }

    /// <summary>Of an attempt that has ended, when it was handed out last; null if nobody knows any more.</summary>
    private static DateTimeOffset? ClaimedAt(CoordinatorState state, LeaseWatch watch)
    {
        if (state.Find(watch.Job)?.Lease is { } lease && lease.Token == watch.Token)
        {
            return lease.ClaimedAt.ToDateTimeOffset();
        }

        return watch.Since == default ? null : watch.Since.ToDateTimeOffset();
    }

    private static ExplainReason OfBots(ExplainCode code, string detail, List<BotRecord> bots)
    {
        // Of very many bots any few: to sort them all would cost more than it tells.
        string[] names = [.. bots.Take(ExplainReason.MaxListed).Select(bot => bot.Name).Order(StringComparer.Ordinal)];
        return new ExplainReason(code, $"{detail} {Listed(names, bots.Count)}.") { Bots = names };
    }

    private static bool IsExcluded(JobRecord job, BotRecord bot) => job.Excluded.Contains(bot.Itself);

    private static bool IsHeard(BotRecord bot) => bot.HeardAt is not null && bot.Doubtful is null;

    private static bool HasRoom(BotRecord bot) => bot.Slots > bot.Leases.Count + bot.Ended.Count;
}
