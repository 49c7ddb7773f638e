using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What each stored event must be true to, by what was seen outside the coordinator.</summary>
internal sealed class JournalChecks(World world)
{
    private readonly Dictionary<JobId, Line> _jobs = [];
    private readonly HashSet<long> _reported = [];
    private readonly HashSet<long> _refused = [];
    private long _token;
    private Timestamp _at;

    public bool IsEnqueued(JobId job) => _jobs.ContainsKey(job);

    public bool IsReported(long token) => _reported.Contains(token);

    public void Take(CoordinatorEvent e)
    {
        Hold(e.At >= _at, Promises.Time, $"{e} comes after {_at}");
        _at = e.At;
        switch (e)
        {
            case JobEnqueued enqueued:
                Hold(_jobs.TryAdd(enqueued.Job, new Line()), Promises.EnqueuedOnce, $"{enqueued.Job} is there already");
                break;
            case JobClaimed claimed:
                Take(claimed);
                break;
            case JobSucceeded succeeded:
                Accept(succeeded, succeeded.Token, ReportKind.Completed);
                break;
            case AttemptFailed failed:
                Accept(failed, failed.Token, ReportKind.Failed);
                break;
            case JobFailed { Verdict: null } failed:
                Accept(failed, failed.Token, ReportKind.Failed);
                break;
            case JobFailed failed:
                End(failed, failed.Token);
                HoldNeighbour(failed);
                break;
            case JobReleased released:
                End(released, released.Token);
                break;
            case JobCancelled { Token: { } token } cancelled:
                End(cancelled, token);
                break;
            case ReportRefused refused:
                Hold(_refused.Add(refused.Token), Promises.OneOutcome, $"{refused} stands there already");
                break;
        }

        if (e is JobEvent job && _jobs.TryGetValue(job.Job, out var line))
        {
            line.IsFinished = e is JobSucceeded or JobFailed or JobCancelled
                || (line.IsFinished && e is not JobRetried);
            line.Losses = e switch
            {
                JobReleased { Verdict: Verdict.BotLost } => line.Losses + 1,
                JobReleased or AttemptFailed or JobRetried => 0,
                _ => line.Losses,
            };
        }
    }

    /// <summary>Losses in a row, as the journal tells them.</summary>
    public int LossesOf(JobId job) => _jobs.GetValueOrDefault(job)?.Losses ?? 0;

    private void Take(JobClaimed e)
    {
        Hold(e.Token > _token, Promises.TokensGrow, $"{e} comes after token {_token}");
        _token = e.Token;
        var line = _jobs[e.Job];
        Hold(line.Token is null, Promises.OneLease, $"{e} comes while token {line.Token} is held");
        Hold(!line.IsFinished, Promises.OneOutcome, $"{e} comes after the job's end");
        line.Token = e.Token;
        world.Journal.Claims.Add(e.Token, e);
    }

    private void Accept(JobEvent e, long token, ReportKind kind)
    {
        End(e, token);
        _reported.Add(token);
        Hold(world.Witness.HasSaid(token, kind), Promises.OneOutcome, $"{e} was never reported under this token");
    }

    private void End(JobEvent e, long token)
    {
        var line = _jobs[e.Job];
        Hold(line.Token == token, Promises.OneOutcome, $"{e} ends a lease, but {line.Token} is held");
        line.Token = null;
    }

    /// <summary>
    /// Where a job killed its bot, no other may end by that loss if the killer was known as a suspect: the two must not
    /// have been together.
    /// </summary>
    private void HoldNeighbour(JobFailed e)
    {
        var session = world.Journal.Claims[e.Token].Session;
        if (e.Verdict == Verdict.BotLost && world.Witness.KillerOf(session) is { } killer && killer.Job != e.Job)
        {
            Hold(killer.Losses < 2, Promises.Neighbour, $"{e}, which {killer.Job} brought about");
        }
    }

    private static void Hold(bool holds, string promise, FormattableString detail)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(promise, detail.ToString());
        }
    }

    /// <summary>A job's line through the journal.</summary>
    private sealed class Line
    {
        public long? Token { get; set; }

        public bool IsFinished { get; set; }

        public int Losses { get; set; }
    }
}
