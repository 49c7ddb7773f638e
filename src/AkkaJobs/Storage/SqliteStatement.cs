using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkkaJobs.Storage;

/// <summary>
/// A prepared statement, bound by position and run over and over. Below ADO.NET on purpose: there each run looks up
/// every parameter by name, boxes numbers and makes strings of bytes, which together costs more than SQLite's own work.
/// What stands at a position already is not bound again: SQLite keeps it from run to run, and most columns of one row
/// are as those of the row before.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Bound[] _bound;
    private byte[] _text = new byte[4096];

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _bound = new Bound[raw.sqlite3_bind_parameter_count(_statement) + 1];
    }

    private enum BoundKind
    {
        /// <summary>Nothing yet, or something that is not compared.</summary>
        Other,

        Null,
        Integer,
        Text,
        Time,
    }

    /// <summary>Positions count from 1, as in the statement's <c>?1</c>.</summary>
    public void Bind(int position, long value)
    {
        if (Becomes(position, new Bound(BoundKind.Integer, value, null)))
        {
            Check(raw.sqlite3_bind_int64(_statement, position, value));
        }
    }

    public void Bind(int position, long? value)
    {
        if (value is { } known)
        {
            Bind(position, known);
            return;
        }

        BindNull(position);
    }

    public void BindNull(int position)
    {
        if (Becomes(position, new Bound(BoundKind.Null, 0, null)))
        {
            Check(raw.sqlite3_bind_null(_statement, position));
        }
    }

    /// <summary>Binds text; SQLite takes a copy.</summary>
    public void Bind(int position, ReadOnlySpan<byte> utf8)
    {
        _bound[position] = default;
        BindText(position, utf8);
    }

    public void Bind(int position, string? text)
    {
        if (text is null)
        {
            BindNull(position);
            return;
        }

        if (!Becomes(position, new Bound(BoundKind.Text, 0, text)))
        {
            return;
        }

        var bound = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < bound)
        {
            _text = new byte[bound];
        }

        BindText(position, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    public void Bind(int position, JsonText? json)
    {
        if (json is { } value)
        {
            Bind(position, value.Utf8.Span);
            return;
        }

        BindNull(position);
    }

    public void Bind(int position, JobId id)
    {
        Span<byte> text = stackalloc byte[36];
        id.Value.TryFormat(text, out _, "D");
        Bind(position, text);
    }

    public void Bind(int position, Timestamp? time)
    {
        if (time is not { } value)
        {
            BindNull(position);
            return;
        }

        if (Becomes(position, new Bound(BoundKind.Time, value.Milliseconds, null)))
        {
            Span<byte> text = stackalloc byte[TimeText.Length];
            TimeText.Write(text, value);
            BindText(position, text);
        }
    }

    /// <summary>Runs it as bound, and leaves it ready to be bound again.</summary>
    /// <returns>Rows changed.</returns>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public int Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>
    /// Goes to the next row; false after the last. <see cref="Reset"/> must follow, whatever happens.
    /// </summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Makes it ready to be bound and run again.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>Columns count from 0.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A text's bytes, as long as the statement stays on its row.</summary>
    public ReadOnlySpan<byte> Text(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    /// <summary>Prepares a statement, runs it once, and lets it go.</summary>
    public static void Run(sqlite3 database, string sql)
    {
        using var statement = new SqliteStatement(database, sql);
        statement.Run();
    }

    private void BindText(int position, ReadOnlySpan<byte> utf8) =>
        Check(raw.sqlite3_bind_text(_statement, position, utf8));

    /// <summary>Notes what a position is to hold; false if it holds that already.</summary>
    private bool Becomes(int position, Bound next)
    {
        ref var bound = ref _bound[position];
        if (bound.Kind == next.Kind && bound.Number == next.Number && bound.Text == next.Text)
        {
            return false;
        }

        bound = next;
        return true;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    /// <summary>What a position holds.</summary>
    private readonly record struct Bound(BoundKind Kind, long Number, string? Text);
}
