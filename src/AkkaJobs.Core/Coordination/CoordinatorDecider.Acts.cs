namespace AkkaJobs.Coordination;

/// <content>One act of many: the same rules as for one job, if it still is what the filter asked for.</content>
internal static partial class CoordinatorDecider
{
    private static CoordinatorReply Decide(Decision decision, ActOnJob act, JobRecord job, Timestamp now)
    {
        if ((act.Status is { } status && job.Status != status) || (act.Bot is not null && job.Run?.Bot != act.Bot))
        {
            var held = job.Run?.Bot is { } bot ? $", last with {bot}" : "";
            return new Refused(new Rejection(
                RejectionCode.MovedOn, $"Job {job.Spec.Id} is {job.Status.Word()} now{held}.")
            {
                JobId = job.Spec.Id,
            });
        }

        return act.DryRun ? Try(decision.State, act, job) : Do(decision, act, job, now) switch
        {
            JobStands stands => new Acted(stands.Record.Status),
            var refused => refused,
        };
    }

    private static CoordinatorReply Do(Decision decision, ActOnJob act, JobRecord job, Timestamp now) => act.Act switch
    {
        JobAct.Release => Decide(
            decision, new Release(act.Id, null, false, Verdict.Released, act.By, act.Reason, act.Exclude), job, now),
        JobAct.Cancel => Decide(decision, new Cancel(act.Id, act.By, act.Reason), job, now),
        _ => Decide(decision, new Retry(act.Id, act.By, act.Reason), job, now),
    };

    private static CoordinatorReply Try(CoordinatorState state, ActOnJob act, JobRecord job) => act.Act switch
    {
        JobAct.Release when job.Lease is null => new Refused(NotProcessing(job)),
        JobAct.Release => new Acted(
            Exhausted(state.Rules, job, Verdict.Released) is null ? JobStatus.Pending : JobStatus.Failed),
        JobAct.Cancel when !job.Status.IsOpen() => new Refused(AlreadyFinished(job)),
        JobAct.Cancel => new Acted(JobStatus.Cancelled),
        _ => RefuseRetry(state, job) is { } rejection ? new Refused(rejection) : new Acted(JobStatus.Pending),
    };
}
