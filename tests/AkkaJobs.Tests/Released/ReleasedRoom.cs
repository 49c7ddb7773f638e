using System.Text;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.Released;

/// <summary>Where a node finds the databases of a release, or leaves those that are to be kept.</summary>
internal abstract class ReleasedRoom : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>The node's data folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>The database as the node's setting has it; null for the files in its folder.</summary>
    public abstract string? Database { get; }

    /// <summary>Points a node here.</summary>
    public void Keep(AkkaJobsBuilder jobs) =>
        jobs.Configure(options => options.Database = Database ?? options.Database);

    /// <summary>Brings what is kept into this room.</summary>
    public virtual void Load(string kept) => CopyLake(kept, Folder);

    /// <summary>Keeps what a node that has stopped has left.</summary>
    public virtual void Save(string kept) => CopyLake(Folder, kept);

    public virtual void Dispose() => _folder.Dispose();

    private static void CopyLake(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(from, "datalake"), "*.ndjson", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}

/// <summary>Two files.</summary>
internal sealed class SqliteRoom : ReleasedRoom
{
    private static readonly string[] Files = ["journal.db", "jobs.db"];

    public override string? Database => null;

    public override void Load(string kept)
    {
        base.Load(kept);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(kept, file), Path.Combine(Folder, file));
        }
    }

    public override void Save(string kept)
    {
        base.Save(kept);
        SqliteConnection.ClearAllPools();
        foreach (var file in Files)
        {
            var path = Path.Combine(Folder, file);
            using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)";
                command.ExecuteNonQuery();
            }

            File.Copy(path, Path.Combine(kept, file), overwrite: true);
        }
    }
}

/// <summary>A file of SQL, and a database of the test server.</summary>
internal sealed class PostgresRoom : ReleasedRoom
{
    private const string File = "database.sql";

    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    public override string? Database => $"postgres:{_store.Connection}";

    public override void Load(string kept)
    {
        base.Load(kept);
        _store.Execute(System.IO.File.ReadAllText(Path.Combine(kept, File)));
    }

    public override void Save(string kept)
    {
        base.Save(kept);
        var sql = new StringBuilder();
        using (var empty = PostgresStore.MakeEmpty())
        {
            foreach (var statement in Schema.DryRun(empty.Tables, Schema.Both, TimeProvider.System))
            {
                sql.Append(statement).Append(";\n");
            }
        }

        // Its rows are among the statements.
        foreach (var row in Schema.Both.Where(row => row != typeof(SchemaVersionRow)))
        {
            var table = PostgresSchema.Instance.ModelOf(row);
            using var data = _store.Tables.Query();
            var values = string.Join(", ", table.Columns.Select(column => $"quote_nullable({column.Name})"));
            var names = string.Join(", ", table.Columns.Select(column => column.Name));
            foreach (var line in data.Query<string>(
                $"SELECT concat_ws(', ', {values}) FROM {table.FullName} ORDER BY {table.Columns[0].Name}"))
            {
                sql.Append($"INSERT INTO {table.FullName} ({names}) VALUES ({line});\n");
            }
        }

        sql.Append("SELECT setval(pg_get_serial_sequence('akkajobs.journal', 'ordering'), max(ordering)) ")
            .Append("FROM akkajobs.journal;\n");
        System.IO.File.WriteAllText(Path.Combine(kept, File), sql.ToString());
    }

    public override void Dispose()
    {
        base.Dispose();
        _store.Dispose();
    }
}
