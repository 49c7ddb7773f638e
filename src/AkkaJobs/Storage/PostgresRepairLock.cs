using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>
/// Keeps nodes out while a repair writes: one that starts waits until it is over, and where one is connected the lock
/// is not given. Seen are the sessions of the same name (<c>Application Name</c>) that are older than the lock's.
/// </summary>
internal sealed class PostgresRepairLock : IDisposable
{
    /// <summary>The letters of <c>repairjo</c>, one behind the other.</summary>
    private const string Key = "8243118256654805615";

    private readonly NpgsqlConnection _connection;

    private PostgresRepairLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes it. To be called while this process holds no other connection of the database.</summary>
    /// <returns>Null while a node is connected, or another repair is at work.</returns>
    public static PostgresRepairLock? TryTake(PostgresDatabase database)
    {
        var connection = database.Open();
        var taken = new PostgresRepairLock(connection);
        if (taken.Ask($"SELECT pg_try_advisory_lock({Key})") && !taken.Ask(
            """
            SELECT EXISTS (SELECT 1 FROM pg_stat_activity AS other, pg_stat_activity AS mine
                WHERE mine.pid = pg_backend_pid() AND other.pid <> mine.pid AND other.datname = mine.datname
                    AND other.application_name = mine.application_name AND other.backend_start < mine.backend_start)
            """))
        {
            return taken;
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Waits until no repair is at work.</summary>
    public static void Wait(PostgresDatabase database)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock_shared({Key})", connection);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    // The pool takes the session's locks back with the connection.
    public void Dispose() => _connection.Dispose();

    private bool Ask(string sql)
    {
#pragma warning disable CA2100 // A constant.
        using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        return command.ExecuteScalar() is true;
    }
}
