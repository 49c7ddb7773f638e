namespace AkkaJobs.Coordination;

/// <summary>A processing job with the evidence of its lease, at one moment.</summary>
internal sealed class HeldAttempt
{
    private readonly CoordinatorState _state;
    private readonly IReadOnlySet<string> _gone;

    /// <param name="state">The coordinator's.</param>
    /// <param name="job">A processing job in it.</param>
    /// <param name="gone">Nodes that the cluster cannot reach now.</param>
    /// <param name="now">The moment.</param>
    public HeldAttempt(CoordinatorState state, JobRecord job, IReadOnlySet<string> gone, Timestamp now)
    {
        _state = state;
        _gone = gone;
        Now = now;
        Job = job;
        Bot = state.Bots[job.Lease!.Bot];
        Watch = state.Watches[job.Lease.Token];
    }

    public Timestamp Now { get; }

    public JobRecord Job { get; }

    public Lease Lease => Job.Lease!;

    public BotRecord Bot { get; }

    public LeaseWatch Watch { get; }

    public Timestamp LastSign => CoordinatorDecider.LastSign(_state, Bot, Now);

    /// <summary>When its timeout is over.</summary>
    public Timestamp Deadline => Lease.Deadline(Job.Spec);

    /// <summary>The bot was heard of within one lease.</summary>
    public bool IsAlive => Bot.HeardAt is { } heard && Bot.Doubtful is null && Now - heard <= _state.Rules.Lease;

    /// <summary>Its actor or node has ended, and the verdict waits.</summary>
    public bool IsBotGone => Bot.Doubtful is not null;

    /// <summary>One heartbeat may be on its way; two are not.</summary>
    public bool IsHeartbeatLate => Now - LastSign > 2 * _state.Rules.Heartbeat;

    public bool IsOverdue => Lease.OverdueAt is not null || Now > Deadline;

    public bool IsNotListed => Watch.Absences > 0;

    public bool IsInDoubt => _state.InDoubt(Now);

    /// <summary>Until then no verdicts are passed, at least.</summary>
    public Timestamp DoubtUntil => Now < _state.DoubtUntil ? _state.DoubtUntil : Now + _state.Rules.Lease;

    public bool IsStuck => IsBotGone || IsHeartbeatLate || IsOverdue || IsNotListed;

    /// <summary>Whether the bot runs it, as far as its heartbeats have shown.</summary>
    public bool? IsRunning => IsNotListed ? false : Watch.Listed ? true : null;

    /// <summary>The first verdict that comes unless the bot is heard of, or reports, before.</summary>
    public (Verdict Verdict, Timestamp At) Coming
    {
        get
        {
            var rules = _state.Rules;
            var coming = Bot.Doubtful is { } gone
                ? (Verdict: gone, At: Now)
                : (Verdict: CoordinatorDecider.VerdictOfSilence(Bot, _gone), At: LastSign + rules.Lease);
            var timedOut = (Lease.OverdueAt ?? Deadline) + rules.CancelGrace;
            if (timedOut < coming.At)
            {
                coming = (Verdict.TimedOut, timedOut);
            }

            // The heartbeat after the one that missed it.
            if (IsNotListed && Bot.HeardAt is { } heard && heard + rules.Heartbeat < coming.At)
            {
                coming = (Verdict.ReportLost, heard + rules.Heartbeat);
            }

            return coming with { At = Timestamp.Max(coming.At, IsInDoubt ? DoubtUntil : Now) };
        }
    }
}
