using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;

namespace AkkaJobs.Storage;

/// <summary>What rows mean: to clients, and to the coordinator that has forgotten a job.</summary>
internal static class JobRowReading
{
    public static JobView ToView(this JobRow row, TimeSpan lag) => new()
    {
        Id = IdOf(row.Id),
        Operation = row.Operation,
        Queue = row.Queue,
        Status = StatusOf(row.Status),
        Args = Json(row.Args),
        Result = JsonOrNull(row.Result),
        Error = row.Error,
        Priority = row.Priority,
        Attempt = row.Attempt,
        MaxAttempts = row.MaxAttempts,
        TimeoutMs = row.TimeoutMs,
        Tags = TagsOf(row.Tags),
        Bot = row.Bot,
        EnqueuedAt = TimeText.Moment(row.EnqueuedAt),
        RunAt = TimeText.MomentOrNull(row.RunAt),
        ClaimedAt = TimeText.MomentOrNull(row.ClaimedAt),
        FinishedAt = TimeText.MomentOrNull(row.FinishedAt),
        DurationMs = row.DurationMs,
        Lag = lag,
    };

    public static ResultView ToView(this ResultRow row) => new()
    {
        Id = row.Id,
        JobId = IdOf(row.JobId),
        Operation = row.Operation,
        Args = Json(row.Args),
        Status = StatusOf(row.Status),
        Result = JsonOrNull(row.Result),
        Error = row.Error,
        ProcessedBy = row.ProcessedBy,
        ProcessedAt = TimeText.Moment(row.ProcessedAt),
        DurationMs = row.DurationMs,
        Attempt = row.Attempt,
        Token = row.Token,
    };

    /// <summary>
    /// A finished job as the coordinator knew it before it forgot; null for an open one, which memory holds. Losses and
    /// failures in a row are not among it: the only way out of a finished job, a retry, clears them.
    /// </summary>
    public static JobRecord? ToFinishedRecord(this JobRow row)
    {
        var status = StatusOf(row.Status);
        if (status.IsOpen())
        {
            return null;
        }

        return new JobRecord(SpecOf(row))
        {
            Status = status,
            Order = row.Sequence,
            Number = row.Number,
            RunAt = TimeOrNull(row.RunAt),
            Allowed = row.MaxAttempts,
            Run = row.Attempt == 0 ? null : new JobRun
            {
                Attempt = row.Attempt,
                GivenBack = row.GivenBack,
                Bot = row.Bot,
                ClaimedAt = TimeOrNull(row.ClaimedAt),
                Error = row.Error,
                Past = PastOf(HistoryText.Read(row.History)),
            },
            Outcome = new JobOutcome
            {
                Result = JsonOrNull(row.Result),
                Error = row.Error,
                FinishedAt = TimeText.Parse(row.FinishedAt!),
                DurationMs = row.DurationMs,
            },
        };
    }

    /// <summary>
    /// How each token of a job ended. Tokens of folded lines are missing, as the oldest are in memory: a late report
    /// under one of those is refused, but not recorded.
    /// </summary>
    private static ImmutableArray<PastToken> PastOf(IReadOnlyList<HistoryEntry> history)
    {
        var past = new List<PastToken>();
        foreach (var entry in history)
        {
            if (entry.Token is not { } token)
            {
                continue;
            }

            switch (entry.Event)
            {
                case HistoryEntry.Succeeded:
                    past.Add(new PastToken(token, entry.Attempt!.Value, ReportKind.Completed, false));
                    break;
                case HistoryEntry.AttemptFailed or HistoryEntry.Failed when entry.Verdict is null:
                    past.Add(new PastToken(token, entry.Attempt!.Value, ReportKind.Failed, false));
                    break;
                case HistoryEntry.Failed or HistoryEntry.Released or HistoryEntry.Cancelled:
                    past.Add(new PastToken(token, entry.Attempt!.Value, null, false));
                    break;
                case HistoryEntry.ReportRefused:
                    var index = past.FindIndex(known => known.Token == token);
                    if (index >= 0)
                    {
                        past[index] = past[index] with { Refused = true };
                    }

                    break;
            }
        }

        return [.. past.TakeLast(JobRun.MaxPast)];
    }

    private static JobSpec SpecOf(JobRow row) => new()
    {
        Id = IdOf(row.Id),
        Operation = row.Operation,
        Queue = row.Queue,
        Args = Json(row.Args),
        Priority = row.Priority,
        MaxAttempts = row.AttemptsAsked,
        TimeoutMs = row.TimeoutMs,
        UniqueKey = row.UniqueKey,
        Tags = TagsOf(row.Tags),
        EnqueuedAt = TimeText.Parse(row.EnqueuedAt),
        By = row.EnqueuedBy,
    };

    private static JobId IdOf(string text) =>
        JobId.TryParse(text, out var id) ? id : throw new UnreachableException($"The tables hold the job id '{text}'.");

    private static JobStatus StatusOf(string word) => JobStatusExtensions.TryParseStatus(word, out var status)
        ? status
        : throw new UnreachableException($"The tables hold the status '{word}'.");

    private static string[] TagsOf(string json) => json == "[]" ? [] : JsonSerializer.Deserialize<string[]>(json)!;

    private static JsonText Json(string text) => JsonText.Trusted(Encoding.UTF8.GetBytes(text));

    private static JsonText? JsonOrNull(string? text) => text is null ? null : Json(text);

    private static Timestamp? TimeOrNull(string? text) => text is null ? null : TimeText.Parse(text);
}
