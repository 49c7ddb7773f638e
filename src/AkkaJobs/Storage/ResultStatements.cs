using AkkaJobs.Followers;
using SQLitePCL;

namespace AkkaJobs.Storage;

/// <summary>The statements that record a finish.</summary>
internal sealed class ResultStatements(sqlite3 database) : IDisposable
{
    private const string Columns =
        "id, status, result, error, processed_by, processed_at, duration_ms, attempt, token, job_id, operation, args";

    private readonly SqliteStatement _known = new(database,
        $"INSERT INTO results ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");

    private readonly SqliteStatement _fromJob = new(database,
        $"INSERT INTO results ({Columns}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, id, operation, args "
        + "FROM jobs WHERE id = ?10");

    /// <summary>Writes one finish; the job's own row must have been written before.</summary>
    /// <returns>Rows written: 1, or 0 when the job has no row.</returns>
    public int Write(ResultChange result)
    {
        var statement = result.Job.Spec is null ? _fromJob : _known;
        statement.Bind(1, result.Id);
        statement.Bind(2, result.Status.Word());
        statement.Bind(3, result.Result);
        statement.Bind(4, result.Error);
        statement.Bind(5, result.Bot);
        statement.Bind(6, result.At);
        statement.Bind(7, result.DurationMs);
        statement.Bind(8, result.Attempt);
        statement.Bind(9, result.Token);
        statement.Bind(10, result.Job.Job);
        if (result.Job.Spec is { } spec)
        {
            statement.Bind(11, spec.Operation);
            statement.Bind(12, spec.Args);
        }

        return statement.Run();
    }

    public void Dispose()
    {
        _known.Dispose();
        _fromJob.Dispose();
    }
}
