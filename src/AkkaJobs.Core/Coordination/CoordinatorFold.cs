using System.Collections.Immutable;
using System.Diagnostics;

namespace AkkaJobs.Coordination;

/// <summary>
/// What each event does to the state. Never refuses, never reads a clock: the past is not argued with. An event that
/// does not fit the state is a broken journal, and is loud.
/// </summary>
internal static class CoordinatorFold
{
    /// <summary>Applies the next event; its number is one more than the last.</summary>
    public static void Apply(CoordinatorState state, CoordinatorEvent e)
    {
        var number = ++state.LastNumber;
        state.LastAt = Timestamp.Max(state.LastAt, e.At);
        switch (e)
        {
            case CoordinatorStarted started:
                state.Epoch = number;
                state.Format = started.Format;
                break;
            case FormatRaised raised:
                state.Format = raised.Format;
                break;
            case TokensRaised raised:
                state.LastToken = Math.Max(state.LastToken, raised.Token);
                break;
            case JobEnqueued enqueued:
                state.Put(New(enqueued, number));
                break;
            case JobDue due:
                state.Put(Job(state, due) with { Status = JobStatus.Pending, Number = number });
                break;
            case JobClaimed claimed:
                Claim(state, claimed, number);
                break;
            case AttemptOverdue overdue:
                Overdue(state, overdue, number);
                break;
            case JobSucceeded succeeded:
                Succeed(state, succeeded, number);
                break;
            case AttemptFailed failed:
                FailAttempt(state, failed, number);
                break;
            case JobFailed failed:
                Fail(state, failed, number);
                break;
            case JobReleased released:
                Release(state, released, number);
                break;
            case JobCancelled cancelled:
                Cancel(state, cancelled, number);
                break;
            case JobRetried retried:
                state.Put(retried.Record with { Order = number, Number = number });
                break;
            case ReportRefused refused:
                Refuse(state, refused, number);
                break;
            case AttemptAbandoned abandoned:
                Bot(state, abandoned.Bot).Ended.Remove(abandoned.Token);
                break;
            case BotEvent bot:
                ApplyBot(state, bot);
                break;
            case QueuePaused paused:
                state.Pause(paused.Queue, new QueuePause(paused.At, paused.By, paused.Reason));
                break;
            case QueueResumed resumed:
                state.Resume(resumed.Queue);
                break;
            default:
                throw new UnreachableException($"No rule for {e.GetType().Name}.");
        }
    }

    private static void ApplyBot(CoordinatorState state, BotEvent e)
    {
        switch (e)
        {
            case BotJoined joined:
                Join(state, joined);
                break;
            case BotChanged changed:
                var bot = Bot(state, changed.Bot);
                bot.Slots = changed.Slots;
                bot.Operations = changed.Operations;
                break;
            case BotLeft left:
                Leave(state, left);
                break;
            case BotDrained drained:
                Bot(state, drained.Bot).Draining = true;
                break;
            case BotResumed resumed:
                Bot(state, resumed.Bot).Draining = false;
                break;
            case BotForgotten forgotten:
                state.Bots.Remove(forgotten.Bot);
                break;
            default:
                throw new UnreachableException($"No rule for {e.GetType().Name}.");
        }
    }

    private static JobRecord New(JobEnqueued e, long number) => new(e.Spec)
    {
        Status = e.RunAt is null ? JobStatus.Pending : JobStatus.Scheduled,
        Order = number,
        Number = number,
        RunAt = e.RunAt,
        Allowed = e.Spec.MaxAttempts,
    };

    private static void Claim(CoordinatorState state, JobClaimed e, long number)
    {
        var job = Job(state, e);
        state.LastToken = e.Token;
        state.Put(job with
        {
            Status = JobStatus.Processing,
            Number = number,
            Run = (job.Run ?? new JobRun()) with
            {
                Attempt = e.Attempt,
                Bot = e.Bot,
                ClaimedAt = e.At,
                Lease = new Lease(e.Token, e.Attempt, e.Bot, e.Session, e.At, e.Request, null),
            },
        });

        var watch = new LeaseWatch(e.Job, e.Token) { Since = e.At };
        state.Watches.Add(e.Token, watch);
        var bot = Bot(state, e.Bot);
        bot.Leases.Add(e.Token, watch);
        bot.Suspects += OperationLanes.IsSuspect(job) ? 1 : 0;
    }

    private static void Overdue(CoordinatorState state, AttemptOverdue e, long number)
    {
        var job = Job(state, e);
        var run = job.Run!;
        state.Put(job with
        {
            Number = number,
            Run = run with { Lease = Held(job, e.Token) with { OverdueAt = e.At } },
        });
    }

    private static void Succeed(CoordinatorState state, JobSucceeded e, long number)
    {
        var job = Job(state, e);
        EndLease(state, job, e.Token).Completed++;
        state.Put(job with
        {
            Status = JobStatus.Succeeded,
            Number = number,
            Run = job.Run!.With(new PastToken(e.Token, e.Attempt, ReportKind.Completed, false)) with { Losses = 0 },
            Outcome = new JobOutcome { Result = e.Result, FinishedAt = e.At, DurationMs = e.DurationMs },
        });
    }

