using System.Diagnostics;

namespace AkkaJobs.Coordination;

/// <content>Reasons that a job itself shows, whoever holds it.</content>
internal static partial class Explanation
{
    private static ExplainReason CoordinatorUnavailable(JobView job) => new(
        ExplainCode.CoordinatorUnavailable,
        "The coordinator cannot be asked, and while it is away nothing is claimed; this is what the tables say.")
    {
        Operation = job.Operation,
    };

    private static ExplainReason Shown(JobView job, HistoryLine? finish) => job.Status switch
    {
        JobStatus.Scheduled => NotDue(job),
        JobStatus.Retrying => BackingOff(job),
        JobStatus.Processing => new ExplainReason(
            ExplainCode.Processing,
            $"It was claimed by {job.Bot} at {Text(job.ClaimedAt)}, attempt {job.Attempt} of {job.MaxAttempts}.")
        {
            Bot = job.Bot,
            Attempt = job.Attempt,
            MaxAttempts = job.MaxAttempts,
            Since = job.ClaimedAt,
            Until = job.ClaimedAt?.AddMilliseconds(job.TimeoutMs),
        },
        JobStatus.Succeeded => Finished(
            job, ExplainCode.Succeeded,
            $"It succeeded at {Text(job.FinishedAt)} on {job.Bot}, in attempt {job.Attempt}."),
        JobStatus.Failed => Finished(
            job, ExplainCode.Failed,
            $"It failed at {Text(job.FinishedAt)} in attempt {job.Attempt} of {job.MaxAttempts}: {Short(job.Error)}."),
        JobStatus.Cancelled => Cancelled(job, finish),
        _ => throw new UnreachableException($"A job that is {job.Status.Word()} does not show why."),
    };

    private static ExplainReason NotDue(JobView job) => new(
        ExplainCode.NotDue, $"It is not due until {Text(job.RunAt)}.")
    {
        Until = job.RunAt,
    };

    private static ExplainReason BackingOff(JobView job) => new(
        ExplainCode.BackingOff,
        $"It backs off until {Text(job.RunAt)}, after attempt {job.Attempt} of {job.MaxAttempts} failed on {job.Bot}: "
        + $"{Short(job.Error)}.")
    {
        Until = job.RunAt,
        Error = job.Error,
        Bot = job.Bot,
        Attempt = job.Attempt,
        MaxAttempts = job.MaxAttempts,
    };

    private static ExplainReason Cancelled(JobView job, HistoryLine? finish)
    {
        var by = finish?.By is { } who ? $" by {who}" : "";
        var reason = finish?.Reason is { } why ? $": {Short(why)}" : "";
        return Finished(job, ExplainCode.Cancelled, $"It was cancelled at {Text(job.FinishedAt)}{by}{reason}.") with
        {
            By = finish?.By,
            Reason = finish?.Reason,
        };
    }

    private static ExplainReason Finished(JobView job, ExplainCode code, string detail) => new(code, detail)
    {
        Since = job.FinishedAt,
        Bot = job.Bot,
        Attempt = job.Attempt,
        MaxAttempts = job.MaxAttempts,
        Error = job.Error,
    };

    private static string Text(DateTimeOffset? time) =>
        time is { } moment ? Timestamp.From(moment).ToString() : "an unknown time";
}
