using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>
/// One COPY into a table, its rows put together here as PostgreSQL's binary format has them
/// (https://www.postgresql.org/docs/15/sql-copy.html). Below Npgsql's importer on purpose: that sets up a parameter for
/// each value and makes strings of bytes, which together cost more than all the rest of a write.
/// </summary>
internal sealed class PostgresCopy : IDisposable
{
    /// <summary>Sent at once; a value that is larger makes room for itself.</summary>
    private const int BufferBytes = 128 * 1024;

    private static readonly byte[] Header =
        [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlRawCopyStream _stream;
    private byte[] _bytes = new byte[BufferBytes];
    private int _used;
    private bool _isComplete;

    /// <param name="connection">In a transaction.</param>
    /// <param name="sql">A <c>COPY … FROM STDIN (FORMAT BINARY)</c>.</param>
    public PostgresCopy(NpgsqlConnection connection, string sql)
    {
        _stream = connection.BeginRawBinaryCopy(sql);
        Header.CopyTo(Room(Header.Length));
    }

    /// <summary>Begins a row of so many columns, all of which must follow.</summary>
    public void StartRow(int columns)
    {
        if (_used > BufferBytes / 2)
        {
            Send();
        }

        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)columns);
    }

    public void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), -1);

    public void Write(long value)
    {
        var room = Room(sizeof(int) + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(room[sizeof(int)..], value);
    }

    public void Write(int value)
    {
        var room = Room(sizeof(int) + sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(room[sizeof(int)..], value);
    }

    /// <summary>Writes text.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        var room = Room(sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, utf8.Length);
        utf8.CopyTo(room[sizeof(int)..]);
    }

    public void Write(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var room = Room(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
    }

    public void Write(JobId id)
    {
        const int Length = 36;
        var room = Room(sizeof(int) + Length);
        BinaryPrimitives.WriteInt32BigEndian(room, Length);
        Utf8Formatter.TryFormat(id.Value, room[sizeof(int)..], out _);
    }

    public void Write(Timestamp time)
    {
        var room = Room(sizeof(int) + TimeText.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, TimeText.Length);
        TimeText.Write(room[sizeof(int)..], time);
    }

    /// <summary>Has the table take the rows.</summary>
    /// <exception cref="PostgresException">It refuses one, and so all of them.</exception>
    public void Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);
        Send();
        _isComplete = true;
        _stream.Dispose();
    }

    /// <summary>Takes back what was not completed.</summary>
    public void Dispose()
    {
        if (!_isComplete)
        {
            _stream.Cancel();
        }

        _stream.Dispose();
    }

    private Span<byte> Room(int count)
    {
        if (_used + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + count, _bytes.Length * 2));
        }

        var room = _bytes.AsSpan(_used, count);
        _used += count;
        return room;
    }

    private void Send()
    {
        _stream.Write(_bytes, 0, _used);
        _used = 0;
    }
}
