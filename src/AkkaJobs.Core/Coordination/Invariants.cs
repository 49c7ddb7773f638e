namespace AkkaJobs.Coordination;

/// <summary>
/// What must hold after every event, as named checks: the simulation, the properties and the audit use this one list.
/// Each looks at the whole state, so none belongs on the path of a command.
/// </summary>
internal static class Invariants
{
    /// <summary>What is wrong: the invariant's name, then the offender. Empty when all is well.</summary>
    public static IEnumerable<string> Violations(CoordinatorState state) =>
    [
        .. Named("One lease", OneLease(state)),
        .. Named("One lease: bots and watches agree", LeasesAgree(state)),
        .. Named("Tokens only grow", Tokens(state)),
        .. Named("One outcome", OneOutcome(state)),
        .. Named("Nothing stays in processing: the bot is there", HoldersAreThere(state)),
        .. Named("The attempt is spent at the claim", Attempts(state)),
        .. Named("Suspects are never together", Suspects(state)),
        .. Named("Unique keys hold among open jobs", UniqueKeys(state)),
        .. Named("Every pending job stands in line, unless its queue is paused", Lines(state)),
        .. Named("Every waiting job has its time", Due(state)),
        .. Named("Everything is bounded: what is counted is there", Counts(state)),
    ];

    private static IEnumerable<string> Named(string name, IEnumerable<string> faults) =>
        faults.Select(fault => $"{name}: {fault}.");

    private static IEnumerable<string> OneLease(CoordinatorState state)
    {
        foreach (var job in state.Jobs.Values)
        {
            if ((job.Status == JobStatus.Processing) != (job.Lease is not null))
            {
                yield return $"job {job.Spec.Id} is {job.Status.Word()} with lease {job.Lease?.ToString() ?? "none"}";
            }

            if (job.Lease is { } lease && !state.Watches.ContainsKey(lease.Token))
            {
                yield return $"nobody watches token {lease.Token} of job {job.Spec.Id}";
            }
        }

        foreach (var (token, watch) in state.Watches)
        {
            if (token != watch.Token || state.Find(watch.Job)?.Lease?.Token != token)
            {
                yield return $"token {token} is watched, but is no lease of job {watch.Job}";
            }
        }
    }

    private static IEnumerable<string> LeasesAgree(CoordinatorState state)
    {
        foreach (var bot in state.Bots.Values)
        {
            foreach (var (token, watch) in bot.Leases)
            {
                if (!ReferenceEquals(state.Watches.GetValueOrDefault(token), watch)
                    || state.Find(watch.Job)?.Lease is not { } lease
                    || lease.Bot != bot.Name
                    || lease.Session != bot.Session)
                {
                    yield return $"bot {bot.Name} holds token {token} of job {watch.Job}, which is not its lease";
                }
            }
        }

        var held = state.Bots.Values.Sum(bot => bot.Leases.Count);
        if (held != state.Watches.Count)
        {
            yield return $"bots hold {held} leases, but {state.Watches.Count} are watched";
        }
    }

    private static IEnumerable<string> Tokens(CoordinatorState state)
    {
        var seen = new HashSet<long>();
        foreach (var job in state.Jobs.Values)
        {
            var last = 0L;
            var past = (job.Run?.Past ?? []).Select(p => p.Token);
            foreach (var token in job.Lease is { } lease ? past.Append(lease.Token) : past)
            {
                if (token <= last || token > state.LastToken || !seen.Add(token))
                {
                    yield return $"token {token} of job {job.Spec.Id} after {last}, of {state.LastToken} given";
                }

                last = token;
            }
        }
    }

    private static IEnumerable<string> OneOutcome(CoordinatorState state) =>
        from job in state.Jobs.Values
        where job.Status.IsOpen() != job.Outcome is null
            || (job.Status == JobStatus.Succeeded && job.Outcome?.Result is null)
            || (job.Status == JobStatus.Failed && job.Outcome?.Error is null)
        select $"job {job.Spec.Id} is {job.Status.Word()} with outcome {job.Outcome?.ToString() ?? "none"}";

    private static IEnumerable<string> HoldersAreThere(CoordinatorState state) =>
        from bot in state.Bots.Values
        where bot.Lost && (bot.Leases.Count > 0 || bot.Waiting is not null)
        select $"bot {bot.Name} is lost, but holds {bot.Leases.Count} leases or a claim that waits";

    private static IEnumerable<string> Attempts(CoordinatorState state) =>
        from job in state.Jobs.Values
        let given = job.Run?.GivenBack ?? 0
        where job.Attempt > job.Allowed
            || given > Limits.MaxGivenBack
            || job.Allowed < job.Spec.MaxAttempts + given
            || (job.Status is JobStatus.Pending or JobStatus.Retrying && !job.HasAttemptsLeft)
            || (job.Lease is { } lease && lease.Attempt != job.Attempt)
        select $"job {job.Spec.Id} is {job.Status.Word()} in attempt {job.Attempt} of {job.Allowed}, "
            + $"{given} given back";

