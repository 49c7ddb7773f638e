using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <summary>The system at a glance: open jobs from the coordinator, finished ones from the tables.</summary>
internal static class StatsViews
{
    /// <param name="read">The coordinator's counts; null while it is away, and then the tables' stand for it.</param>
    /// <param name="tables">Jobs in the tables by status.</param>
    public static StatsView Make(StatsRead? read, IReadOnlyDictionary<JobStatus, long> tables)
    {
        var open = read?.Open ?? [];
        return new StatsView
        {
            Jobs = JobStatusExtensions.All.ToDictionary(s => s.Word(), s => read is not null && s.IsOpen()
                ? open.Where(o => o.Status == s).Sum(o => o.Count)
                : tables.GetValueOrDefault(s)),
            Operations = open.Where(o => o.Operation.Length > 0).GroupBy(o => o.Operation).ToDictionary(
                g => g.Key,
                g => (IReadOnlyDictionary<string, long>)g.ToDictionary(o => o.Status.Word(), o => o.Count)),
            Bots = read?.Bots ?? new Dictionary<string, long>(),
            Rates = read?.Rates ?? new RatesView(0, 0, 0),
            Followers = read?.Followers ?? [],
            Coordinator = read?.Node,
            Epoch = read?.Epoch ?? 0,
        };
    }
}
