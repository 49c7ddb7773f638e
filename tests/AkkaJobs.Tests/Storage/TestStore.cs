using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Postgres;
using LinqToDB.Data;

namespace AkkaJobs.Tests.Storage;

/// <summary>The databases of one test, with their schema; they go away with it.</summary>
internal abstract class TestStore(JobsDatabase journal, JobsDatabase tables) : IDisposable
{
    private readonly TempFolder _folder = new();

    public JobsDatabase Journal { get; } = journal;

    public JobsDatabase Tables { get; } = tables;

    /// <summary>For what does not stand in a database.</summary>
    public string Folder => _folder.Path;

    /// <summary>Both as a node has them; they go with this.</summary>
    public abstract JobsStore Node { get; }

    /// <summary>Runs SQL that both databases know, on the tables.</summary>
    public void Execute(string sql)
    {
        using var data = Tables.Query();
        data.Execute(sql);
    }

    /// <summary>Has a table refuse rows.</summary>
    /// <param name="table">Which one.</param>
    /// <param name="where">Which rows, of <c>NEW</c>.</param>
    /// <param name="words">What it says.</param>
    public abstract void Refuse(string table, string where, string words);

    public virtual void Dispose() => _folder.Dispose();
}

/// <summary>Two files, as a node on SQLite has them.</summary>
internal sealed class SqliteStore : TestStore
{
    private readonly TempFolder _files;

    private SqliteStore(TempFolder files)
        : base(SqliteDatabase.Journal(files.Path), SqliteDatabase.Tables(files.Path))
    {
        _files = files;
        Schema.Prepare(Journal, Schema.Journal, TimeProvider.System);
        Schema.Prepare(Tables, Schema.Tables, TimeProvider.System);
    }

    public override JobsStore Node => JobsStore.In(_files.Path, TimeProvider.System);

    public static TestStore New() => new SqliteStore(new TempFolder());

    public override void Refuse(string table, string where, string words) => Execute(
        $"CREATE TRIGGER no BEFORE INSERT ON {table} WHEN {where} BEGIN SELECT RAISE(ABORT, '{words}'); END");

    public override void Dispose()
    {
        base.Dispose();
        _files.Dispose();
    }
}

/// <summary>One database of the test server.</summary>
internal sealed class PostgresStore : TestStore
{
    private static readonly Lazy<string> Template = new(MakeTemplate);
    private static int _made;

    private readonly PostgresDatabase _database;
    private readonly string _name;

    private PostgresStore(PostgresDatabase database, string name)
        : base(database, database)
    {
        _database = database;
        _name = name;
    }

    /// <summary>Of the database.</summary>
    public string Name => _name;

    /// <summary>The connection string.</summary>
    public string Connection => PostgresServer.Shared!.ConnectionTo(_name);

    public override JobsStore Node => JobsStore.On(_database, TimeProvider.System);

    private static string Prefix => $"akkajobs_test_{Environment.ProcessId}";

    public static TestStore New() => Make();

    public static PostgresStore Make()
    {
        Skip.If(PostgresServer.Shared is null, PostgresServer.Missing);
        var name = $"{Prefix}_{Interlocked.Increment(ref _made)}";
        return new PostgresStore(new PostgresDatabase(PostgresServer.Shared.Create(name, Template.Value)), name);
    }

    /// <summary>A database without anything in it.</summary>
    public static PostgresStore MakeEmpty()
    {
        Skip.If(PostgresServer.Shared is null, PostgresServer.Missing);
        var name = $"{Prefix}_{Interlocked.Increment(ref _made)}";
        return new PostgresStore(new PostgresDatabase(PostgresServer.Shared.Create(name)), name);
    }

    public override void Refuse(string table, string where, string words) => Execute(
        $"""
        CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$;
        CREATE TRIGGER no BEFORE INSERT ON {table} FOR EACH ROW WHEN ({where}) EXECUTE FUNCTION no();
        """);

    public override void Dispose()
    {
        base.Dispose();
        _database.Dispose();
        PostgresServer.Shared!.Drop(_name);
    }

    /// <summary>A copy is made faster than a schema.</summary>
    private static string MakeTemplate()
    {
        var name = $"{Prefix}_template";
        using var database = new PostgresDatabase(PostgresServer.Shared!.Create(name));
        Schema.Prepare(database, Schema.Both, TimeProvider.System);
        if (!PostgresServer.Shared.IsPrivate)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => PostgresServer.Shared.Drop(name);
        }

        return name;
    }
}
