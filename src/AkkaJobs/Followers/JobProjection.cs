using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Followers;

/// <summary>
/// From events to rows: the fold of the journal, as far as it can be told without reading the rows. A run may be any
/// number of commits; the rows come out the same however the journal is cut.
/// </summary>
internal static class JobProjection
{
    /// <summary>Projects a run of commits that follow each other.</summary>
    public static RowChanges Project(IReadOnlyList<StoredCommit> commits)
    {
        var changes = new RowChanges();
        var jobs = new Dictionary<JobId, JobChange>(commits.Sum(stored => stored.Commit.Events.Count));
        foreach (var stored in commits)
        {
            var number = stored.Commit.First;
            foreach (var e in stored.Commit.Events)
            {
                Project(changes, jobs, number, e);
                number++;
            }

            changes.Events += stored.Commit.Events.Count;
        }

        return changes;
    }

    private static void Project(RowChanges changes, Dictionary<JobId, JobChange> jobs, long number, CoordinatorEvent e)
    {
        switch (e)
        {
            case JobEvent job:
                Project(changes, ChangeOf(changes, jobs, job.Job), number, job);
                break;
            case TokensRaised raised:
                changes.Token = Math.Max(changes.Token, raised.Token);
                break;
            case FormatRaised:
                // How it is written is the journal's own.
                break;
            case CoordinatorStarted or BotJoined or BotChanged or BotLeft or BotDrained or BotResumed or BotForgotten:
                // The tables hold jobs; bots and epochs are the coordinator's to tell.
                break;
            case QueueEvent:
                // So are pauses: a paused queue's jobs are pending like others.
                break;
            default:
                throw new UnreachableException($"No rule for {e.GetType().Name}.");
        }
    }

    private static void Project(RowChanges changes, JobChange job, long number, JobEvent e)
    {
        job.Append(number, e);
        if (e is not AttemptAbandoned)
        {
            job.Number = number;
        }

        switch (e)
        {
            case JobEnqueued enqueued:
                Enqueue(job, number, enqueued);
                break;
            case JobDue:
                Become(job, JobStatus.Pending);
                break;
            case JobClaimed claimed:
                Claim(job, claimed);
                changes.Token = Math.Max(changes.Token, claimed.Token);
                break;
            case JobSucceeded succeeded:
                Finish(job, JobStatus.Succeeded, e.At, succeeded.Result, null, succeeded.DurationMs);
                changes.Results.Add(new ResultChange(
                    number, job, JobStatus.Succeeded, e.At, succeeded.Attempt, succeeded.Token, succeeded.Bot,
                    succeeded.Result, null, succeeded.DurationMs));
                break;
            case AttemptFailed failed:
                Become(job, JobStatus.Retrying);
                job.RunAt = failed.RetryAt;
                job.Error = failed.Error;
                job.Set |= JobFields.RunAt | JobFields.Error;
                break;
            case JobFailed failed:
                Finish(job, JobStatus.Failed, e.At, null, failed.Error, failed.DurationMs);
                changes.Results.Add(new ResultChange(
                    number, job, JobStatus.Failed, e.At, failed.Attempt, failed.Token, failed.Bot,
                    null, failed.Error, failed.DurationMs));
                break;
            case JobReleased released:
                Release(job, released);
                break;
            case JobCancelled cancelled:
                Finish(job, JobStatus.Cancelled, e.At, null, null, null);
                changes.Results.Add(new ResultChange(
                    number, job, JobStatus.Cancelled, e.At, cancelled.Attempt, cancelled.Token, cancelled.Bot,
                    null, null, null));
                break;
            case JobRetried retried:
                Retry(job, number, retried.Record);
                break;
            case AttemptOverdue or ReportRefused or AttemptAbandoned:
                // Told by the history alone.
                break;
            default:
                throw new UnreachableException($"No rule for {e.GetType().Name}.");
        }
    }

    private static JobChange ChangeOf(RowChanges changes, Dictionary<JobId, JobChange> jobs, JobId id)
    {
        if (!jobs.TryGetValue(id, out var change))
        {
            jobs.Add(id, change = new JobChange(id));
            changes.Jobs.Add(change);
        }

        return change;
    }

    private static void Enqueue(JobChange job, long number, JobEnqueued e)
    {
        job.Kind = JobChangeKind.Insert;
        job.Spec = e.Spec;
        job.Sequence = number;
        job.Status = e.RunAt is null ? JobStatus.Pending : JobStatus.Scheduled;
        job.RunAt = e.RunAt;
        job.MaxAttempts = e.Spec.MaxAttempts;
    }

    private static void Become(JobChange job, JobStatus status)
    {
        job.Status = status;
        job.Set |= JobFields.Status;
    }

    private static void Claim(JobChange job, JobClaimed e)
    {
        Become(job, JobStatus.Processing);
        job.Attempt = e.Attempt;
        job.Token = e.Token;
        job.Bot = e.Bot;
        job.ClaimedAt = e.At;
        job.Set |= JobFields.Claim;
    }

    private static void Finish(
        JobChange job, JobStatus status, Timestamp at, JsonText? result, string? error, long? durationMs)
    {
        Become(job, status);
        job.FinishedAt = at;
        job.Result = result;
        job.Error = error;
        job.DurationMs = durationMs;
        job.Set |= JobFields.Outcome | JobFields.Error;
    }

    private static void Release(JobChange job, JobReleased e)
    {
        Become(job, JobStatus.Pending);
        if (!e.Verdict.GivesBack())
        {
            return;
        }

        job.Set |= JobFields.GivenBack;
        if (job.Kind == JobChangeKind.Update)
        {
            // How many were given back before stands in the row; the bound is kept there.
            job.GivenBack++;
        }
        else if (job.GivenBack < Limits.MaxGivenBack)
        {
            job.GivenBack++;
            job.MaxAttempts++;
        }
    }

    private static void Retry(JobChange job, long number, JobRecord record)
    {
        if (job.Kind != JobChangeKind.Insert)
        {
            job.Kind = JobChangeKind.Upsert;
            job.Sequence = number;
        }

        job.Spec = record.Spec;
        job.Status = record.Status;
        job.Attempt = record.Attempt;
        job.Token = record.Run is { Past: [.., var last] } ? last.Token : null;
        job.Bot = record.Run?.Bot;
        job.ClaimedAt = record.Run?.ClaimedAt;
        job.RunAt = record.RunAt;
        job.Result = null;
        job.Error = null;
        job.FinishedAt = null;
        job.DurationMs = null;
        job.MaxAttempts = record.Allowed;
        job.GivenBack = record.Run?.GivenBack ?? 0;
    }
}
