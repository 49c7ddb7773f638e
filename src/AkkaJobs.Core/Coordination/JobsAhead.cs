namespace AkkaJobs.Coordination;

/// <summary>How many pending jobs are claimed before another. Bounded, however many jobs there are.</summary>
/// <param name="Count">Those that were counted.</param>
/// <param name="AtLeast">Whether there may be more.</param>
internal readonly record struct JobsAhead(int Count, bool AtLeast)
{
    /// <summary>Nobody waits to hear of more.</summary>
    private const int MaxCounted = 1_000;

    /// <summary>Places in line that are looked at, and operations: 2 ms of the coordinator's time.</summary>
    private const int MaxLooked = 20_000;

    /// <summary>Jobs of any operation that these bots run, which come before this one.</summary>
    public static JobsAhead Of(CoordinatorState state, JobRecord job, IReadOnlyList<BotRecord> bots)
    {
        var mine = new ClaimOrder(job.Spec.Priority, job.Order);
        var before = new HashSet<JobId>();
        var looks = MaxLooked;
        var all = bots.Sum(bot => bot.Operations.Length) <= MaxLooked;
        foreach (var operation in bots.SelectMany(bot => bot.Operations).Take(MaxLooked).Distinct())
        {
            if (state.Lanes.TryGetValue(operation, out var lanes) && lanes.Standing > 0)
            {
                foreach (var lane in lanes.All.Where(lane => !bots.All(lane.Excludes)))
                {
                    all &= lane.CollectBefore(mine, state, before, MaxCounted, ref looks);
                }
            }
        }

        return new JobsAhead(before.Count, !all);
    }
}
