using Microsoft.Data.Sqlite;

namespace AkkaJobs.Storage;

/// <summary>Reads finishes from SQLite.</summary>
internal sealed class SqliteFinishReader(SqliteConnection connection) : FinishReader
{
    private readonly SqliteStatement _rows = new(connection.Handle!,
        $"SELECT {Columns} FROM results WHERE id BETWEEN ?1 AND ?2 ORDER BY id");

    public override void Dispose() => _rows.Dispose();

    protected override void Begin(long first, long last)
    {
        _rows.Bind(1, first);
        _rows.Bind(2, last);
    }

    protected override bool Next() => _rows.Step();

    protected override void End() => _rows.Reset();

    protected override bool IsNull(int column) => _rows.IsNull(column);

    protected override long Integer(int column) => _rows.Integer(column);

    protected override ReadOnlySpan<byte> Text(int column) => _rows.Text(column);
}
