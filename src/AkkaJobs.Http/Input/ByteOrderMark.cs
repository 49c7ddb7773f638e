namespace AkkaJobs.Http;

/// <summary>Some editors and shells put it before UTF-8; RFC 8259 lets a reader pass over it.</summary>
internal static class ByteOrderMark
{
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
