using System.Diagnostics.Metrics;
using AkkaJobs.Hosting;
using AkkaJobs.Retention;

namespace AkkaJobs.Telemetry;

/// <summary>
/// What this node measures, under the meter <c>AkkaJobs</c>. Followers are measured where the coordinator is; elsewhere
/// they have no value.
/// </summary>
internal sealed class JobsMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AkkaJobs";

    private const string Follower = "akkajobs.follower";

    private readonly Meter _meter;
    private readonly NodeLife _node;

    public JobsMeter(IMeterFactory? meters, NodeLife node, RetentionStatus retention)
    {
        _node = node;
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _meter.CreateObservableGauge(
            "akkajobs.follower.lag",
            () => Each(view => view.LagEvents),
            "{event}",
            "Events in the journal that a follower has not stored.");
        _meter.CreateObservableGauge(
            "akkajobs.follower.lag.age",
            () => Each(view => view.LagMs / 1000.0),
            "s",
            "Age of the first event that a follower has not stored.");
        _meter.CreateObservableGauge(
            "akkajobs.follower.stopped",
            () => Each(view => view.Error is null ? 0 : 1),
            "1",
            "1 while a follower is stopped or delayed by an error, else 0.");
        _meter.CreateObservableGauge(
            "akkajobs.retention.held",
            () => retention.HeldBack is null ? 0 : 1,
            "1",
            "1 while a follower holds back what retention would prune, else 0.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Each<T>(Func<FollowerView, T> value)
        where T : struct =>
        (_node.Followers?.Read() ?? [])
        .Select(view => new Measurement<T>(value(view), new KeyValuePair<string, object?>(Follower, view.Name)));
}
