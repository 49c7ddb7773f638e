using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AkkaJobs.Client;

/// <summary>
/// Ids of new jobs: UUIDs of version 7 (RFC 9562 §5.7). Their random bits come from the system for many at once; to ask
/// for each alone is a call into the kernel, a fiftieth of all CPU when jobs are handed over in bulk.
/// </summary>
internal static class FreshIds
{
    private const int Bytes = 16;
    private const int AtOnce = 256;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>The next one, which begins with the time.</summary>
    public static JobId Next(DateTimeOffset now)
    {
        _random ??= new byte[Bytes * AtOnce];
        if (_used == 0)
        {
            RandomNumberGenerator.Fill(_random);
        }

        var id = _random.AsSpan(_used, Bytes);
        _used = (_used + Bytes) % _random.Length;
        var random = BinaryPrimitives.ReadUInt16BigEndian(id[6..]);
        BinaryPrimitives.WriteUInt64BigEndian(id, (ulong)now.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)(0x7000 | (random & 0x0FFF)));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new JobId(new Guid(id, bigEndian: true));
    }
}
