using AkkaJobs.Coordination;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>What the journal says of a drill.</summary>
internal sealed class DrillRecord
{
    private DrillRecord(IReadOnlyList<CoordinatorEvent> events) => Events = events;

    /// <summary>Every event, in its order.</summary>
    public IReadOnlyList<CoordinatorEvent> Events { get; }

    public static DrillRecord Read(string connection)
    {
        using var store = JobsStore.On(new PostgresDatabase(connection), TimeProvider.System);
        var reader = store.NewReader();
        var events = new List<CoordinatorEvent>();
        var row = 0L;
        while (reader.Read(row) is { Count: > 0 } commits)
        {
            events.AddRange(commits.SelectMany(stored => stored.Commit.Events));
            row = commits[^1].Row;
        }

        return new DrillRecord(events);
    }

    /// <summary>
    /// How long each job that ran on a bot when a fault began waited for its next claim; those are left out whose
    /// attempt ended in spite of it.
    /// </summary>
    public IReadOnlyList<TimeSpan> ReclaimsOf(string bot, Timestamp from, Timestamp to)
    {
        var running = new HashSet<JobId>();
        var waits = new List<TimeSpan>();
        foreach (var e in Events.OfType<JobEvent>().TakeWhile(e => e.At < to))
        {
            switch (e)
            {
                case JobClaimed claimed when e.At > from:
                    if (running.Remove(e.Job))
                    {
                        waits.Add(claimed.At - from);
                    }

                    break;
                case JobClaimed claimed when claimed.Bot == bot:
                    running.Add(e.Job);
                    break;
                case JobReleased when e.At > from:
                    break;
                case JobReleased or JobSucceeded or JobFailed or AttemptFailed or JobCancelled:
                    running.Remove(e.Job);
                    break;
            }
        }

        return waits;
    }

    /// <summary>How long after a moment the longest time without any claim that followed it was over.</summary>
    public TimeSpan ClaimsGoOnAfter(Timestamp from, Timestamp to)
    {
        var longest = TimeSpan.Zero;
        var over = from;
        var last = from;
        foreach (var e in Claims(from, to))
        {
            if (e.At - last >= longest)
            {
                longest = e.At - last;
                over = e.At;
            }

            last = e.At;
        }

        return over - from;
    }

    /// <summary>The longest time without any claim.</summary>
    public TimeSpan LongestWithoutClaim(Timestamp from, Timestamp to)
    {
        var claims = Claims(from, to).Select(e => e.At).Prepend(from).ToList();
        return claims.Zip(claims.Skip(1), (left, right) => right - left).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    /// <summary>Leases that were ended so that their jobs ran again.</summary>
    public IEnumerable<JobReleased> Releases(Timestamp from, Timestamp to) =>
        Events.OfType<JobReleased>().Where(e => e.At > from && e.At < to);

    /// <summary>What befell a job, its bot and the coordinator until a lease of it was ended.</summary>
    public IEnumerable<string> Around(JobReleased released)
    {
        var claim = Events.OfType<JobClaimed>().First(e => e.Job == released.Job && e.Token == released.Token);
        var before = claim.At - TimeSpan.FromSeconds(20);
        return Events.Where(e => e.At >= before && e.At <= released.At)
            .Where(e => e is CoordinatorStarted
                || (e as JobEvent)?.Job == released.Job || (e as BotEvent)?.Bot == claim.Bot)
            .Select(e => $"  {e}");
    }

    private IEnumerable<JobClaimed> Claims(Timestamp from, Timestamp to) =>
        Events.OfType<JobClaimed>().Where(e => e.At > from && e.At < to);
}
