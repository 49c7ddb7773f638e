using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// What the machine can do at most: the rows that a run has left, written again with nothing in between.
/// </summary>
internal static class RawLimit
{
    private const int RowsPerTableCommit = 5_000;

    /// <summary>Time to write journal and tables side by side, as the system does: a thread for each file.</summary>
    public static TimeSpan Measure(string folder)
    {
        var journal = ReadAll(Path.Combine(folder, "journal.db"), ["journal"]);
        var tables = ReadAll(Path.Combine(folder, "jobs.db"), ["jobs", "results"]);
        var watch = Stopwatch.StartNew();
        Parallel.Invoke(
            () => WriteAll(Path.Combine(folder, "raw-journal.db"), journal, rowsPerCommit: 1, "FULL"),
            () => WriteAll(Path.Combine(folder, "raw-jobs.db"), tables, RowsPerTableCommit, "NORMAL"));
        return watch.Elapsed;
    }

    private static List<(string[] Schema, string Table, List<object[]> Rows)> ReadAll(string file, string[] tables)
    {
        using var connection = Open(file);
        return [.. tables.Select(table => (Schema(connection, table), table, Rows(connection, table)))];
    }

    private static void WriteAll(
        string file, List<(string[] Schema, string Table, List<object[]> Rows)> tables, int rowsPerCommit, string sync)
    {
        using var connection = Open(file);
        Run(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {sync};");
        foreach (var (schema, table, rows) in tables)
        {
            foreach (var sql in schema)
            {
                Run(connection, sql);
            }

            Insert(connection, table, rows, rowsPerCommit);
        }
    }

    private static void Insert(SqliteConnection connection, string table, List<object[]> rows, int rowsPerCommit)
    {
        if (rows.Count == 0)
        {
            return;
        }

        using var insert = connection.CreateCommand();
        var names = Enumerable.Range(0, rows[0].Length).Select(i => $"$p{i}").ToArray();
        insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", names)})";
        var parameters = names.Select(name => insert.Parameters.AddWithValue(name, DBNull.Value)).ToArray();
        insert.Prepare();
        foreach (var chunk in rows.Chunk(rowsPerCommit))
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var row in chunk)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i];
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private static string[] Schema(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE tbl_name = $table AND sql IS NOT NULL";
        command.Parameters.AddWithValue("$table", table);
        using var reader = command.ExecuteReader();
        var schema = new List<string>();
        while (reader.Read())
        {
            schema.Add(reader.GetString(0));
        }

        return [.. schema];
    }

    private static List<object[]> Rows(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table}";
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
