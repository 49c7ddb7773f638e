using System.Diagnostics.Metrics;
using AkkaJobs.Coordination;

namespace AkkaJobs.Telemetry;

/// <summary>What becomes of jobs, counted once it is stored; measured where the coordinator is.</summary>
internal sealed class TransitionMeter : IDisposable
{
    /// <summary>The words of histories, for what an operator draws; the rest follows from these.</summary>
    private static readonly KeyValuePair<string, object?>[] Tags =
    [
        Tag("enqueued"), Tag("claimed"), Tag("succeeded"), Tag("attempt-failed"), Tag("failed"), Tag("released"),
        Tag("cancelled"), Tag("retried"), Tag("report-refused"), Tag("attempt-abandoned"),
    ];

    private readonly Meter _meter;
    private readonly Counter<long> _transitions;
    private readonly long[] _counts = new long[Tags.Length];

    public TransitionMeter(IMeterFactory? meters)
    {
        _meter = meters?.Create(JobsMeter.Name) ?? new Meter(JobsMeter.Name);
        _transitions = _meter.CreateCounter<long>(
            "akkajobs.transitions", "{transition}", "Transitions of jobs, and refused reports.");
    }

    /// <summary>Takes in one commit. Called by the coordinator alone.</summary>
    public void Count(IReadOnlyList<CoordinatorEvent> events)
    {
        if (!_transitions.Enabled)
        {
            return;
        }

        Array.Clear(_counts);
        foreach (var e in events)
        {
            if (IndexOf(e) is >= 0 and var index)
            {
                _counts[index]++;
            }
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                _transitions.Add(_counts[i], Tags[i]);
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private static int IndexOf(CoordinatorEvent e) => e switch
    {
        JobEnqueued => 0,
        JobClaimed => 1,
        JobSucceeded => 2,
        AttemptFailed => 3,
        JobFailed => 4,
        JobReleased => 5,
        JobCancelled => 6,
        JobRetried => 7,
        ReportRefused => 8,
        AttemptAbandoned => 9,
        _ => -1,
    };

    private static KeyValuePair<string, object?> Tag(string word) => new("akkajobs.event", word);
}
