using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// What had reached one coordinator, by its own clock, and whether its verdicts rest on it. Signs count as they arrive,
/// not as they are read: one that waits in the mailbox of a coordinator that stood still is evidence.
/// </summary>
internal sealed class Evidence(World world, CoordinatorRules rules, SimulatedClock clock)
{
    private readonly Dictionary<string, Timestamp> _heard = [];

    /// <summary>Sessions whose sign came too late and is not read yet: what waits before it may still judge.</summary>
    private readonly HashSet<string> _late = [];
    private readonly HashSet<string> _gone = [];
    private readonly Dictionary<long, Timestamp> _claimedAt = [];

    /// <summary>When it began, or last woke up after a stall that it must notice.</summary>
    private Timestamp _awakeSince = clock.Now;
    private Timestamp? _stoodStillSince;

    public void Arrive(CoordinatorCommand command)
    {
        if (BeatingSession(command) is not { } session)
        {
            return;
        }

        if (_heard.TryGetValue(session, out var heard) && clock.Now - heard > rules.Lease)
        {
            _late.Add(session);
        }

        _heard[session] = clock.Now;
    }

    /// <summary>From here on the sign counts for whatever is decided.</summary>
    public void Read(CoordinatorCommand command)
    {
        if (BeatingSession(command) is { } session)
        {
            _late.Remove(session);
        }
    }

    public void Gone(string session) => _gone.Add(session);

    public void StandStill() => _stoodStillSince ??= clock.Now;

    public void Wake()
    {
        if (clock.Now - _stoodStillSince > rules.Heartbeat)
        {
            _awakeSince = clock.Now;
        }

        _stoodStillSince = null;
    }

    public void Check(CoordinatorCommand command, CoordinatorEvent e, Timestamp sentAt)
    {
        switch (e)
        {
            case JobClaimed claimed:
                _claimedAt.Add(claimed.Token, claimed.At);
                break;
            case BotLeft { Verdict: Verdict.LeaseExpired } left:
                DoubtFirst(e);
                Hold(!_heard.TryGetValue(left.Session, out var heard) || clock.Now - heard > rules.Lease
                    || _late.Contains(left.Session),
                    $"{left}, heard {clock.Now - heard} ago");
                break;
            case BotLeft { Verdict: Verdict.BotLost } left
                when SessionOf(command) is not { } next || next == left.Session:
                DoubtFirst(e);
                Hold(_gone.Contains(left.Session), $"{left}, of whose end nobody told");
                break;
            case AttemptOverdue overdue:
                DoubtFirst(e);
                HoldTime(overdue, overdue.Token, TimeSpan.Zero);
                break;
            case JobReleased { Verdict: Verdict.TimedOut } or JobFailed { Verdict: Verdict.TimedOut }
                when command is Tick:
                DoubtFirst(e);
                HoldTime((JobEvent)e, TokenOf(e), rules.CancelGrace);
                break;
            case JobReleased { Verdict: Verdict.ReportLost } or JobFailed { Verdict: Verdict.ReportLost }:
                DoubtFirst(e);
                HoldAbsence(command, e, sentAt);
                break;
        }
    }

    /// <summary>Its bots get one fresh lease period after it was away itself.</summary>
    private void DoubtFirst(CoordinatorEvent e)
    {
        if (clock.Now < _awakeSince + rules.Lease)
        {
            throw new BrokenPromiseException(Promises.SelfDoubt, $"{e}, awake since {_awakeSince}");
        }
    }

    private void HoldTime(JobEvent e, long token, TimeSpan grace)
    {
        // A claim of its own may not be stored yet, where the write is slow.
        var claimedAt = _claimedAt.TryGetValue(token, out var own) ? own : world.Journal.Claims[token].At;
        var held = e.At - claimedAt;
        var timeout = TimeSpan.FromMilliseconds(world.Client.Specs[e.Job].TimeoutMs);
        Hold(held > timeout + grace, $"{e}, after {held} of {timeout}");
    }

    /// <summary>
    /// Neither listed, nor on the way when the heartbeat was sent. A remote bot's claims count by time alone.
    /// </summary>
    private void HoldAbsence(CoordinatorCommand command, CoordinatorEvent e, Timestamp sentAt)
    {
        var token = TokenOf(e);
        Hold(command switch
        {
            Heartbeat heartbeat => heartbeat.Running.All(attempt => attempt.Token != token)
                && !world.Witness.WasUnderWay(token, sentAt),
            HeartbeatRemote heartbeat => heartbeat.Running.All(attempt => attempt.Token != token),
            _ => false,
        }, $"{e}, which was still under way or not absent");
    }

    private static long TokenOf(CoordinatorEvent e) =>
        e switch { JobReleased released => released.Token, JobFailed failed => failed.Token, _ => 0 };

    private static string? BeatingSession(CoordinatorCommand command) => command switch
    {
        Heartbeat heartbeat => heartbeat.Session,
        HeartbeatRemote heartbeat => heartbeat.Session,
        _ => null,
    };

    /// <summary>The session that a command begins or goes on with; null for one that has none.</summary>
    private static string? SessionOf(CoordinatorCommand command) => command switch
    {
        JoinBot join => join.Session,
        HeartbeatRemote heartbeat => heartbeat.Session,
        ClaimRemote claim => claim.Session,
        _ => null,
    };

    private static void Hold(bool holds, FormattableString detail)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(Promises.Evidence, detail.ToString());
        }
    }
}
