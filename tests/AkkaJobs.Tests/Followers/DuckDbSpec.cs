using System.Globalization;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Storage;
using DuckDB.NET.Data;

namespace AkkaJobs.Tests.Followers;

/// <summary>The datalake behind SQLite, read by DuckDB.</summary>
public sealed class DuckDbBesideSqlite() : DuckDbSpec(SqliteStore.New());

/// <summary>The datalake behind PostgreSQL, read by DuckDB.</summary>
public sealed class DuckDbBesidePostgres() : DuckDbSpec(PostgresStore.New());

/// <summary>
/// A reader that knows nothing of us finds in the lake what the table has, with the SQL of docs/datalake.md.
/// </summary>
public abstract class DuckDbSpec : IDisposable
{
    private const string Columns =
        "id, job_id, operation, args, status, result, error, processed_by, processed_at, duration_ms, attempt, token";

    private static readonly string[] Args =
    [
        """{"a":792,"b":943}""", """{"a":-0.5,"b":1e-7}""", """{"a":9223372036854775807}""", "[]", "null", "\"\"",
        """{"text":"é ß 漢字 🙂 \"quoted\" \\ \n\t","deep":[{"x":[null,true,1.50]}]}""", "\"it's; -- a text\"",
    ];

    private readonly TablesWorld _world;
    private readonly Story _story = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
    private readonly DuckDBConnection _duck = new("DataSource=:memory:");
    private int _stored;

    private protected DuckDbSpec(TestStore store)
    {
        _world = new TablesWorld(store);
        _duck.Open();
    }

    private string Lake => Path.Combine(_world.Folder, "datalake");

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Finds_every_finish_of_two_exporters_over_three_dates_as_the_table_has_it(int seed)
    {
        Live(jobs: 8);
        var chance = new Random(seed);
        var first = Task.Run(() => Drain(_ => Spin(chance)));
        var second = Task.Run(() => Drain(_ => Spin(chance)));
        for (var i = 0; i < 12; i++)
        {
            Live(jobs: 8);
        }

        await Task.WhenAll(first, second);
        Drain();

        Run(Documented(0).Replace("data/datalake", Lake, StringComparison.Ordinal));
        TakeTable();
        var rows = _world.Results().Count;
        Assert.Equal(13 * 8, rows);
        Assert.Equal(rows, Ask("SELECT count(*) FROM lake"));
        Assert.Equal(rows, Ask("SELECT count(DISTINCT id) FROM lake"));
        AssertNone($"SELECT {Columns} FROM lake EXCEPT ALL FROM results");
        AssertNone($"FROM results EXCEPT ALL SELECT {Columns} FROM lake");
        Assert.Equal(0, Ask("SELECT count(*) FROM lake WHERE date IS DISTINCT FROM CAST(processed_at AS DATE)"));
        Assert.Equal(3, Ask("SELECT count(DISTINCT date) FROM lake"));
        Assert.Equal(3, Ask("SELECT count(DISTINCT status) FROM lake"));
    }

    [SkippableFact]
    public void Sums_up_each_date_as_the_documentation_shows()
    {
        _story.Succeed();
        _story.Now += TimeSpan.FromHours(4);
        _story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
        _story.Succeed();
        _story.Succeed();
        Store();
        Drain();

        Run(Documented(0).Replace("data/datalake", Lake, StringComparison.Ordinal));

        Assert.Equal(
            [
                "{'date': 2026-11-24, 'operation': sum, 'status': succeeded, 'finishes': 1, 'ms': 3.0}",
                "{'date': 2026-11-25, 'operation': sum, 'status': succeeded, 'finishes': 2, 'ms': 3.0}",
            ],
            Rows(Documented(1)));
    }

    [SkippableFact]
    public void Finds_lines_as_the_documentation_shows_one()
    {
        _story.Succeed();
        Store();
        Drain();

        var file = Assert.Single(Directory.GetFiles(Lake, "*.ndjson", SearchOption.AllDirectories));
        Assert.Equal(
            Fields(Page.Of("datalake.md").Block("json")), Fields(Assert.Single(File.ReadAllLines(file))));

        static IEnumerable<string> Fields(string line) =>
            JsonElement.Parse(line).EnumerateObject().Select(field => $"{field.Name}: {field.Value.ValueKind}");
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _duck.Dispose();
        _world.Dispose();
    }

    /// <summary>Jobs of every kind of end, one every twenty minutes.</summary>
    private void Live(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            _story.Now += TimeSpan.FromMinutes(20);
            _story.Do(new Heartbeat("bot-1", "session-1", 64, ["sum", "écho"], 0, 0, []));
            var args = Args[i % Args.Length];
            var job = _story.Enqueue(with: spec => (spec.Operation, spec.Args) = (i % 3 == 0 ? "sum" : "écho", args));
            if (i % 4 == 3)
            {
                _story.Do(new Cancel(job, "bob", "not needed"));
                continue;
            }

            _story.Place();
            _ = i % 4 == 2
                ? _story.Fail(job, "it \"broke\"\nbadly: 漢字 🙂 \\", retryable: false)
                : _story.Complete(job, args);
        }

        Store();
    }

    private void Store()
    {
        _world.Store([.. _story.Commits.Skip(_stored)]);
        _stored = _story.Commits.Count;
    }

    private void Drain(Action<ExportStep>? atStep = null)
    {
        var export = new DatalakeExport(_world.TablesDatabase, Lake, _time, atStep);
        while (export.ExportNext().Again)
        {
        }
    }

    private static void Spin(Random chance)
    {
        int rounds;
        lock (chance)
        {
            rounds = chance.Next(0, 5_000);
        }

        Thread.SpinWait(rounds);
    }

    /// <summary>
    /// Gives DuckDB the rows of the table. JSON goes through its own reader, as the lake's does, which has one way to
    /// write a value; and a null it reads as none.
    /// </summary>
    private void TakeTable()
    {
        Run(
            """
            CREATE TABLE results (id BIGINT, job_id UUID, operation VARCHAR, args JSON, status VARCHAR, result JSON,
                error VARCHAR, processed_by VARCHAR, processed_at TIMESTAMP, duration_ms BIGINT, attempt INTEGER,
                token BIGINT)
            """);
        foreach (var row in _world.Results())
        {
            using var insert = Command(
                "INSERT INTO results VALUES "
                + "($1, $2, $3, nullif(json($4), 'null'), $5, nullif(json($6), 'null'), $7, $8, $9, $10, $11, $12)");
            object?[] values =
            [
                row.Id, row.JobId, row.Operation, row.Args, row.Status, row.Result, row.Error, row.ProcessedBy,
                row.ProcessedAt, row.DurationMs, row.Attempt, row.Token,
            ];
            foreach (var value in values)
            {
                insert.Parameters.Add(new DuckDBParameter(value ?? DBNull.Value));
            }

            insert.ExecuteNonQuery();
        }
    }

    private static string Documented(int block) => Page.Of("datalake.md").Block("sql", block);

    private void AssertNone(string sql)
    {
        var rows = Rows(sql);
        Assert.True(rows.Count == 0, string.Join('\n', rows));
    }

    private long Ask(string sql)
    {
        using var command = Command(sql);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Rows as DuckDB writes them.</summary>
    private List<string> Rows(string sql)
    {
        using var command = Command($"SELECT found::VARCHAR FROM ({sql.TrimEnd(';', '\n')}) found");
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private DuckDBCommand Command(string sql)
    {
        var command = _duck.CreateCommand();
#pragma warning disable CA2100 // Constants of this class and of the documentation.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
