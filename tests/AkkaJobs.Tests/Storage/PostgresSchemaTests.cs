using AkkaJobs.Storage;
using AkkaJobs.Tests.Postgres;

namespace AkkaJobs.Tests.Storage;

/// <summary>The schema on PostgreSQL.</summary>
public sealed class SchemaOnPostgres() : SchemaSpec(PostgresStore.New, Schema.Both, "BIGINT");

/// <summary>What only a database with several nodes and roles has to show.</summary>
public sealed class PostgresSchemaTests : IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    [SkippableFact]
    public async Task Of_many_nodes_at_once_one_makes_the_schema_and_the_others_wait()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Prepare(_store.Connection)));
        await Task.WhenAll(nodes);

        Assert.Equal("made", Ask("SELECT string_agg(what, ', ') FROM schema_version"));
    }

    [SkippableFact]
    public async Task Of_many_nodes_at_once_one_migrates_and_the_others_wait()
    {
        Prepare(_store.Connection);
        Migration[] steps =
        [
            new(2, "second", typeof(OffsetRow), d => [$"ALTER TABLE {d.Named("offsets")} ADD COLUMN owner TEXT"]),
        ];
        var nodes = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Prepare(_store.Connection, steps)));
        await Task.WhenAll(nodes);

        Assert.Equal("made, second", Ask("SELECT string_agg(what, ', ' ORDER BY version) FROM schema_version"));
    }

    [SkippableFact]
    public void What_a_dry_run_prints_makes_the_schema_whoever_runs_it()
    {
        using var database = new PostgresDatabase(_store.Connection);
        var sql = Schema.DryRun(database, Schema.Both, TimeProvider.System);
        Assert.Contains("CREATE SCHEMA akkajobs", sql);

        // Without the search path of our own connections, as psql would.
        PostgresServer.Shared!.Execute(string.Join(";\n", sql), _store.Name);

        Assert.Empty(Schema.DryRun(database, Schema.Both, TimeProvider.System));
        Prepare(_store.Connection);
    }

    [SkippableFact]
    public void A_number_that_the_database_does_not_make_is_named()
    {
        Prepare(_store.Connection);
        _store.Execute("ALTER TABLE journal ALTER COLUMN ordering DROP IDENTITY");

        var mismatch = Assert.Throws<SchemaMismatchException>(() => Prepare(_store.Connection));

        Assert.Equal(["journal.ordering: must be numbered by the database"], mismatch.Differences);
    }

    [SkippableFact]
    public void A_database_that_cannot_hold_every_text_is_refused()
    {
        var name = $"{_store.Name}_ascii";
        PostgresServer.Shared!.Execute(
            $"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
        var mismatch = Assert.Throws<SchemaMismatchException>(
            () => Prepare(PostgresServer.Shared.ConnectionTo(name)));

        Assert.Equal(["the database: has the encoding SQL_ASCII, must have UTF8"], mismatch.Differences);
        PostgresServer.Shared.Drop(name);
    }

    public void Dispose() => _store.Dispose();

    private static void Prepare(string connection, IReadOnlyList<Migration>? steps = null)
    {
        using var database = new PostgresDatabase(connection);
        Schema.Prepare(database, Schema.Both, TimeProvider.System, steps);
    }

    private string Ask(string sql)
    {
        using var connection = _store.Tables.OpenToLook();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}
