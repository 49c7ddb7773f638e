using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <summary>How many open jobs each operation has, in an answer that fits one message.</summary>
internal static class OpenCounts
{
    /// <summary>Operations that are counted by name; what goes beyond is counted together.</summary>
    public const int MaxOperations = 1_000;

    /// <summary>
    /// The operations with most open jobs, by status. There may be as many operations as there are jobs: those beyond
    /// are one count for each status, without a name, which no operation is.
    /// </summary>
    public static IReadOnlyList<OpenCount> Of(CoordinatorState state)
    {
        var counts = new List<OpenCount>();
        if (state.Lanes.Count <= MaxOperations)
        {
            foreach (var (operation, lanes) in state.Lanes)
            {
                Count(counts, operation, status => lanes.Counts[(int)status]);
            }

            return counts;
        }

        var named = new PriorityQueue<(string Operation, OperationLanes Lanes), long>();
        var others = new long[JobStatusExtensions.All.Max(status => (int)status) + 1];
        foreach (var (operation, lanes) in state.Lanes)
        {
            var jobs = Open.Sum(status => (long)lanes.Counts[(int)status]);
            if (named.Count < MaxOperations)
            {
                named.Enqueue((operation, lanes), jobs);
                continue;
            }

            var (_, fewest) = named.EnqueueDequeue((operation, lanes), jobs);
            foreach (var status in Open)
            {
                others[(int)status] += fewest.Counts[(int)status];
            }
        }

        foreach (var (operation, lanes) in named.UnorderedItems.Select(item => item.Element))
        {
            Count(counts, operation, status => lanes.Counts[(int)status]);
        }

        Count(counts, "", status => others[(int)status]);
        return counts;
    }

    private static IEnumerable<JobStatus> Open => JobStatusExtensions.All.Where(status => status.IsOpen());

    private static void Count(List<OpenCount> counts, string operation, Func<JobStatus, long> jobs)
    {
        foreach (var status in Open)
        {
            if (jobs(status) > 0)
            {
                counts.Add(new OpenCount(operation, status, jobs(status)));
            }
        }
    }
}
