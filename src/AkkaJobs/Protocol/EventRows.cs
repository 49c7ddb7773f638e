using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;

namespace AkkaJobs.Protocol;

/// <summary>
/// Events to rows of the journal's format. Optional fields are set only when there is something to say.
/// </summary>
internal static class EventRows
{
    public static EventRow ToRow(this CoordinatorEvent e)
    {
        var row = new EventRow { At = e.At.Milliseconds };
        switch (e)
        {
            case CoordinatorStarted started:
                row.CoordinatorStarted = Row(started);
                break;
            case FormatRaised raised:
                row.FormatRaised = new FormatRaisedRow { Format = raised.Format };
                break;
            case TokensRaised raised:
                row.TokensRaised = new TokensRaisedRow { Token = raised.Token };
                break;
            case JobEvent job:
                Write(row, job);
                break;
            case BotEvent bot:
                Write(row, bot);
                break;
            case QueuePaused paused:
                row.QueuePaused = QueueRows.ToRow(paused);
                break;
            case QueueResumed resumed:
                row.QueueResumed = QueueRows.ToRow(resumed);
                break;
            default:
                throw new UnreachableException($"No row for {e.GetType().Name}.");
        }

        return row;
    }

    private static void Write(EventRow row, JobEvent e)
    {
        switch (e)
        {
            case JobEnqueued enqueued:
                row.JobEnqueued = Row(enqueued);
                break;
            case JobDue due:
                row.JobDue = new JobDueRow { Job = due.Job.ToBytes() };
                break;
            case JobClaimed claimed:
                row.JobClaimed = Row(claimed);
                break;
            case AttemptOverdue overdue:
                row.AttemptOverdue = new AttemptOverdueRow { Job = overdue.Job.ToBytes(), Token = overdue.Token };
                break;
            case JobSucceeded succeeded:
                row.JobSucceeded = Row(succeeded);
                break;
            case AttemptFailed failed:
                row.AttemptFailed = Row(failed);
                break;
            case JobFailed failed:
                row.JobFailed = Row(failed);
                break;
            case JobReleased released:
                row.JobReleased = Row(released);
                break;
            case JobCancelled cancelled:
                row.JobCancelled = Row(cancelled);
                break;
            case JobRetried retried:
                row.JobRetried = Row(retried);
                break;
            case ReportRefused refused:
                row.ReportRefused = Row(refused);
                break;
            case AttemptAbandoned abandoned:
                row.AttemptAbandoned = new AttemptAbandonedRow
                {
                    Job = abandoned.Job.ToBytes(),
                    Token = abandoned.Token,
                    Bot = abandoned.Bot,
                };
                break;
            default:
                throw new UnreachableException($"No row for {e.GetType().Name}.");
        }
    }

    private static void Write(EventRow row, BotEvent e)
    {
        switch (e)
        {
            case BotJoined joined:
                row.BotJoined = Row(joined);
                break;
            case BotChanged changed:
                row.BotChanged = new BotChangedRow { Bot = changed.Bot, Slots = changed.Slots };
                row.BotChanged.Operations.AddRange(changed.Operations);
                break;
            case BotLeft left:
                row.BotLeft = new BotLeftRow { Bot = left.Bot, Session = left.Session, Verdict = (int)left.Verdict };
                break;
            case BotDrained drained:
                row.BotDrained = Row(drained);
                break;
            case BotResumed resumed:
                row.BotResumed = Row(resumed);
                break;
            case BotForgotten forgotten:
                row.BotForgotten = new BotForgottenRow { Bot = forgotten.Bot };
                break;
            default:
                throw new UnreachableException($"No row for {e.GetType().Name}.");
        }
    }

    private static CoordinatorStartedRow Row(CoordinatorStarted e)
    {
        var row = new CoordinatorStartedRow { Node = e.Node };
        if (e.Format != Formats.First)
        {
            row.Format = e.Format;
        }

        return row;
    }

    private static JobEnqueuedRow Row(JobEnqueued e)
    {
        var row = new JobEnqueuedRow { Spec = e.Spec.ToRow() };
        if (e.RunAt is { } runAt)
        {
            row.RunAt = runAt.Milliseconds;
        }

        return row;
    }

    private static JobClaimedRow Row(JobClaimed e)
    {
        var row = new JobClaimedRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Bot = e.Bot,
            Session = e.Session,
        };
        if (e.Request is { } request)
        {
            row.Request = request;
        }

        return row;
    }

    private static JobSucceededRow Row(JobSucceeded e)
    {
        var row = new JobSucceededRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Bot = e.Bot,
            Result = e.Result.ToBytes(),
        };
        if (e.DurationMs is { } duration)
        {
            row.DurationMs = duration;
        }

        return row;
    }

    private static AttemptFailedRow Row(AttemptFailed e)
    {
        var row = new AttemptFailedRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Bot = e.Bot,
            Error = e.Error,
            RetryAt = e.RetryAt.Milliseconds,
        };
        if (e.DurationMs is { } duration)
        {
            row.DurationMs = duration;
        }

        return row;
    }

    private static JobFailedRow Row(JobFailed e)
    {
        var row = new JobFailedRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Bot = e.Bot,
            Error = e.Error,
        };
        if (e.DurationMs is { } duration)
        {
            row.DurationMs = duration;
        }

        if (e.Verdict is { } verdict)
        {
            row.Verdict = (int)verdict;
        }

        return row;
    }

    private static JobReleasedRow Row(JobReleased e)
    {
        var row = new JobReleasedRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Bot = e.Bot,
            Verdict = (int)e.Verdict,
            Exclude = e.Exclude,
        };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    private static JobCancelledRow Row(JobCancelled e)
    {
        var row = new JobCancelledRow { Job = e.Job.ToBytes(), Attempt = e.Attempt };
        if (e.Token is { } token)
        {
            row.Token = token;
        }

        if (e.Bot is { } bot)
        {
            row.Bot = bot;
        }

        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    private static JobRetriedRow Row(JobRetried e)
    {
        var row = new JobRetriedRow { Record = e.Record.ToRow() };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    private static ReportRefusedRow Row(ReportRefused e)
    {
        var row = new ReportRefusedRow
        {
            Job = e.Job.ToBytes(),
            Attempt = e.Attempt,
            Token = e.Token,
            Report = (int)e.Kind,
        };
        if (e.Bot is { } bot)
        {
            row.Bot = bot;
        }

        return row;
    }

    private static BotJoinedRow Row(BotJoined e)
    {
        var row = new BotJoinedRow { Bot = e.Bot, Session = e.Session, Slots = e.Slots };
        if (e.Node is { } node)
        {
            row.Node = node;
        }

        row.Operations.AddRange(e.Operations);
        return row;
    }

    private static BotDrainedRow Row(BotDrained e)
    {
        var row = new BotDrainedRow { Bot = e.Bot };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    private static BotResumedRow Row(BotResumed e)
    {
        var row = new BotResumedRow { Bot = e.Bot };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }
}
