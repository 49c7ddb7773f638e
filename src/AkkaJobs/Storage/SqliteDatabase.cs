using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkkaJobs.Storage;

/// <summary>One SQLite file: how it is opened for writing and for reading.</summary>
internal sealed class SqliteDatabase : JobsDatabase
{
    private readonly string _pragmas;
    private readonly string _connection;

    private SqliteDatabase(string path, string pragmas)
    {
        Path = path;
        _pragmas = pragmas;
        _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        Options = new DataOptions().UseConnectionString(ProviderName.SQLiteMS, _connection);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public override string Place => Path;

    /// <summary>As Akka.Persistence.Sql and linq2db want it.</summary>
    public string ConnectionString => _connection;

    public override DataOptions Options { get; }

    public override SchemaDialect Dialect => SqliteSchema.Instance;

    public override string PutJournalBack => "Put back the journal.db that belongs to these tables";

    public override string DropTables => "move jobs.db away";

    /// <summary><c>journal.db</c>: the truth, so every commit is on the disk before anyone hears of it.</summary>
    public static SqliteDatabase Journal(string folder) =>
        new(System.IO.Path.Combine(folder, "journal.db"), "PRAGMA synchronous = FULL");

    /// <summary>
    /// <c>jobs.db</c>. <c>synchronous = NORMAL</c> may lose the last commits when the machine fails, but never a part
    /// of one: rows and offset go together, and the follower writes them again from the journal.
    /// </summary>
    public static SqliteDatabase Tables(string folder) => new(
        System.IO.Path.Combine(folder, "jobs.db"),
        "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192");

    /// <summary>Opens it, and makes the file if there is none.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            Execute(connection, _pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens it for one thread at a time: without the locks that SQLite takes in every call, a tenth of a writer's
    /// time. A transaction that was begun ends when it is disposed of.
    /// </summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public sqlite3 OpenForOneThread()
    {
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(Path, out var handle, Flags, null);
        try
        {
            SqliteException.ThrowExceptionForRC(code, handle);
            raw.sqlite3_busy_timeout(handle, 5_000);
            SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(handle, _pragmas), handle);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override DataConnection QueryDurably()
    {
        var data = Query();
        data.Execute("PRAGMA synchronous = FULL");
        return data;
    }

    public override ReadTransaction Read()
    {
        var connection = Open();

        // Not deferred it would ask for the write lock.
        var transaction = connection.BeginTransaction(deferred: true);
        var provider = SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft, _connection);
        return new ReadTransaction(provider, connection, transaction);
    }

    public override DbConnection OpenForSchema()
    {
        var connection = Open();

        // Part of the file, not of the connection: readers of any process go on while one writes.
        Execute(connection, "PRAGMA journal_mode = WAL");
        return connection;
    }

    public override DbConnection OpenToLook()
    {
        var connection = new SqliteConnection(
            File.Exists(Path) ? _connection + ";Mode=ReadOnly;Pooling=False" : "Data Source=:memory:");
        connection.Open();
        return connection;
    }

    public override ITableWriter NewWriter(string follower, TimeProvider time, Action<WriteStep>? atStep = null) =>
        new TableWriter(this, follower, time, atStep);

    public override FinishReader NewFinishReader(DataConnection data) =>
        new SqliteFinishReader((SqliteConnection)data.OpenDbConnection());

    private static void Execute(SqliteConnection connection, string pragmas)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = pragmas;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
