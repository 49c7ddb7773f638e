namespace AkkaJobs.Coordination;

/// <content>What bots say of their attempts: accepted under the current token, refused under any other.</content>
internal static partial class CoordinatorDecider
{
    private static ReportAnswered Decide(Decision decision, Complete report, JobRecord job, Timestamp now)
    {
        if (job.Lease is not { } lease || lease.Token != report.Token)
        {
            return RefuseReport(decision, job, report.Token, report.Bot, ReportKind.Completed, now);
        }

        decision.Emit(new JobSucceeded(
            now, report.Id, lease.Attempt, lease.Token, lease.Bot, report.Result, report.DurationMs));
        return Stored(decision.State, lease);
    }

    private static ReportAnswered Decide(Decision decision, Fail report, JobRecord job, Timestamp now)
    {
        if (job.Lease is not { } lease || lease.Token != report.Token)
        {
            return RefuseReport(decision, job, report.Token, report.Bot, ReportKind.Failed, now);
        }

        if (report.Retryable && job.HasAttemptsLeft)
        {
            var retryAt = now + decision.State.Rules.Retry.Backoff(job.Run!.Failures + 1, report.Jitter);
            decision.Emit(new AttemptFailed(
                now, report.Id, lease.Attempt, lease.Token, lease.Bot, report.Error, report.DurationMs, retryAt));
        }
        else
        {
            decision.Emit(new JobFailed(
                now, report.Id, lease.Attempt, lease.Token, lease.Bot, report.Error, report.DurationMs, null));
        }

        return Stored(decision.State, lease);
    }

    private static ReportAnswered Stored(CoordinatorState state, Lease lease)
    {
        state.Bots[lease.Bot].Reported.Add(lease.Token);
        return new ReportAnswered(ReportAnswer.Stored);
    }

    private static ReportAnswered RefuseReport(
        Decision decision, JobRecord job, long token, string? bot, ReportKind kind, Timestamp now)
    {
        var past = job.Past(token);
        if (past is { Report: { } accepted } && accepted == kind)
        {
            return new ReportAnswered(ReportAnswer.Stored);
        }

        FreeSlot(decision.State, bot, token);
        if (past is not { Refused: false } known)
        {
            decision.State.RefusedUnrecorded++;
            return new ReportAnswered(ReportAnswer.Superseded);
        }

        decision.Emit(new ReportRefused(now, job.Spec.Id, known.Attempt, token, bot ?? job.Run?.Bot, kind));
        return new ReportAnswered(ReportAnswer.Superseded);
    }

    /// <summary>Whatever became of the report: the attempt is over, and fills no slot any longer.</summary>
    private static void FreeSlot(CoordinatorState state, string? name, long token)
    {
        if (name is not null && state.Bots.TryGetValue(name, out var bot) && bot.Ended.Remove(token))
        {
            bot.Reported.Add(token);
        }
    }
}
