using System.Data;
using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>
/// One PostgreSQL database, which holds journal and tables in the schema <c>akkajobs</c>. One pool of connections
/// serves all of it. Connection strings do not leave this type: they hold credentials.
/// </summary>
internal sealed class PostgresDatabase : JobsDatabase, IDisposable
{
    /// <summary>Connections of a node at most, unless its connection string says otherwise.</summary>
    public const int MaxConnections = 32;

    /// <summary>
    /// How long a process may be silent within a transaction before the server ends it, 5 s: a process that is stopped
    /// there would keep its locks, among them that on the journal's next row, and nobody could succeed it.
    /// </summary>
    private const string SilenceWithin = "-c idle_in_transaction_session_timeout=5000";

    private static readonly IDataProvider Provider = PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15);

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly Lazy<NpgsqlDataSource> _source;

    /// <param name="connection">
    /// As Npgsql reads it. Where it leaves them out: at most <see cref="MaxConnections"/>, the name <c>akkajobs</c>,
    /// and a sign of life every 30 s, since a server that vanished without a word would not be noticed for hours.
    /// </param>
    /// <exception cref="ArgumentException">Npgsql cannot read it. The message may hold parts of it.</exception>
    public PostgresDatabase(string connection)
    {
        _settings = new NpgsqlConnectionStringBuilder(connection) { SearchPath = PostgresSchema.Name };
        Default("Maximum Pool Size", MaxConnections);
        Default("Application Name", PostgresSchema.Name);
        Default("Keepalive", 30);

        // Before what the connection string has, which so has the last word.
        _settings.Options = $"{SilenceWithin} {_settings.Options}".TrimEnd();
        _source = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(_settings));
        Options = new DataOptions()
            .UseDataProvider(Provider)
            .UseProvider(ProviderName.PostgreSQL15)
            .UseConnectionFactory(_ => _source.Value.CreateConnection());

        void Default(string keyword, object value)
        {
            if (!_settings.ShouldSerialize(keyword))
            {
                _settings[keyword] = value;
            }
        }
    }

    public override string Place => $"PostgreSQL {_settings.Host}, database {Database}, schema {PostgresSchema.Name}";

    public override DataOptions Options { get; }

    public override SchemaDialect Dialect => PostgresSchema.Instance;

    public override string PutJournalBack => "Put back one backup of the whole database";

    public override string DropTables =>
        $"drop the tables jobs, results, offsets and datalake_plan of schema {PostgresSchema.Name}";

    public override string StoredText(string text) => PostgresRows.Storable(text);

    private string Database => _settings.Database ?? _settings.Username ?? "of the role's name";

    /// <summary>Opens a connection of the pool.</summary>
    public NpgsqlConnection Open() => _source.Value.OpenConnection();

    /// <summary>Opens a connection of the pool.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync() => _source.Value.OpenConnectionAsync();

    public override DataConnection QueryDurably()
    {
        var data = Query();

        // Only where it is a server's default that a commit may be lost; undone when the connection goes back.
        data.Execute("SET synchronous_commit TO on");
        return data;
    }

    public override ReadTransaction Read()
    {
        var connection = Open();
        try
        {
            var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);

            // It holds up nobody, and may take its time between two reads.
            using var command = new NpgsqlCommand(
                "SET LOCAL idle_in_transaction_session_timeout = 0", connection, transaction);
            command.ExecuteNonQuery();
            return new ReadTransaction(Provider, connection, transaction);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="SchemaMismatchException">The database cannot hold every text.</exception>
    public override DbConnection OpenForSchema()
    {
        var connection = Open();
        using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        if (command.ExecuteScalar() is string encoding and not "UTF8")
        {
            connection.Dispose();
            throw new SchemaMismatchException(Place, [$"the database: has the encoding {encoding}, must have UTF8"]);
        }

        return connection;
    }

    public override DbConnection OpenToLook() => Open();

    public override ITableWriter NewWriter(string follower, TimeProvider time, Action<WriteStep>? atStep = null) =>
        new PostgresTableWriter(this, follower, time, atStep);

    public override FinishReader NewFinishReader(DataConnection data) =>
        new PostgresFinishReader((NpgsqlConnection)data.OpenDbConnection());

    public void Dispose()
    {
        if (_source.IsValueCreated)
        {
            _source.Value.Dispose();
        }
    }
}
