using AkkaJobs.Storage;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.Storage;

/// <summary>The schema on SQLite.</summary>
public sealed class SchemaOnSqlite() : SchemaSpec(SqliteStore.New, Schema.Tables, "INTEGER")
{
    [Fact]
    public void The_journal_is_on_the_disk_before_a_commit_returns()
    {
        using var store = SqliteStore.New();

        // As Akka.Persistence.Sql opens it: by the connection string alone.
        using var connection = new SqliteConnection(((SqliteDatabase)store.Journal).ConnectionString);
        connection.Open();
        Assert.Equal("wal", Ask(connection, "PRAGMA journal_mode"));
        Assert.Equal("2", Ask(connection, "PRAGMA synchronous"));
    }

    [Fact]
    public void A_dry_run_makes_no_file()
    {
        using var folder = new TempFolder();
        var tables = SqliteDatabase.Tables(folder.Path);

        Assert.NotEmpty(Schema.DryRun(tables, Schema.Tables, TimeProvider.System));
        Assert.False(File.Exists(tables.Path));
    }

    private static string Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}

/// <summary>How tables are made, brought forward and compared, on any database.</summary>
public abstract class SchemaSpec : IDisposable
{
    private static readonly Migration[] OneMore =
    [
        new(2, "offsets get an owner", typeof(OffsetRow), dialect =>
        [
            $"ALTER TABLE {dialect.Named("offsets")} ADD COLUMN owner TEXT",
            $"UPDATE {dialect.Named("offsets")} SET owner = 'nobody'",
        ]),
    ];

    private readonly TestStore _store;
    private readonly IReadOnlyList<Type> _rows;
    private readonly string _long;

    private protected SchemaSpec(Func<TestStore> newStore, IReadOnlyList<Type> rows, string longType)
    {
        _store = newStore();
        _rows = rows;
        _long = longType;
    }

    [SkippableFact]
    public void Makes_what_is_missing_and_finds_it_right_the_next_time()
    {
        Change("DROP TABLE offsets; DROP INDEX jobs_status");
        Assert.Equal(2, DryRun().Count);

        Prepare();
        Assert.Empty(DryRun());
        Prepare();
    }

    [SkippableTheory]
    [InlineData("ALTER TABLE results DROP COLUMN result", "results.result: missing, must be TEXT")]
    [InlineData("ALTER TABLE results RENAME COLUMN result TO sum", "results.result: missing, must be TEXT")]
    [InlineData("ALTER TABLE jobs DROP COLUMN max_attempts; ALTER TABLE jobs ADD COLUMN max_attempts TEXT",
        "jobs.max_attempts: is TEXT, must be INTEGER")]
    [InlineData("DROP TABLE offsets; CREATE TABLE offsets (name TEXT NOT NULL PRIMARY KEY, number LONG, "
        + "journal_row LONG, token LONG, updated_at TEXT, owner TEXT NOT NULL)",
        "offsets.owner: not known here, but NOT NULL without a default")]
    [InlineData("DROP TABLE offsets; CREATE TABLE offsets (name TEXT NOT NULL, number LONG, journal_row LONG, "
        + "token LONG, updated_at TEXT)", "offsets.name: must be in the primary key")]
    [InlineData("DROP TABLE datalake_plan; CREATE TABLE datalake_plan (name TEXT NOT NULL PRIMARY KEY, "
        + "exported LONG, first LONG NOT NULL, last LONG, date TEXT, updated_at TEXT)",
        "datalake_plan.first: is NOT NULL, must allow null")]
    public void Stops_at_a_table_of_another_shape_and_names_the_column(string change, string difference)
    {
        Change(change);

        var mismatch = Assert.Throws<SchemaMismatchException>(() => Prepare());

        Assert.Equal([difference], mismatch.Differences);
        Assert.Contains(difference, mismatch.Message, StringComparison.Ordinal);
        Assert.Contains(_store.Tables.Place, mismatch.Message, StringComparison.Ordinal);
        Assert.Equal([difference], Assert.Throws<SchemaMismatchException>(() => DryRun()).Differences);
    }

    [SkippableTheory]
    [InlineData("jobs_status", "INDEX jobs_status ON jobs (operationKEY)",
        "jobs, index jobs_status: is on (operationKEY), must be on (statusKEY)")]
    [InlineData("jobs_status", "INDEX jobs_status ON jobs (status DESCKEY)",
        "jobs, index jobs_status: is on (status DESCKEY), must be on (statusKEY)")]
    [InlineData("jobs_id", "INDEX jobs_id ON jobs (id)", "jobs, index jobs_id: must be unique")]
    [InlineData("jobs_bot", "UNIQUE INDEX jobs_bot ON jobs (botKEY) WHERE bot IS NOT NULL",
        "jobs, index jobs_bot: must not be unique")]
    [InlineData("jobs_bot", "INDEX jobs_bot ON jobs (botKEY)",
        "jobs, index jobs_bot: holds every row, must hold rows with bot IS NOT NULL")]
    [InlineData("jobs_queue", "INDEX jobs_queue ON jobs (queueKEY) WHERE queue <> 'mail'",
        "jobs, index jobs_queue: holds rows with queue <> 'mail', must hold rows with queue <> 'default'")]
    [InlineData("jobs_status", "INDEX jobs_status ON jobs (statusKEY) WHERE attempt > 1",
        "jobs, index jobs_status: holds rows with attempt > 1, must hold every row")]
    [InlineData("jobs_status", "INDEX jobs_status ON results (status)",
        "jobs, index jobs_status: is an index of results")]
    public void Stops_at_an_index_of_another_shape_and_names_it(string drop, string create, string difference)
    {
        ChangeIndex(drop, create);

        var mismatch = Assert.Throws<SchemaMismatchException>(() => Prepare());

        Assert.Equal([WithKey(difference)], mismatch.Differences);
        Assert.Equal([WithKey(difference)], Assert.Throws<SchemaMismatchException>(() => DryRun()).Differences);
    }

