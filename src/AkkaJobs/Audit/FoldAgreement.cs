using AkkaJobs.Coordination;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>Whether the tables' rule and the coordinator's make the same of a job's events.</summary>
internal static class FoldAgreement
{
    /// <summary>The first disagreement; null when there is none.</summary>
    public static Difference? Of(JobRecord job, JobRow row)
    {
        (string Column, object? Record, object? Row)[] pairs =
        [
            ("operation", job.Spec.Operation, row.Operation),
            ("queue", job.Spec.Queue, row.Queue),
            ("status", job.Status.Word(), row.Status),
            ("args", job.Spec.Args.ToString(), row.Args),
            ("result", job.Outcome?.Result?.ToString(), row.Result),
            ("error", ErrorOf(job, row), row.Error),
            ("priority", job.Spec.Priority, row.Priority),
            ("attempt", job.Attempt, row.Attempt),
            ("max_attempts", job.Allowed, row.MaxAttempts),
            ("timeout_ms", job.Spec.TimeoutMs, row.TimeoutMs),
            ("bot", job.Run?.Bot, row.Bot),
            ("run_at", job.RunAt?.ToString(), row.RunAt),
            ("claimed_at", job.Run?.ClaimedAt?.ToString(), row.ClaimedAt),
            ("finished_at", job.Outcome?.FinishedAt.ToString(), row.FinishedAt),
            ("duration_ms", job.Outcome?.DurationMs, row.DurationMs),
            ("given_back", job.Run?.GivenBack ?? 0, row.GivenBack),
        ];
        var apart = pairs.FirstOrDefault(pair => !Equals(pair.Record, pair.Row));
        return apart.Column is null ? null : Difference.InJournal(
            row.Id, row.Number,
            $"the rules of coordinator and tables to agree on {apart.Column}, which is {apart.Record ?? "null"}",
            $"{apart.Row ?? "null"}");
    }

    /// <summary>A retried job's record keeps the error that its row has cleared.</summary>
    private static string? ErrorOf(JobRecord job, JobRow row) => job.Outcome is null
        ? row.Error is null ? null : job.Run?.Error
        : job.Outcome.Error;
}
