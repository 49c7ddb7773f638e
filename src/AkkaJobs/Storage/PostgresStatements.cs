using System.Globalization;
using AkkaJobs.Followers;

namespace AkkaJobs.Storage;

/// <summary>
/// The SQL of PostgreSQL's table writer. Rows that are new are copied straight into the tables; what meets a row that
/// stands is copied into a table of the session's own and goes from there, all of it in one statement.
/// </summary>
internal static class PostgresStatements
{
    /// <summary>
    /// Makes the session's tables; a commit empties them. The joins with them go by index: what the planner guesses of
    /// a table without statistics would at times have it read all of <c>jobs</c>.
    /// </summary>
    public static readonly string Begin =
        $"""
        CREATE TEMPORARY TABLE job_changes ON COMMIT DELETE ROWS AS
            SELECT {List(PostgresRows.JobColumns)}, 0 AS kind, 0 AS fields FROM jobs WITH NO DATA;
        CREATE TEMPORARY TABLE finish_changes ON COMMIT DELETE ROWS AS
            SELECT {List(PostgresRows.FinishColumns)} FROM results WITH NO DATA;
        SET enable_hashjoin TO off;
        SET enable_mergejoin TO off;
        """;

    public const string MakeOffset =
        "INSERT INTO offsets (name, number, journal_row, token, updated_at) VALUES ($1, 0, 0, 0, $2) "
        + "ON CONFLICT DO NOTHING";

    public const string ReadOffset = "SELECT number, journal_row, token FROM offsets WHERE name = $1";

    public const string MoveOffset =
        "UPDATE offsets SET number = $1, journal_row = $2, token = $3, updated_at = $4 WHERE name = $5 AND number = $6";

    public static readonly string CopyJobs =
        $"COPY jobs ({List(PostgresRows.JobColumns)}) FROM STDIN (FORMAT BINARY)";

    public static readonly string CopyJobChanges =
        $"COPY job_changes ({List(PostgresRows.JobColumns)}, kind, fields) FROM STDIN (FORMAT BINARY)";

    public static readonly string CopyFinishes =
        $"COPY results ({List(PostgresRows.FinishColumns)}, operation, args) FROM STDIN (FORMAT BINARY)";

    public static readonly string CopyFinishChanges =
        $"COPY finish_changes ({List(PostgresRows.FinishColumns)}) FROM STDIN (FORMAT BINARY)";

    /// <summary>What a retried job's row keeps of itself.</summary>
    private static readonly HashSet<string> Kept = ["sequence", "id", "enqueued_at", "history_lines", "history"];

    public static readonly string UpsertJobs =
        $"""
        INSERT INTO jobs ({List(PostgresRows.JobColumns)})
        SELECT {List(PostgresRows.JobColumns)} FROM job_changes WHERE kind = {Number(JobChangeKind.Upsert)}
        ON CONFLICT (id) DO UPDATE SET
            {List(PostgresRows.JobColumns.Where(c => !Kept.Contains(c)).Select(c => $"{c} = excluded.{c}"))},
            history = jobs.history || excluded.history,
            history_lines = jobs.history_lines + excluded.history_lines
        """;

    /// <summary>Each column changes where the change's <c>fields</c> mean it.</summary>
    public static readonly string UpdateJobs =
        $"""
        UPDATE jobs AS job SET
            number = greatest(job.number, change.number),
            history_lines = job.history_lines + change.history_lines,
            history = job.history || change.history,
            {List(Meant(JobFields.Status, "status"))},
            {List(Meant(JobFields.Claim, "attempt", "token", "bot", "claimed_at"))},
            {List(Meant(JobFields.Outcome, "result", "finished_at", "duration_ms"))},
            {List(Meant(JobFields.Error, "error"))},
            {List(Meant(JobFields.RunAt, "run_at"))},
            max_attempts = job.max_attempts + {GivenBack} - job.given_back,
            given_back = {GivenBack}
        FROM job_changes AS change
        WHERE job.id = change.id AND change.kind = {Number(JobChangeKind.Update)}
        """;

    /// <summary>The first change of more than history that met no row.</summary>
    public static readonly string JobWithoutRow =
        $"""
        SELECT id FROM job_changes AS change
        WHERE kind = {Number(JobChangeKind.Update)} AND fields <> 0
            AND NOT EXISTS (SELECT 1 FROM jobs AS job WHERE job.id = change.id)
        LIMIT 1
        """;

    public static readonly string InsertFinishes =
        $"""
        INSERT INTO results ({List(PostgresRows.FinishColumns)}, operation, args)
        SELECT {List(PostgresRows.FinishColumns.Select(c => $"finish.{c}"))}, job.operation, job.args
        FROM finish_changes AS finish JOIN jobs AS job ON job.id = finish.job_id
        """;

    /// <summary>The first finish of a job that has no row.</summary>
    public const string FinishWithoutJob =
        "SELECT id FROM finish_changes AS finish "
        + "WHERE NOT EXISTS (SELECT 1 FROM jobs AS job WHERE job.id = finish.job_id) ORDER BY id LIMIT 1";

    public const string LongHistories = "SELECT sequence, history FROM jobs WHERE history_lines > 200";

    public const string FoldHistory = "UPDATE jobs SET history = $1, history_lines = $2 WHERE sequence = $3";

    public const string Forget = "DELETE FROM job_changes; DELETE FROM finish_changes";

    /// <summary>Attempts given back in all, up to the bound.</summary>
    private static string GivenBack =>
        $"CASE WHEN change.fields & {Number(JobFields.GivenBack)} <> 0 "
        + $"THEN least(job.given_back + change.given_back, {Limits.MaxGivenBack}) ELSE job.given_back END";

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);

    private static IEnumerable<string> Meant(JobFields fields, params string[] columns) => columns.Select(
        c => $"{c} = CASE WHEN change.fields & {Number(fields)} <> 0 THEN change.{c} ELSE job.{c} END");

    private static string Number(Enum word) => Convert.ToInt32(word, CultureInfo.InvariantCulture)
        .ToString(CultureInfo.InvariantCulture);
}
