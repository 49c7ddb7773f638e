using LinqToDB.Data;

namespace AkkaJobs.Tests.Storage;

/// <summary>Indexes on SQLite.</summary>
public sealed class IndexesOnSqlite() : IndexSpec(SqliteStore.New())
{
    protected override string Explain => "EXPLAIN QUERY PLAN";

    protected override string Sorts => "TEMP B-TREE";
}

/// <summary>Indexes on PostgreSQL, whose planner would rather read the few rows of a test.</summary>
public sealed class IndexesOnPostgres() : IndexSpec(PostgresStore.New())
{
    protected override string Explain => "SET enable_seqscan TO off; SET enable_bitmapscan TO off; EXPLAIN";

    protected override string Sorts => "Sort";
}

/// <summary>A list newest first is read from an index, in its order, however many rows there are.</summary>
public abstract class IndexSpec : IDisposable
{
    private readonly TestStore _store;

    private protected IndexSpec(TestStore store) => _store = store;

    /// <summary>What makes a statement tell its plan.</summary>
    protected abstract string Explain { get; }

    /// <summary>What a plan says when rows are sorted.</summary>
    protected abstract string Sorts { get; }

    [SkippableTheory]
    [InlineData("jobs", "status = 'succeeded'", "sequence", "jobs_status")]
    [InlineData("jobs", "operation = 'sum'", "sequence", "jobs_operation")]
    [InlineData("jobs", "queue = 'mail' AND queue <> 'default'", "sequence", "jobs_queue")]
    [InlineData("jobs", "bot = 'bot-1'", "sequence", "jobs_bot")]
    [InlineData("jobs", "status = 'failed' AND operation = 'sum'", "sequence", "jobs_failed")]
    [InlineData("results", "status = 'failed'", "id", "results_status")]
    [InlineData("results", "status = 'failed' AND operation = 'sum'", "id", "results_failed")]
    [InlineData("results", "operation = 'sum'", "id", "results_operation")]
    [InlineData("results", "processed_by = 'bot-1'", "id", "results_processed_by")]
    [InlineData("results", "job_id = 'x'", "id", "results_job_id")]
    public void A_list_is_read_from_an_index_without_sorting(string table, string where, string key, string index)
    {
        var plan = PlanOf($"SELECT * FROM {table} WHERE {where} ORDER BY {key} DESC LIMIT 51");

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain(Sorts, plan, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("jobs", "sequence < 1000 ", "sequence")]
    [InlineData("results", "id < 1000", "id")]
    public void A_page_of_everything_is_read_by_its_number(string table, string where, string key)
    {
        var plan = PlanOf($"SELECT * FROM {table} WHERE {where} ORDER BY {key} DESC LIMIT 51");

        Assert.DoesNotContain(Sorts, plan, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _store.Dispose();
    }

    private string PlanOf(string sql)
    {
        using var data = _store.Tables.Query();
        using var reader = data.ExecuteReader($"{Explain} {sql}");
        var lines = new List<string>();
        while (reader.Reader!.Read())
        {
            var row = new object[reader.Reader.FieldCount];
            reader.Reader.GetValues(row);
            lines.Add(string.Join(' ', row));
        }

        return string.Join('\n', lines);
    }
}
