namespace AkkaJobs.Audit;

/// <summary>
/// Bytes under numbers, written once one after the other, then read in that order, as often as is wanted.
/// </summary>
internal sealed class SpillFile(string path) : IDisposable
{
    private const int Buffer = 16 * 1024;

    private BinaryWriter? _writer;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    public void Add(long key, ReadOnlySpan<byte> bytes)
    {
        _writer ??= new BinaryWriter(
            new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, Buffer));
        _writer.Write(key);
        _writer.Write(bytes.Length);
        _writer.Write(bytes);
        Length += bytes.Length + sizeof(long) + sizeof(int);
    }

    /// <summary>No more comes for now: gives its buffer back.</summary>
    public void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    public IEnumerable<(long Key, byte[] Bytes)> Read()
    {
        Close();
        if (Length == 0)
        {
            yield break;
        }

        using var reader = new BinaryReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer));
        for (var left = Length; left > 0;)
        {
            var key = reader.ReadInt64();
            var bytes = reader.ReadBytes(reader.ReadInt32());
            left -= bytes.Length + sizeof(long) + sizeof(int);
            yield return (key, bytes);
        }
    }

    /// <summary>Takes the file away.</summary>
    public void Dispose()
    {
        Close();
        File.Delete(path);
    }
}
