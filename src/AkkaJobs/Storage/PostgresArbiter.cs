using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>
/// The database as the one place that every coordinator's node can ask: who has a lease, and which side of a split goes
/// on. All times are of its own clock. Each call is one short transaction and gives up after <see cref="Seconds"/>.
/// </summary>
internal sealed class PostgresArbiter(PostgresDatabase database)
{
    private const int Seconds = 2;

    /// <summary>The letters of <c>splitjob</c>, one behind the other.</summary>
    private const long SplitKey = 0x73706C69746A6F62;

    private const string Leases = $"{PostgresSchema.Name}.leases";
    private const string Downed = $"{PostgresSchema.Name}.downed_nodes";
    private const string Format = "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'";
    private const string Now = $"to_char(clock_timestamp() AT TIME ZONE 'UTC', {Format})";

    /// <summary>A process that was given up before then is not waited for any more.</summary>
    private const string Past = $"to_char(clock_timestamp() AT TIME ZONE 'UTC' - interval '30 days', {Format})";

    /// <summary>Takes a lease that nobody has, or renews one's own.</summary>
    /// <returns>Whether it is the owner's now.</returns>
    public Task<bool> TryLeaseAsync(string name, string owner, TimeSpan lasts) => AskAsync(
        $"""
        INSERT INTO {Leases} AS held (name, owner, expires_at)
        VALUES ($1, $2, to_char(clock_timestamp() AT TIME ZONE 'UTC' + $3, {Format}))
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
            WHERE held.owner = excluded.owner OR held.expires_at < {Now}
        RETURNING true
        """,
        name, owner, lasts);

    /// <summary>Gives a lease back, if it is the owner's.</summary>
    public Task ReleaseAsync(string name, string owner) =>
        AskAsync($"DELETE FROM {Leases} WHERE name = $1 AND owner = $2", name, owner);

    /// <summary>Who has a lease that still lasts; null if nobody.</summary>
    public async Task<string?> HolderOfAsync(string name)
    {
        await using var connection = await database.OpenAsync().ConfigureAwait(false);
        await using var command = Command(
            connection, $"SELECT owner FROM {Leases} WHERE name = $1 AND expires_at >= {Now}", name);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) as string;
    }

    /// <summary>Whether any of some processes has been given up.</summary>
    public Task<bool> IsAnyDownedAsync(string[] nodes) =>
        AskAsync($"SELECT EXISTS (SELECT 1 FROM {Downed} WHERE node = ANY ($1))", [nodes]);

    /// <summary>
    /// Gives the others up, unless one of ours has been given up already: of two sides that ask, one goes on.
    /// </summary>
    /// <param name="ours">Processes of this side.</param>
    /// <param name="others">Processes of the other.</param>
    /// <param name="by">The process that asks.</param>
    /// <returns>Whether this side goes on.</returns>
    public async Task<bool> TryDownAsync(string[] ours, string[] others, string by)
    {
        await using var connection = await database.OpenAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await RunAsync($"SELECT pg_advisory_xact_lock({SplitKey})").ConfigureAwait(false);

        // Under the lock, so in a statement behind it: one before would not see what a rival has just stored.
        await using var ask = Command(
            connection, $"SELECT EXISTS (SELECT 1 FROM {Downed} WHERE node = ANY ($1))", [ours]);
        if (await ask.ExecuteScalarAsync().ConfigureAwait(false) is true)
        {
            return false;
        }

        await RunAsync($"DELETE FROM {Downed} WHERE downed_at < {Past}").ConfigureAwait(false);
        await RunAsync(
            $"""
            INSERT INTO {Downed} (node, downed_by, downed_at)
            SELECT other, $2, {Now} FROM unnest($1) AS other
            ON CONFLICT (node) DO NOTHING
            """,
            others, by).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = Command(connection, sql, values);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> AskAsync(string sql, params object[] values)
    {
        await using var connection = await database.OpenAsync().ConfigureAwait(false);
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is true;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Seconds };
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