    [SkippableFact]
    public void An_index_that_says_the_same_in_other_words_is_the_same()
    {
        ChangeIndex("jobs_queue", "index  jobs_queue on jobs(queueKEY)\n where  (queue  <> 'default')");

        Prepare();
        Assert.Empty(DryRun());
    }

    [SkippableFact]
    public void Lists_every_difference_at_once()
    {
        Change("DROP TABLE results; CREATE TABLE results (id LONG PRIMARY KEY, job_id TEXT NOT NULL, "
            + "sum TEXT NOT NULL)");

        var mismatch = Assert.Throws<SchemaMismatchException>(() => Prepare());

        Assert.Equal(11, mismatch.Differences.Count);
        Assert.Contains("results.result: missing, must be TEXT", mismatch.Differences);
        Assert.Contains("results.sum: not known here, but NOT NULL without a default", mismatch.Differences);
    }

    [SkippableFact]
    public void Leaves_a_column_alone_that_may_stay_empty()
    {
        Change("ALTER TABLE jobs ADD COLUMN note TEXT; ALTER TABLE jobs ADD COLUMN cost LONG NOT NULL DEFAULT 0");

        Prepare();
    }

    [SkippableFact]
    public void A_migration_is_run_once_and_recorded()
    {
        Change("INSERT INTO offsets (name, number, journal_row, token, updated_at) VALUES ('tables', 5, 2, 1, '')");

        Assert.Equal(3, DryRun(OneMore).Count);
        Prepare(OneMore);
        Prepare(OneMore);

        Assert.Empty(DryRun(OneMore));
        Assert.Equal("nobody", Ask("SELECT owner FROM offsets"));
        Assert.Equal("2: offsets get an owner", Ask(
            "SELECT version || ': ' || what FROM schema_version ORDER BY version DESC LIMIT 1"));
    }

    [SkippableFact]
    public void A_migration_that_fails_leaves_everything_as_it_was()
    {
        Migration[] broken =
        [
            .. OneMore,
            new Migration(3, "breaks", typeof(OffsetRow), _ => ["ALTER TABLE no_such_table ADD COLUMN more TEXT"]),
        ];

        Assert.ThrowsAny<System.Data.Common.DbException>(() => Prepare(broken));

        Assert.Empty(DryRun());
    }

    [SkippableFact]
    public void A_schema_of_a_later_version_is_left_alone()
    {
        Prepare(OneMore);

        var later = Assert.Throws<SchemaTooNewException>(() => Prepare());

        Assert.Contains("has version 2, but this version of AkkaJobs knows none after 1", later.Message,
            StringComparison.Ordinal);
        Assert.Throws<SchemaTooNewException>(() => DryRun());
    }

    [SkippableFact]
    public void One_made_before_versions_were_recorded_has_the_first()
    {
        Change("DROP TABLE schema_version");

        Prepare(OneMore);

        Assert.Equal("found, offsets get an owner", Ask(
            $"SELECT {(_long == "BIGINT" ? "string_agg" : "group_concat")}(what, ', ') FROM schema_version"));
    }

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static void Prepare(
        JobsDatabase database, IReadOnlyList<Type> rows, IReadOnlyList<Migration>? migrations = null) =>
        Schema.Prepare(database, rows, TimeProvider.System, migrations);

    private void Prepare(IReadOnlyList<Migration>? migrations = null) => Prepare(_store.Tables, _rows, migrations);

    private IReadOnlyList<string> DryRun(IReadOnlyList<Migration>? migrations = null) =>
        Schema.DryRun(_store.Tables, _rows, TimeProvider.System, migrations);

    private void ChangeIndex(string drop, string create) => Change(WithKey($"DROP INDEX {drop}; CREATE {create}"));

    /// <summary>PostgreSQL's indexes name the row's own number at their end.</summary>
    private string WithKey(string text) =>
        text.Replace("KEY", _long == "BIGINT" ? ", sequence" : "", StringComparison.Ordinal);

    private void Change(string sql) => _store.Execute(sql.Replace("LONG", _long, StringComparison.Ordinal));

    private string Ask(string sql)
    {
        using var connection = _store.Tables.OpenToLook();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}
