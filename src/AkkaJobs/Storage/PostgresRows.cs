using System.Buffers;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;

namespace AkkaJobs.Storage;

/// <summary>Writes changes as rows of a COPY.</summary>
internal sealed class PostgresRows : IDisposable
{
    /// <summary>What is written of a job, in order; <c>progress</c> is not among it, since it is not stored.</summary>
    public static readonly string[] JobColumns =
    [
        "sequence", "id", "operation", "queue", "status", "args", "result", "error", "priority", "attempt",
        "max_attempts", "timeout_ms", "tags", "bot", "enqueued_at", "run_at", "claimed_at", "finished_at",
        "duration_ms", "token", "attempts_asked", "given_back", "unique_key", "enqueued_by", "number", "history_lines",
        "history",
    ];

    /// <summary>What a finish itself tells, in order; the rest of its row is its job's.</summary>
    public static readonly string[] FinishColumns =
    [
        "id", "status", "result", "error", "processed_by", "processed_at", "duration_ms", "attempt", "token", "job_id",
    ];

    private readonly ArrayBufferWriter<byte> _history = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public PostgresRows() => _json = HistoryText.Writer(_history);

    /// <summary>
    /// Texts from outside may hold U+0000, which PostgreSQL's text cannot: U+FFFD stands in its place. JSON has it
    /// escaped and keeps it.
    /// </summary>
    public static string Storable(string text) => text.Replace('\0', '\uFFFD');

    public void Dispose() => _json.Dispose();

    /// <summary>
    /// Writes the columns of a job. Those that an update does not mean are empty, and nobody reads them.
    /// </summary>
    /// <param name="copy">What takes them.</param>
    /// <param name="job">The job.</param>
    /// <param name="more">Columns of the row that the caller writes behind these.</param>
    public void Write(PostgresCopy copy, JobChange job, int more = 0)
    {
        var spec = job.Spec;
        copy.StartRow(JobColumns.Length + more);
        copy.Write(job.Sequence);
        copy.Write(job.Job);
        Write(copy, spec?.Operation);
        Write(copy, spec?.Queue);
        Write(copy, job.Status == default ? null : job.Status.Word());
        Write(copy, spec?.Args);
        Write(copy, job.Result);
        Write(copy, job.Error);
        Write(copy, spec?.Priority);
        Write(copy, (int?)job.Attempt);
        Write(copy, (int?)job.MaxAttempts);
        Write(copy, spec?.TimeoutMs);
        Write(copy, spec is null ? null : TagsOf(spec.Tags));
        Write(copy, job.Bot);
        Write(copy, spec?.EnqueuedAt);
        Write(copy, job.RunAt);
        Write(copy, job.ClaimedAt);
        Write(copy, job.FinishedAt);
        Write(copy, job.DurationMs);
        Write(copy, job.Token);
        Write(copy, spec?.MaxAttempts);
        Write(copy, (int?)job.GivenBack);
        Write(copy, spec?.UniqueKey);
        Write(copy, spec?.By);
        copy.Write(job.Number);
        copy.Write(job.HistoryLines);
        WriteHistory(copy, job);
    }

    /// <summary>Writes what tells of a finish.</summary>
    /// <param name="copy">What takes it.</param>
    /// <param name="result">The finish.</param>
    /// <param name="more">Columns of the row that the caller writes behind these.</param>
    public static void Write(PostgresCopy copy, ResultChange result, int more = 0)
    {
        copy.StartRow(FinishColumns.Length + more);
        copy.Write(result.Id);
        Write(copy, result.Status.Word());
        Write(copy, result.Result);
        Write(copy, result.Error);
        Write(copy, result.Bot);
        copy.Write(result.At);
        Write(copy, result.DurationMs);
        copy.Write(result.Attempt);
        Write(copy, result.Token);
        copy.Write(result.Job.Job);
    }

    /// <summary>Writes the columns of a finish that come from its job.</summary>
    public static void WriteJobOf(PostgresCopy copy, JobSpec spec)
    {
        Write(copy, spec.Operation);
        Write(copy, (JsonText?)spec.Args);
    }

    private void WriteHistory(PostgresCopy copy, JobChange job)
    {
        _history.ResetWrittenCount();
        for (var node = job.History; node is not null; node = node.Next)
        {
            HistoryText.Write(_history, _json, HistoryEntry.Of(node.Number, node.Event));
        }

        copy.Write(_history.WrittenSpan);
    }

    private static string TagsOf(string[] tags) => tags.Length == 0
        ? "[]"
        : JsonSerializer.Serialize(Array.ConvertAll(tags, Storable), JobsJson.Compact);

    private static void Write(PostgresCopy copy, string? text)
    {
        if (text is null)
        {
            copy.WriteNull();
            return;
        }

        copy.Write(Storable(text));
    }

    private static void Write(PostgresCopy copy, JsonText? json)
    {
        if (json is { } value)
        {
            copy.Write(value.Utf8.Span);
            return;
        }

        copy.WriteNull();
    }

    private static void Write(PostgresCopy copy, Timestamp? time)
    {
        if (time is { } value)
        {
            copy.Write(value);
            return;
        }

        copy.WriteNull();
    }

    private static void Write(PostgresCopy copy, int? number)
    {
        if (number is { } value)
        {
            copy.Write(value);
            return;
        }

        copy.WriteNull();
    }

    private static void Write(PostgresCopy copy, long? number)
    {
        if (number is { } value)
        {
            copy.Write(value);
            return;
        }

        copy.WriteNull();
    }
}
