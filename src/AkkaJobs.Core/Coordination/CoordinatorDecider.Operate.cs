namespace AkkaJobs.Coordination;

/// <content>What clients and operators ask for: each act is an event that says who and why.</content>
internal static partial class CoordinatorDecider
{
    private static CoordinatorReply Decide(Decision decision, Release command, JobRecord job, Timestamp now)
    {
        if (job.Lease is not { } lease)
        {
            return new Refused(command.Token is { } old && job.Past(old) is not null
                ? Superseded(job, old)
                : NotProcessing(job));
        }

        if (command.Token is { } token && token != lease.Token)
        {
            return new Refused(Superseded(job, token));
        }

        if (command.DryRun)
        {
            return new ReleaseTried(job, Explanation.OfRelease(decision.State, job, command.Exclude, now));
        }

        EndByVerdict(decision, job, command.Verdict, command.By, command.Reason, now, command.Exclude);

        // A bot that drains gives many back at once, and looks at none of them again.
        return command.Verdict == Verdict.Drained
            ? Noted.Instance
            : new JobStands(decision.State.Jobs[job.Spec.Id]);
    }

    private static CoordinatorReply Decide(Decision decision, Cancel command, JobRecord job, Timestamp now)
    {
        if (job.Status == JobStatus.Cancelled)
        {
            return new JobStands(job);
        }

        if (!job.Status.IsOpen())
        {
            return new Refused(AlreadyFinished(job));
        }

        var lease = job.Lease;
        var watch = lease is null ? null : decision.State.Watches[lease.Token];
        decision.Emit(new JobCancelled(
            now, job.Spec.Id, job.Attempt, lease?.Token, lease?.Bot, command.By, command.Reason));
        if (lease is not null)
        {
            NoteEnded(decision.State, lease, watch!);
        }

        TellToStop(decision, job.Spec.Id, lease, "cancelled");
        return new JobStands(decision.State.Jobs[job.Spec.Id]);
    }

    private static CoordinatorReply Decide(Decision decision, Retry command, JobRecord job, Timestamp now)
    {
        var state = decision.State;
        if (RefuseRetry(state, job) is { } rejection)
        {
            return new Refused(rejection);
        }

        var record = job with
        {
            Status = JobStatus.Pending,
            Allowed = job.Allowed + job.Spec.MaxAttempts,
            RunAt = null,
            Outcome = null,
            Run = job.Run is null ? null : job.Run with { Failures = 0, Losses = 0, Error = null, Excluded = [] },
        };
        decision.Emit(new JobRetried(now, record, command.By, command.Reason));
        return new JobStands(state.Jobs[job.Spec.Id]);
    }

    private static Rejection? RefuseRetry(CoordinatorState state, JobRecord job)
    {
        if (job.Status is JobStatus.Failed or JobStatus.Cancelled or JobStatus.Retrying)
        {
            return job.Status.IsOpen() ? null : RefuseReopening(state, job.Spec);
        }

        var cure = job.Status == JobStatus.Succeeded ? "enqueue a new job instead" : "it needs no retry";
        return new Rejection(RejectionCode.NotRetryable, $"Job {job.Spec.Id} is {job.Status.Word()}: {cure}.")
        {
            JobId = job.Spec.Id,
        };
    }

    private static Rejection? RefuseReopening(CoordinatorState state, JobSpec spec)
    {
        if (spec.UniqueKey is { } key && state.UniqueKeys.TryGetValue(key, out var holder))
        {
            return new Rejection(RejectionCode.UniqueKeyTaken, $"The open job {holder} carries this job's unique key.")
            {
                JobId = holder,
            };
        }

        return Bound(state, spec) is { } bound
            ? new Rejection(RejectionCode.Busy, bound) { RetryAfter = BusyFor, JobId = spec.Id }
            : null;
    }

    /// <summary>Ends a lease without an outcome: pending again, or failed when nothing is left to try.</summary>
    private static void EndByVerdict(
        Decision decision, JobRecord job, Verdict verdict, string? by, string? reason, Timestamp now,
        bool exclude = false)
    {
        var lease = job.Lease!;
        var watch = decision.State.Watches[lease.Token];
        if (Exhausted(decision.State.Rules, job, verdict) is { } error)
        {
            // Who did it, and why, must stand in the history even when it was the job's last chance.
            var asked = string.Join(": ", new[] { by, reason }.OfType<string>());
            var told = asked.Length > 0 ? $"{error} ({asked})" : error;
            decision.Emit(new JobFailed(
                now, job.Spec.Id, lease.Attempt, lease.Token, lease.Bot, told, null, verdict));
        }
        else
        {
            decision.Emit(new JobReleased(
                now, job.Spec.Id, lease.Attempt, lease.Token, lease.Bot, verdict, by, reason, exclude));
        }

        if (verdict is not (Verdict.Released or Verdict.Drained))
        {
            var since = verdict == Verdict.TimedOut
                ? lease.Deadline(job.Spec)
                : watch.HeardAt ?? lease.ClaimedAt;
            decision.Detections.Add(new Detection(verdict, now - since));
        }

        NoteEnded(decision.State, lease, watch);
        TellToStop(decision, job.Spec.Id, lease, verdict.Word());
    }

    /// <summary>The bot may still run the attempt: its slot is taken until a heartbeat shows otherwise.</summary>
    private static void NoteEnded(CoordinatorState state, Lease lease, LeaseWatch watch) =>
        state.Bots[lease.Bot].Ended[watch.Token] = watch;

    /// <summary>Why the job cannot run again after this verdict; null when it can.</summary>
    internal static string? Exhausted(CoordinatorRules rules, JobRecord job, Verdict verdict)
    {
        if (verdict == Verdict.BotLost && job.Losses + 1 >= rules.MaxLosses)
        {
            return $"bot-lost: {job.Losses + 1} bots in a row died while running it.";
        }

        var givesBack = verdict.GivesBack() && job.Run!.GivenBack < Limits.MaxGivenBack;
        return job.HasAttemptsLeft || givesBack
            ? null
            : $"{verdict.Word()}: no attempt is left of {job.Allowed}.";
    }

    private static void TellToStop(Decision decision, JobId job, Lease? lease, string reason)
    {
        if (lease is not null
            && decision.State.Bots.TryGetValue(lease.Bot, out var bot)
            && bot.Session == lease.Session
            && bot is { Remote: false, Lost: false })
        {
            decision.Notices.Add(new AttemptCancelled(
                bot.Name, bot.Session, new AttemptToCancel(job, lease.Token, reason)));
        }
    }

    private static Rejection NotProcessing(JobRecord job) => new(
        RejectionCode.NotProcessing, $"Job {job.Spec.Id} is {job.Status.Word()}, so there is no lease to end.")
    {
        JobId = job.Spec.Id,
    };

    private static Rejection AlreadyFinished(JobRecord job) => new(
        RejectionCode.AlreadyFinished, $"Job {job.Spec.Id} has {job.Status.Word()} already.")
    {
        JobId = job.Spec.Id,
    };

    private static Rejection Superseded(JobRecord job, long token) => new(
        RejectionCode.Superseded,
        $"Token {token} is not the current one of job {job.Spec.Id}, which is {job.Status.Word()}.")
    {
        JobId = job.Spec.Id,
    };
}
