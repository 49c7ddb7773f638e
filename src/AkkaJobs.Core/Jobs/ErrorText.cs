using System.Text;

namespace AkkaJobs;

/// <summary>The text of an error, within its bound.</summary>
internal static class ErrorText
{
    private const string Mark = " … (cut)";

    /// <summary>
    /// The text, or its beginning and a mark when it is longer than <see cref="Limits.MaxErrorBytes"/>.
    /// </summary>
    public static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= Limits.MaxErrorBytes)
        {
            return text;
        }

        var room = Limits.MaxErrorBytes - Encoding.UTF8.GetByteCount(Mark);
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan(0, room);

        // Not in the middle of a character: drop the bytes of one that was cut.
        while (bytes.Length > 0 && (bytes[^1] & 0xC0) == 0x80)
        {
            bytes = bytes[..^1];
        }

        return Encoding.UTF8.GetString(bytes[..^1]) + Mark;
    }
}
