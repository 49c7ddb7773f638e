using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// Group commit as in the real shell: while one batch is written the next fills, and starts another when it is full;
/// what is said waits for the last event decided before it.
/// </summary>
internal sealed class Commits(CoordinatorState state, int most)
{
    private readonly Queue<Commit> _full = new();
    private Commit _open = new(state);

    public Commit? InFlight { get; private set; }

    public Decision Open => _open.Decision;

    public bool HasEvents => _full.Count > 0 || _open.Decision.Events.Count > 0;

    public void Weigh()
    {
        if (_open.Decision.Events.Count >= most)
        {
            _full.Enqueue(_open);
            _open = new Commit(state);
        }
    }

    public void WhenStored(Action speak)
    {
        var last = _open.Decision.Events.Count > 0 ? _open : _full.LastOrDefault() ?? InFlight;
        if (last is null)
        {
            speak();
            return;
        }

        last.Spoken.Add(speak);
    }

    public CoordinatorNotice[] TakeNotices()
    {
        if (_open.Decision.Events.Count > 0)
        {
            return [];
        }

        CoordinatorNotice[] notices = [.. _open.Decision.Notices];
        _open.Decision.Notices.Clear();
        return notices;
    }

    public Commit Take(Timestamp now)
    {
        if (!_full.TryDequeue(out var next))
        {
            next = _open;
            _open = new Commit(state);
        }

        next.Since = now;
        InFlight = next;
        return next;
    }

    public void Landed() => InFlight = null;
}

internal sealed class Commit(CoordinatorState state)
{
    public Decision Decision { get; } = new(state);

    public List<Action> Spoken { get; } = [];

    /// <summary>When it was handed to the journal.</summary>
    public Timestamp Since { get; set; }
}
