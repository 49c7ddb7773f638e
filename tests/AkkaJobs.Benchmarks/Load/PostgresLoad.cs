using System.Diagnostics;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Postgres;
using Npgsql;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>A database of a PostgreSQL for one run, and what it can do at most.</summary>
internal sealed class PostgresLoad : IDisposable
{
    private const string Name = "akkajobs_load";

    private static readonly string[] Tables = ["journal", "jobs", "results"];

    private readonly PostgresServer _server;

    public PostgresLoad()
    {
        PostgresServer.IsDurable = true;
        _server = PostgresServer.Shared ?? throw new InvalidOperationException(PostgresServer.Missing);
        _server.Drop(Name);
        Connection = _server.Create(Name);
    }

    public string Connection { get; }

    /// <summary>
    /// Time to copy the rows that a run has left into tables of the same shape, with their indexes; journal and tables
    /// side by side, as the system writes them.
    /// </summary>
    public TimeSpan MeasureRawLimit()
    {
        var rows = Tables.ToDictionary(table => table, Export);
        using (var connection = Open())
        {
            Run(connection, "DROP SCHEMA akkajobs CASCADE");
        }

        using (var database = new PostgresDatabase(Connection))
        {
            Schema.Prepare(database, Schema.Both, TimeProvider.System);
        }

        var watch = Stopwatch.StartNew();
        Parallel.Invoke(
            () => Import("journal", rows["journal"]),
            () =>
            {
                Import("jobs", rows["jobs"]);
                Import("results", rows["results"]);
            });
        return watch.Elapsed;
    }

    public void Dispose() => _server.Drop(Name);

    private byte[] Export(string table)
    {
        using var connection = Open();
        using var copy = connection.BeginRawBinaryCopy($"COPY akkajobs.{table} TO STDOUT (FORMAT BINARY)");
        using var rows = new MemoryStream();
        copy.CopyTo(rows);
        return rows.ToArray();
    }

    private void Import(string table, byte[] rows)
    {
        using var connection = Open();
        using var copy = connection.BeginRawBinaryCopy($"COPY akkajobs.{table} FROM STDIN (FORMAT BINARY)");
        copy.Write(rows);
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(Connection + ";Pooling=false;Command Timeout=0");
        connection.Open();
        return connection;
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
