using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace AkkaJobs;

/// <summary>
/// The identity of a job: a UUID, chosen by the caller or made here (version 7). Enqueueing the same id twice is
/// one job.
/// </summary>
public readonly record struct JobId(Guid Value) : IComparable<JobId>
{
    /// <summary>
    /// The namespace of ids made from an <c>Idempotency-Key</c>; fixed for ever, since it decides the ids.
    /// </summary>
    private static readonly Guid KeyNamespace = new("6f1e5d0a-4b0e-5c1e-9d0b-6a6f62730001");

    /// <summary>
    /// The id that stands for any text: a name-based UUID, version 5 (RFC 9562 §5.5). The same key is the same id.
    /// </summary>
    public static JobId FromKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = Encoding.UTF8.GetBytes(key);
        var input = new byte[16 + name.Length];
        KeyNamespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; nothing secret rests on it.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new JobId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>
    /// The id of one line of a bulk upload that carries a key: sending the upload again gives the same ids.
    /// </summary>
    public static JobId FromKey(string key, long line) => FromKey($"{key}\n{line}");

    /// <summary>Reads the usual 36-character form; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        var good = Guid.TryParseExact(text, "D", out var value);
        id = new JobId(value);
        return good;
    }

    /// <summary>Sixteen bytes, most significant first: the order of bytes is the order of time for version 7.</summary>
    internal UInt128 Bits
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
    }

    /// <inheritdoc/>
    public int CompareTo(JobId other) => Bits.CompareTo(other.Bits);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
