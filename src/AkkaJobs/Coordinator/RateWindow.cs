using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <summary>Counts of the last minute, in buckets of a second.</summary>
internal sealed class RateWindow
{
    private const int Seconds = 60;
    private readonly (long Second, long Enqueued, long Succeeded, long Failed)[] _buckets =
        new (long, long, long, long)[Seconds];

    public void Count(IReadOnlyList<CoordinatorEvent> events)
    {
        foreach (var e in events)
        {
            ref var bucket = ref Bucket(e.At);
            bucket.Enqueued += e is JobEnqueued ? 1 : 0;
            bucket.Succeeded += e is JobSucceeded ? 1 : 0;
            bucket.Failed += e is JobFailed ? 1 : 0;
        }
    }

    public RatesView Read(Timestamp now)
    {
        var live = Live(now);
        return new RatesView(
            (double)live.Sum(b => b.Enqueued) / Seconds,
            (double)live.Sum(b => b.Succeeded) / Seconds,
            (double)live.Sum(b => b.Failed) / Seconds);
    }

    /// <summary>How many jobs ended, and how.</summary>
    public (long Succeeded, long Failed) Finished(Timestamp now)
    {
        var live = Live(now);
        return (live.Sum(b => b.Succeeded), live.Sum(b => b.Failed));
    }

    private (long Second, long Enqueued, long Succeeded, long Failed)[] Live(Timestamp now) =>
        [.. _buckets.Where(b => b.Second > (now.Milliseconds / 1000) - Seconds)];

    private ref (long Second, long Enqueued, long Succeeded, long Failed) Bucket(Timestamp at)
    {
        var second = at.Milliseconds / 1000;
        ref var bucket = ref _buckets[second % Seconds];
        if (bucket.Second != second)
        {
            bucket = (second, 0, 0, 0);
        }

        return ref bucket;
    }
}