    private static void FailAttempt(CoordinatorState state, AttemptFailed e, long number)
    {
        var job = Job(state, e);
        EndLease(state, job, e.Token).Failed++;
        state.Put(job with
        {
            Status = JobStatus.Retrying,
            Number = number,
            RunAt = e.RetryAt,
            Run = job.Run!.With(new PastToken(e.Token, e.Attempt, ReportKind.Failed, false)) with
            {
                Losses = 0,
                Failures = job.Run.Failures + 1,
                Error = e.Error,
            },
        });
    }

    private static void Fail(CoordinatorState state, JobFailed e, long number)
    {
        var job = Job(state, e);
        var reported = e.Verdict is null;
        var bot = EndLease(state, job, e.Token);
        bot.Failed += reported ? 1 : 0;
        ReportKind? report = reported ? ReportKind.Failed : null;
        state.Put(job with
        {
            Status = JobStatus.Failed,
            Number = number,
            Run = job.Run!.With(new PastToken(e.Token, e.Attempt, report, false)) with
            {
                Error = e.Error,
                Losses = e.Verdict == Verdict.BotLost ? job.Run.Losses + 1 : 0,
            },
            Outcome = new JobOutcome { Error = e.Error, FinishedAt = e.At, DurationMs = e.DurationMs },
        });
    }

    private static void Release(CoordinatorState state, JobReleased e, long number)
    {
        var job = Job(state, e);
        var holder = new BotSession(e.Bot, job.Lease!.Session);
        EndLease(state, job, e.Token);
        var run = job.Run!;
        var givenBack = e.Verdict.GivesBack() && run.GivenBack < Limits.MaxGivenBack ? 1 : 0;
        state.Put(job with
        {
            Status = JobStatus.Pending,
            Number = number,
            Allowed = job.Allowed + givenBack,
            Run = run.With(new PastToken(e.Token, e.Attempt, null, false)) with
            {
                GivenBack = run.GivenBack + givenBack,
                Excluded = e.Exclude ? run.Excluding(holder) : run.Excluded,
                Losses = e.Verdict == Verdict.BotLost ? run.Losses + 1 : 0,
            },
        });
    }

    private static void Cancel(CoordinatorState state, JobCancelled e, long number)
    {
        var job = Job(state, e);
        var run = job.Run;
        if (e.Token is { } token)
        {
            EndLease(state, job, token);
            run = run!.With(new PastToken(token, e.Attempt, null, false));
        }

        state.Put(job with
        {
            Status = JobStatus.Cancelled,
            Number = number,
            Run = run,
            Outcome = new JobOutcome { FinishedAt = e.At },
        });
    }

    private static void Refuse(CoordinatorState state, ReportRefused e, long number)
    {
        if (state.Find(e.Job) is not { } job)
        {
            state.NoteRefusedAway(number, e.Job, e.Token);
            return;
        }

        var past = job.Run?.Past ?? [];
        for (var i = 0; i < past.Length; i++)
        {
            if (past[i].Token == e.Token)
            {
                state.Put(job with
                {
                    Number = number,
                    Run = job.Run! with { Past = past.SetItem(i, past[i] with { Refused = true }) },
                });
                return;
            }
        }
    }

    private static void Join(CoordinatorState state, BotJoined e)
    {
        if (!state.Bots.TryGetValue(e.Bot, out var bot))
        {
            state.Bots.Add(e.Bot, bot = new BotRecord(e.Bot));
        }

        if (bot.Session.Length > 0 && bot.Session != e.Session)
        {
            bot.EndedSessions.Add(bot.Session);
            bot.Draining = false;
            bot.Sent = 0;
            if (bot.EndedSessions.Count > BotRecord.MaxEndedSessions)
            {
                bot.EndedSessions.RemoveAt(0);
            }
        }

        bot.Session = e.Session;
        bot.Node = e.Node;
        bot.Slots = e.Slots;
        bot.Operations = e.Operations;
        bot.Lost = false;
        bot.HeardAt = null;
        ForgetEvidence(bot);
        bot.ChangedAt = e.At;
    }

    private static void Leave(CoordinatorState state, BotLeft e)
    {
        var bot = Bot(state, e.Bot);
        bot.Lost = true;
        ForgetEvidence(bot);
        bot.ChangedAt = e.At;
    }

    private static void ForgetEvidence(BotRecord bot)
    {
        bot.Waiting = null;
        bot.Doubtful = null;
        bot.Ended.Clear();
        bot.Reported.Clear();
    }

    private static BotRecord EndLease(CoordinatorState state, JobRecord job, long token)
    {
        var lease = Held(job, token);
        state.Watches.Remove(token);
        var bot = Bot(state, lease.Bot);
        bot.Leases.Remove(token);
        bot.Suspects -= OperationLanes.IsSuspect(job) ? 1 : 0;
        return bot;
    }

    private static JobRecord Job(CoordinatorState state, JobEvent e) =>
        state.Find(e.Job)
        ?? throw new UnreachableException(
            $"{e.GetType().Name} {state.LastNumber} names job {e.Job}, which is not open.");

    private static Lease Held(JobRecord job, long token) =>
        job.Lease is { } lease && lease.Token == token
            ? lease
            : throw new UnreachableException($"Job {job.Spec.Id} holds no lease with token {token}.");

    private static BotRecord Bot(CoordinatorState state, string name) =>
        state.Bots.GetValueOrDefault(name)
        ?? throw new UnreachableException($"No bot {name} has joined.");
}
