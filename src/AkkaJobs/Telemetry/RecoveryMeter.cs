using System.Diagnostics.Metrics;
using AkkaJobs.Coordination;

namespace AkkaJobs.Telemetry;

/// <summary>How soon jobs recover, by verdict; measured where the coordinator is, once it is stored.</summary>
internal sealed class RecoveryMeter : IDisposable
{
    private const string VerdictTag = "akkajobs.verdict";

    private readonly Meter _meter;
    private readonly Histogram<double> _detect;
    private readonly Histogram<double> _reclaim;

    /// <summary>
    /// Jobs that were released and wait to be claimed again. Invariant: only jobs that are open. A coordinator that
    /// starts knows of none.
    /// </summary>
    private readonly Dictionary<JobId, (Verdict Verdict, Timestamp At)> _released = [];

    public RecoveryMeter(IMeterFactory? meters)
    {
        _meter = meters?.Create(JobsMeter.Name) ?? new Meter(JobsMeter.Name);
        _detect = _meter.CreateHistogram<double>(
            "akkajobs.recovery.detect", "s", "From the last sign of an attempt until a verdict ended its lease.");
        _reclaim = _meter.CreateHistogram<double>(
            "akkajobs.recovery.reclaim", "s", "From the end of a lease without an outcome until the next claim.");
    }

    /// <summary>Takes in one commit. Called by the coordinator alone.</summary>
    public void Count(IReadOnlyList<Detection> detections, IReadOnlyList<CoordinatorEvent> events)
    {
        foreach (var detection in detections)
        {
            _detect.Record(detection.After.TotalSeconds, Tag(detection.Verdict));
        }

        foreach (var e in events)
        {
            switch (e)
            {
                case JobReleased released:
                    _released[released.Job] = (released.Verdict, released.At);
                    break;
                case JobClaimed claimed when _released.Count > 0 && _released.Remove(claimed.Job, out var end):
                    _reclaim.Record((claimed.At - end.At).TotalSeconds, Tag(end.Verdict));
                    break;
                case JobCancelled cancelled when _released.Count > 0:
                    _released.Remove(cancelled.Job);
                    break;
            }
        }
    }

    /// <summary>Another coordinator begins, or none: what was waited for is not seen any more.</summary>
    public void Forget() => _released.Clear();

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(Verdict verdict) => new(VerdictTag, verdict.Word());
}
