using AkkaJobs.Storage;
using Npgsql;

namespace AkkaJobs.Tests.Storage;

/// <summary>A process that is stopped in the middle of a write must not keep its successor from writing.</summary>
public sealed class PostgresLockTests : IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    [SkippableFact]
    public async Task A_row_that_a_silent_process_has_not_committed_is_free_again_soon()
    {
        using var silent = new PostgresDatabase(_store.Connection);
        using var other = new PostgresDatabase(_store.Connection);
        Schema.Prepare(silent, Schema.Both, TimeProvider.System);
        await using var stopped = silent.Open();
        await using var transaction = await stopped.BeginTransactionAsync();
        await InsertAsync(stopped, "stopped");

        await using var connection = other.Open();
        await InsertAsync(connection, "successor");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
    }

    [SkippableFact]
    public void A_read_may_be_silent_and_the_connection_string_has_the_last_word()
    {
        using var database = new PostgresDatabase(_store.Connection);
        using (var read = database.Read())
        {
            Assert.Equal("0", Show((NpgsqlConnection)read.Data.OpenDbConnection()));
        }

        using var connection = database.Open();
        Assert.Equal("5s", Show(connection));
        using var patient = new PostgresDatabase(
            _store.Connection + ";Options=-c idle_in_transaction_session_timeout=60000");
        using var other = patient.Open();
        Assert.Equal("1min", Show(other));
    }

    public void Dispose() => _store.Dispose();

    private static async Task InsertAsync(NpgsqlConnection connection, string writer)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, writer_uuid)
            VALUES (0, false, 'coordinator', 1, '', $1)
            """,
            connection);
        command.Parameters.AddWithValue(writer);
        await command.ExecuteNonQueryAsync();
    }

    private static string? Show(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SHOW idle_in_transaction_session_timeout", connection);
        return command.ExecuteScalar() as string;
    }
}
