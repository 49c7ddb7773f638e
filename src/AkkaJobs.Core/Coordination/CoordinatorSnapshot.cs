namespace AkkaJobs.Coordination;

/// <summary>
/// The stored part of the state at one event number: a copy of references, made in one go. Holds open jobs only; the
/// tables must have come as far before they are asked for others.
/// </summary>
internal sealed record CoordinatorSnapshot(
    long LastNumber, Timestamp LastAt, long Epoch, int Format, long LastToken, JobRecord[] Jobs, BotSnapshot[] Bots,
    PausedQueue[] Paused)
{
    /// <summary>
    /// Copies the state. To be called when a commit is handed over, before the next command is decided.
    /// </summary>
    public static CoordinatorSnapshot Capture(CoordinatorState state)
    {
        var jobs = new JobRecord[state.OpenJobs];
        var next = 0;
        foreach (var job in state.Jobs.Values)
        {
            if (job.Status.IsOpen())
            {
                jobs[next++] = job;
            }
        }

        return new CoordinatorSnapshot(
            state.LastNumber, state.LastAt, state.Epoch, state.Format, state.LastToken, jobs,
            [.. state.Bots.Values.Select(BotSnapshot.Of)],
            [.. state.Queues.Values.SelectMany(PausedQueue.Of)]);
    }

    /// <summary>Makes the state it was taken from, without the finished jobs and the evidence.</summary>
    public CoordinatorState Restore(CoordinatorRules rules)
    {
        var state = new CoordinatorState(rules)
        {
            LastNumber = LastNumber,
            LastAt = LastAt,
            Epoch = Epoch,
            Format = Format,
            LastToken = LastToken,
        };
        state.Jobs.EnsureCapacity(Jobs.Length);
        foreach (var bot in Bots)
        {
            state.Bots.Add(bot.Name, bot.Restore());
        }

        foreach (var paused in Paused)
        {
            state.Pause(paused.Queue, paused.Pause);
        }

        foreach (var job in Jobs)
        {
            state.Put(job);
            if (job.Lease is { } lease)
            {
                var watch = new LeaseWatch(job.Spec.Id, lease.Token) { Since = lease.ClaimedAt };
                var bot = state.Bots[lease.Bot];
                state.Watches.Add(lease.Token, watch);
                bot.Leases.Add(lease.Token, watch);
                bot.Suspects += OperationLanes.IsSuspect(job) ? 1 : 0;
            }
        }

        state.Forget(LastNumber);
        return state;
    }
}

/// <summary>A queue that is paused.</summary>
internal sealed record PausedQueue(string Queue, QueuePause Pause)
{
    public static IEnumerable<PausedQueue> Of(QueueRecord queue) =>
        queue.Pause is { } pause ? [new PausedQueue(queue.Name, pause)] : [];
}

/// <summary>The stored part of a bot.</summary>
internal sealed record BotSnapshot(
    string Name, string Session, string? Node, int Slots, string[] Operations, bool Draining, bool Lost,
    Timestamp ChangedAt, long Completed, long Failed, string[] EndedSessions)
{
    public static BotSnapshot Of(BotRecord bot) => new(
        bot.Name, bot.Session, bot.Node, bot.Slots, bot.Operations, bot.Draining, bot.Lost, bot.ChangedAt,
        bot.Completed, bot.Failed, [.. bot.EndedSessions]);

    public BotRecord Restore()
    {
        var bot = new BotRecord(Name)
        {
            Session = Session,
            Node = Node,
            Slots = Slots,
            Operations = Operations,
            Draining = Draining,
            Lost = Lost,
            ChangedAt = ChangedAt,
            Completed = Completed,
            Failed = Failed,
        };
        bot.EndedSessions.AddRange(EndedSessions);
        return bot;
    }
}
