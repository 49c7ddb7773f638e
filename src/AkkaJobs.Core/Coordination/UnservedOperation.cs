namespace AkkaJobs.Coordination;

/// <summary>
/// An operation with pending jobs that no bot is there for: all that state it are lost or drained, or a release has
/// excluded them. Jobs of a paused queue wait for an operator, and do not count.
/// </summary>
/// <param name="Operation">Its name.</param>
/// <param name="Pending">Jobs that wait.</param>
/// <param name="Jobs">Some of them, the first in line first; at most <see cref="MaxJobs"/>.</param>
internal sealed record UnservedOperation(string Operation, long Pending, IReadOnlyList<JobId> Jobs)
{
    /// <summary>Jobs that are named of one operation.</summary>
    public const int MaxJobs = 10;

    /// <summary>Operations that are named at once.</summary>
    public const int MaxListed = 100;

    /// <summary>Operations that are looked at: 2 ms of the coordinator's time.</summary>
    private const int MaxLooked = 10_000;

    /// <summary>Places in a line that are looked at for jobs to name.</summary>
    private const int MaxPlaces = 1_000;

    private static readonly ClaimOrder Last = new(int.MaxValue, long.MaxValue);

    /// <summary>
    /// Those whose first in line has been there for longest. Costs a look at each operation, and at what bots state
    /// until each pending one is found.
    /// </summary>
    public static IReadOnlyList<UnservedOperation> Of(CoordinatorState state)
    {
        var waiting = new Dictionary<string, List<ClaimLane>>();
        foreach (var (operation, lanes) in state.Lanes.Take(MaxLooked))
        {
            if (lanes.Standing > 0)
            {
                waiting.Add(operation, lanes.All.FindAll(lane => lane.Live > 0));
            }
        }

        foreach (var bot in state.Bots.Values.Where(bot => !bot.Lost && !bot.Draining))
        {
            if (waiting.Count == 0)
            {
                return [];
            }

            foreach (var operation in bot.Operations.Where(waiting.ContainsKey))
            {
                // From jobs that exclude it a bot is as far as if it were not there.
                waiting[operation].RemoveAll(lane => !lane.Excludes(bot));
                if (waiting[operation].Count == 0)
                {
                    waiting.Remove(operation);
                }
            }
        }

        return [.. waiting.OrderBy(entry => First(state, entry.Value)).Take(MaxListed).Select(entry =>
            new UnservedOperation(entry.Key, entry.Value.Sum(lane => lane.Live), Some(state, entry.Value)))];
    }

    private static long First(CoordinatorState state, List<ClaimLane> lanes)
    {
        foreach (var lane in lanes)
        {
            if (lane.TryPeek(state, out _, out var order))
            {
                return order.Order;
            }
        }

        return long.MaxValue;
    }

    private static JobId[] Some(CoordinatorState state, List<ClaimLane> lanes)
    {
        var jobs = new HashSet<JobId>();
        var looks = MaxPlaces;
        foreach (var lane in lanes.TakeWhile(_ => jobs.Count < MaxJobs))
        {
            lane.CollectBefore(Last, state, jobs, MaxJobs, ref looks);
        }

        return [.. jobs];
    }
}
