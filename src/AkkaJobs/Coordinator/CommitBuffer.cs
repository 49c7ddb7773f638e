using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <summary>
/// Group commit: while one batch is being written, the next fills; whatever is said waits for the last event decided
/// before it (invariant 1). Batches grow with load by themselves, up to the bound of a commit.
/// </summary>
internal sealed class CommitBuffer(CoordinatorState state, int commitBytes)
{
    private readonly Queue<Batch> _sealed = new();
    private Batch _open = new(state);

    /// <summary>The batch that is being written; null when none is.</summary>
    public Batch? InFlight { get; private set; }

    /// <summary>Takes the events of the next decision.</summary>
    public Decision Open => _open.Decision;

    public bool HasEvents => _sealed.Count > 0 || _open.Decision.Events.Count > 0;

    /// <summary>To be called after each decision: starts another batch when this one is full.</summary>
    public void Weigh()
    {
        if (_open.Weigh() >= commitBytes)
        {
            _sealed.Enqueue(Seal());
        }
    }

    /// <summary>Says something once everything decided so far is stored; at once if it is.</summary>
    public void WhenStored(Action speak)
    {
        var last = _open.Decision.Events.Count > 0 ? _open : _sealed.Count > 0 ? _sealed.Last() : InFlight;
        if (last is null)
        {
            speak();
            return;
        }

        last.Spoken.Add(speak);
    }

    /// <summary>Notices that rest on no new event go with what was decided before them.</summary>
    public IReadOnlyList<CoordinatorNotice> TakeNotices()
    {
        if (_open.Decision.Events.Count > 0 || _open.Decision.Notices.Count == 0)
        {
            return [];
        }

        var notices = _open.Decision.Notices.ToArray();
        _open.Decision.Notices.Clear();
        return notices;
    }

    /// <summary>The next batch to write. Nothing may be in flight.</summary>
    /// <param name="isLast">
    /// Whether the state now equals what is stored once this batch is: a snapshot may be captured.
    /// </param>
    public Batch Take(out bool isLast)
    {
        if (_sealed.TryDequeue(out var batch))
        {
            InFlight = batch;
        }
        else
        {
            InFlight = Seal();
        }

        isLast = !HasEvents;
        return InFlight;
    }

    public void Landed() => InFlight = null;

    private Batch Seal()
    {
        var full = _open;
        full.Format = state.Format;
        _open = new Batch(state);
        return full;
    }
}

/// <summary>The events of one commit, and what is said once they are stored.</summary>
internal sealed class Batch(CoordinatorState state)
{
    private int _weighed;
    private int _bytes;

    public Decision Decision { get; } = new(state);

    public List<Action> Spoken { get; } = [];

    /// <summary>The journal's format behind its last event; known once it is full.</summary>
    public int Format { get; set; }

    /// <summary>About how many bytes the events take.</summary>
    public int Weigh()
    {
        for (; _weighed < Decision.Events.Count; _weighed++)
        {
            _bytes += Decision.Events[_weighed] switch
            {
                JobEnqueued e => e.Spec.Bytes,
                JobSucceeded e => 96 + e.Result.Length,
                AttemptFailed e => 128 + (3 * e.Error.Length),
                JobFailed e => 128 + (3 * e.Error.Length),
                JobRetried e => 512 + e.Record.Spec.Bytes,
                _ => 128,
            };
        }

        return _bytes;
    }
}
