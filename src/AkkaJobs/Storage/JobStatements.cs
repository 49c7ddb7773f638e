using System.Buffers;
using System.Text;
using System.Text.Json;
using AkkaJobs.Followers;
using SQLitePCL;

namespace AkkaJobs.Storage;

/// <summary>The statements that bring a job's row to what a run of commits made of it.</summary>
internal sealed class JobStatements : IDisposable
{
    /// <summary>In the order in which they are bound.</summary>
    private static readonly string[] Columns =
    [
        "sequence", "id", "operation", "queue", "status", "args", "result", "error", "priority", "attempt",
        "max_attempts", "timeout_ms", "tags", "bot", "enqueued_at", "run_at", "claimed_at", "finished_at",
        "duration_ms", "token", "attempts_asked", "given_back", "unique_key", "enqueued_by", "number", "history_lines",
        "history",
    ];

    /// <summary>What a retried job's row keeps of itself.</summary>
    private static readonly HashSet<string> Kept = ["sequence", "id", "enqueued_at", "history_lines", "history"];

    private readonly sqlite3 _database;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _upsert;
    private readonly Dictionary<JobFields, SqliteStatement> _updates = [];
    private readonly ArrayBufferWriter<byte> _history = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public JobStatements(sqlite3 database)
    {
        _database = database;
        _json = HistoryText.Writer(_history);
        var values = string.Join(", ", Columns.Select((_, index) => $"?{index + 1}"));
        var insert = $"INSERT INTO jobs ({string.Join(", ", Columns)}) VALUES ({values})";
        _insert = new SqliteStatement(database, insert);
        var set = Columns.Where(column => !Kept.Contains(column)).Select(column => $"{column} = excluded.{column}");
        _upsert = new SqliteStatement(database, insert
            + $" ON CONFLICT (id) DO UPDATE SET {string.Join(", ", set)}, "
            + "history = history || excluded.history, history_lines = history_lines + excluded.history_lines");
    }

    /// <summary>Writes one job's change.</summary>
    /// <returns>Rows changed: 1, or 0 when an update found no row.</returns>
    public int Write(JobChange job)
    {
        _history.ResetWrittenCount();
        for (var node = job.History; node is not null; node = node.Next)
        {
            HistoryText.Write(_history, _json, HistoryEntry.Of(node.Number, node.Event));
        }

        return job.Kind switch
        {
            JobChangeKind.Insert => WriteWhole(_insert, job),
            JobChangeKind.Upsert => WriteWhole(_upsert, job),
            _ => Update(job),
        };
    }

    public void Dispose()
    {
        _insert.Dispose();
        _upsert.Dispose();
        foreach (var update in _updates.Values)
        {
            update.Dispose();
        }

        _json.Dispose();
    }

    private int WriteWhole(SqliteStatement statement, JobChange job)
    {
        var spec = job.Spec!;
        statement.Bind(1, job.Sequence);
        statement.Bind(2, job.Job);
        statement.Bind(3, spec.Operation);
        statement.Bind(4, spec.Queue);
        statement.Bind(5, job.Status.Word());
        statement.Bind(6, spec.Args);
        statement.Bind(7, job.Result);
        statement.Bind(8, job.Error);
        statement.Bind(9, spec.Priority);
        statement.Bind(10, job.Attempt);
        statement.Bind(11, job.MaxAttempts);
        statement.Bind(12, spec.TimeoutMs);
        BindTags(statement, 13, spec.Tags);
        statement.Bind(14, job.Bot);
        statement.Bind(15, spec.EnqueuedAt);
        statement.Bind(16, job.RunAt);
        statement.Bind(17, job.ClaimedAt);
        statement.Bind(18, job.FinishedAt);
        statement.Bind(19, job.DurationMs);
        statement.Bind(20, job.Token);
        statement.Bind(21, spec.MaxAttempts);
        statement.Bind(22, job.GivenBack);
        statement.Bind(23, spec.UniqueKey);
        statement.Bind(24, spec.By);
        statement.Bind(25, job.Number);
        statement.Bind(26, job.HistoryLines);
        statement.Bind(27, _history.WrittenSpan);
        return statement.Run();
    }

    private int Update(JobChange job)
    {
        if (!_updates.TryGetValue(job.Set, out var statement))
        {
            _updates.Add(job.Set, statement = new SqliteStatement(_database, UpdateOf(job.Set)));
        }

        statement.Bind(1, job.Job);
        statement.Bind(2, job.Number);
        statement.Bind(3, job.HistoryLines);
        statement.Bind(4, _history.WrittenSpan);
        var next = 5;
        if (job.Set.HasFlag(JobFields.Status))
        {
            statement.Bind(next++, job.Status.Word());
        }

        if (job.Set.HasFlag(JobFields.Claim))
        {
            statement.Bind(next++, job.Attempt);
            statement.Bind(next++, job.Token);
            statement.Bind(next++, job.Bot);
            statement.Bind(next++, job.ClaimedAt);
        }

        if (job.Set.HasFlag(JobFields.Outcome))
        {
            statement.Bind(next++, job.Result);
            statement.Bind(next++, job.FinishedAt);
            statement.Bind(next++, job.DurationMs);
        }

        if (job.Set.HasFlag(JobFields.Error))
        {
            statement.Bind(next++, job.Error);
        }

        if (job.Set.HasFlag(JobFields.RunAt))
        {
            statement.Bind(next++, job.RunAt);
        }

        if (job.Set.HasFlag(JobFields.GivenBack))
        {
            statement.Bind(next, job.GivenBack);
        }

        return statement.Run();
    }

    /// <summary>The update of some fields, which are bound in the same order.</summary>
    private static string UpdateOf(JobFields fields)
    {
        var sql = new StringBuilder(
            "UPDATE jobs SET number = max(number, ?2), history_lines = history_lines + ?3, history = history || ?4");
        var next = 5;
        if (fields.HasFlag(JobFields.Status))
        {
            Set("status");
        }

        if (fields.HasFlag(JobFields.Claim))
        {
            Set("attempt", "token", "bot", "claimed_at");
        }

        if (fields.HasFlag(JobFields.Outcome))
        {
            Set("result", "finished_at", "duration_ms");
        }

        if (fields.HasFlag(JobFields.Error))
        {
            Set("error");
        }

        if (fields.HasFlag(JobFields.RunAt))
        {
            Set("run_at");
        }

        if (fields.HasFlag(JobFields.GivenBack))
        {
            // Both read the row as it was: SQL sets all columns at once.
            sql.Append(", max_attempts = max_attempts + min(?").Append(next).Append(", ")
                .Append(Limits.MaxGivenBack).Append(" - given_back), given_back = min(given_back + ?")
                .Append(next).Append(", ").Append(Limits.MaxGivenBack).Append(')');
        }

        return sql.Append(" WHERE id = ?1").ToString();

        void Set(params ReadOnlySpan<string> columns)
        {
            foreach (var column in columns)
            {
                sql.Append(", ").Append(column).Append(" = ?").Append(next++);
            }
        }
    }

    private static void BindTags(SqliteStatement statement, int position, string[] tags)
    {
        if (tags.Length == 0)
        {
            statement.Bind(position, "[]"u8);
            return;
        }

        statement.Bind(position, JsonSerializer.SerializeToUtf8Bytes(tags, JobsJson.Compact));
    }
}
