using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>Reads finishes from PostgreSQL.</summary>
internal sealed class PostgresFinishReader(NpgsqlConnection connection) : FinishReader
{
    private NpgsqlDataReader? _rows;

    public override void Dispose() => _rows?.Dispose();

    protected override void Begin(long first, long last)
    {
        using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM results WHERE id BETWEEN $1 AND $2 ORDER BY id", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last });
        _rows = command.ExecuteReader();
    }

    protected override bool Next() => _rows!.Read();

    protected override void End()
    {
        _rows?.Dispose();
        _rows = null;
    }

    protected override bool IsNull(int column) => _rows!.IsDBNull(column);

    protected override long Integer(int column) => _rows!.GetInt64(column);

    protected override ReadOnlySpan<byte> Text(int column) => _rows!.GetFieldValue<byte[]>(column);
}
