using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>
/// What a change makes of a job's row, in memory. The rule is that of the writer, <see cref="JobProjection"/>; its SQL
/// is what is being checked, so it is not used here.
/// </summary>
internal static class JobRowFold
{
    /// <summary>The row behind a change.</summary>
    /// <param name="row">The row before it; null when there is none.</param>
    /// <param name="change">What a run of commits made of the job.</param>
    /// <returns>Null when there was no row and the change does not bring one.</returns>
    public static JobRow? Apply(JobRow? row, JobChange change) => change.Kind switch
    {
        JobChangeKind.Insert => Whole(change),
        JobChangeKind.Upsert => row is null ? Whole(change) : Replaced(row, change),
        JobChangeKind.Update => row is null ? null : Updated(row, change),
        _ => throw new UnreachableException($"No rule for {change.Kind}."),
    };

    /// <summary>The row of a finish.</summary>
    /// <param name="finish">The finish.</param>
    /// <param name="job">Its job's row, which has operation and args.</param>
    public static ResultRow Finish(ResultChange finish, JobRow job) => new()
    {
        Id = finish.Id,
        JobId = job.Id,
        Operation = job.Operation,
        Args = job.Args,
        Result = finish.Result?.ToString(),
        Error = finish.Error,
        Status = finish.Status.Word(),
        ProcessedBy = finish.Bot,
        ProcessedAt = finish.At.ToString(),
        DurationMs = finish.DurationMs,
        Attempt = finish.Attempt,
        Token = finish.Token,
    };

    /// <summary>
    /// The row of a job that was open at the start of the fold, as far as its record tells: without its history.
    /// </summary>
    public static JobRow Before(JobRecord job) => new()
    {
        Sequence = job.Order,
        Id = job.Spec.Id.ToString(),
        Operation = job.Spec.Operation,
        Queue = job.Spec.Queue,
        Status = job.Status.Word(),
        Args = job.Spec.Args.ToString(),
        Error = job.Run?.Error,
        Priority = job.Spec.Priority,
        Attempt = job.Attempt,
        MaxAttempts = job.Allowed,
        TimeoutMs = job.Spec.TimeoutMs,
        Tags = TagsOf(job.Spec),
        Bot = job.Run?.Bot,
        EnqueuedAt = job.Spec.EnqueuedAt.ToString(),
        RunAt = job.RunAt?.ToString(),
        ClaimedAt = job.Run?.ClaimedAt?.ToString(),
        Token = job.Lease?.Token,
        AttemptsAsked = job.Spec.MaxAttempts,
        GivenBack = job.Run?.GivenBack ?? 0,
        UniqueKey = job.Spec.UniqueKey,
        EnqueuedBy = job.Spec.By,
        Number = job.Number,
        History = "",
    };

    private static string TagsOf(JobSpec spec) => JsonSerializer.Serialize(spec.Tags, JobsJson.Compact);

    private static JobRow Whole(JobChange change)
    {
        var spec = change.Spec!;
        return WithHistory("", new JobRow
        {
            Sequence = change.Sequence,
            Id = change.Job.ToString(),
            Operation = spec.Operation,
            Queue = spec.Queue,
            Status = change.Status.Word(),
            Args = spec.Args.ToString(),
            Result = change.Result?.ToString(),
            Error = change.Error,
            Priority = spec.Priority,
            Attempt = change.Attempt,
            MaxAttempts = change.MaxAttempts,
            TimeoutMs = spec.TimeoutMs,
            Tags = TagsOf(spec),
            Bot = change.Bot,
            EnqueuedAt = spec.EnqueuedAt.ToString(),
            RunAt = change.RunAt?.ToString(),
            ClaimedAt = change.ClaimedAt?.ToString(),
            FinishedAt = change.FinishedAt?.ToString(),
            DurationMs = change.DurationMs,
            Token = change.Token,
            AttemptsAsked = spec.MaxAttempts,
            GivenBack = change.GivenBack,
            UniqueKey = spec.UniqueKey,
            EnqueuedBy = spec.By,
            Number = change.Number,
            History = "",
        }, change);
    }

    private static JobRow Replaced(JobRow row, JobChange change) => WithHistory(row.History, Whole(change) with
    {
        Sequence = row.Sequence,
        EnqueuedAt = row.EnqueuedAt,
    }, change);

    private static JobRow Updated(JobRow row, JobChange change)
    {
        var set = change.Set;
        if (set.HasFlag(JobFields.Status))
        {
            row = row with { Status = change.Status.Word() };
        }

        if (set.HasFlag(JobFields.Claim))
        {
            row = row with
            {
                Attempt = change.Attempt,
                Token = change.Token,
                Bot = change.Bot,
                ClaimedAt = change.ClaimedAt?.ToString(),
            };
        }

        if (set.HasFlag(JobFields.Outcome))
        {
            row = row with
            {
                Result = change.Result?.ToString(),
                FinishedAt = change.FinishedAt?.ToString(),
                DurationMs = change.DurationMs,
            };
        }

        row = set.HasFlag(JobFields.Error) ? row with { Error = change.Error } : row;
        row = set.HasFlag(JobFields.RunAt) ? row with { RunAt = change.RunAt?.ToString() } : row;
        if (set.HasFlag(JobFields.GivenBack))
        {
            var more = Math.Min(change.GivenBack, Limits.MaxGivenBack - row.GivenBack);
            row = row with { MaxAttempts = row.MaxAttempts + more, GivenBack = row.GivenBack + more };
        }

        return WithHistory(row.History, row with { Number = Math.Max(row.Number, change.Number) }, change);
    }

    private static JobRow WithHistory(string before, JobRow row, JobChange change)
    {
        var target = new ArrayBufferWriter<byte>();
        using var json = HistoryText.Writer(target);
        for (var node = change.History; node is not null; node = node.Next)
        {
            HistoryText.Write(target, json, HistoryEntry.Of(node.Number, node.Event));
        }

        var history = HistoryText.Fold(before + Encoding.UTF8.GetString(target.WrittenSpan), out var lines);
        return row with { History = history, HistoryLines = lines };
    }
}