    private static IEnumerable<string> Suspects(CoordinatorState state)
    {
        foreach (var bot in state.Bots.Values)
        {
            var count = bot.Leases.Values.Count(watch => OperationLanes.IsSuspect(state.Jobs[watch.Job]));
            if (count > 1 || count != bot.Suspects)
            {
                yield return $"bot {bot.Name} runs {count} suspects, and counts {bot.Suspects}";
            }
        }
    }

    private static IEnumerable<string> UniqueKeys(CoordinatorState state)
    {
        var open = state.Jobs.Values.Where(job => job.Status.IsOpen() && job.Spec.UniqueKey is not null).ToArray();
        foreach (var job in open)
        {
            if (!state.UniqueKeys.TryGetValue(job.Spec.UniqueKey!, out var holder) || holder != job.Spec.Id)
            {
                yield return $"job {job.Spec.Id} does not hold its key {job.Spec.UniqueKey}";
            }
        }

        if (open.Length != state.UniqueKeys.Count)
        {
            yield return $"{open.Length} open jobs carry keys, but {state.UniqueKeys.Count} keys are held";
        }
    }

    private static IEnumerable<string> Lines(CoordinatorState state)
    {
        var standing = new Dictionary<JobId, ClaimOrder>();
        foreach (var (operation, lanes) in state.Lanes)
        {
            foreach (var lane in lanes.All)
            {
                var live = lane.LiveEntries(state).ToArray();
                if (live.Length != lane.Live)
                {
                    yield return $"{live.Length} jobs stand in a line of {operation} that counts {lane.Live}";
                }

                foreach (var (id, order) in live)
                {
                    standing.Add(id, order);
                }
            }
        }

        foreach (var job in state.Jobs.Values.Where(state.StandsInLine))
        {
            if (!standing.TryGetValue(job.Spec.Id, out var order)
                || order != new ClaimOrder(job.Spec.Priority, job.Order))
            {
                yield return $"job {job.Spec.Id} is pending but stands in no line, or at a wrong place";
            }
        }

        var standingJobs = state.Lanes.Values.Sum(lanes => lanes.Standing);
        if (standingJobs != standing.Count)
        {
            yield return $"{standing.Count} jobs stand in line, but {standingJobs} are counted";
        }
    }

    private static IEnumerable<string> Due(CoordinatorState state)
    {
        var entries = state.Due.UnorderedItems.Where(e => state.IsDue(e.Element, e.Priority))
            .Select(e => e.Element).ToHashSet();
        return
            from job in state.Jobs.Values
            where job.Status is JobStatus.Scheduled or JobStatus.Retrying && !entries.Contains(job.Spec.Id)
            select $"job {job.Spec.Id} is {job.Status.Word()}, but nothing will make it due";
    }

    private static IEnumerable<string> Counts(CoordinatorState state)
    {
        var open = state.Jobs.Values.Where(job => job.Status.IsOpen()).ToArray();
        var bytes = open.Sum(job => (long)job.Spec.Bytes);
        if (open.Length != state.OpenJobs || bytes != state.OpenBytes)
        {
            yield return $"{state.OpenJobs} open jobs of {state.OpenBytes} bytes are counted, "
                + $"but there are {open.Length} of {bytes}";
        }

        var finished = state.Jobs.Values.Where(job => !job.Status.IsOpen()).Sum(CoordinatorState.FinishedWeight);
        if (finished != state.FinishedBytes)
        {
            yield return $"finished jobs weigh {finished} bytes, but {state.FinishedBytes} are counted";
        }

        foreach (var status in JobStatusExtensions.All)
        {
            var there = state.Jobs.Values.Count(job => job.Status == status);
            if (there != state.Count(status) || there != state.Lanes.Values.Sum(l => l.Counts[(int)status]))
            {
                yield return $"{there} jobs are {status.Word()}, but {state.Count(status)} are counted";
            }
        }

        var paused = state.Queues.Values.Count(queue => queue.Pause is not null);
        if (paused != state.PausedQueues)
        {
            yield return $"{paused} queues are paused, but {state.PausedQueues} are counted";
        }

        foreach (var (name, queue) in state.Queues)
        {
            var jobs = state.Jobs.Values.Count(job => job.Spec.Queue == name);
            if (queue.Jobs != jobs || queue.Counts.Sum() != jobs || queue is { Jobs: 0, Pause: null })
            {
                yield return $"queue {name} counts {queue.Jobs} jobs, {queue.Counts.Sum()} by status, but has {jobs}";
            }
        }

        foreach (var (operation, lanes) in state.Lanes.Where(l => l.Value.Jobs != l.Value.Counts.Sum()))
        {
            yield return $"{operation} counts {lanes.Jobs} jobs, but {lanes.Counts.Sum()} by status";
        }
    }
}
