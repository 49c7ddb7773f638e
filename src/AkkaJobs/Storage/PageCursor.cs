using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AkkaJobs.Storage;

/// <summary>
/// Where the next page of a list begins: the number of the last row of this one, and the list it belongs to. Opaque to
/// callers, and refused where it was not made.
/// </summary>
internal static class PageCursor
{
    public static string Write(string list, long last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}:{last}")));

    /// <summary>The number of the last row seen; null for the first page.</summary>
    /// <exception cref="JobRefusedException">It is no cursor of this list.</exception>
    public static long? Read(string list, string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        return Text(list, cursor) is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last
            : throw NotOurs();
    }

    public static string WriteName(string list, string last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}:{last}"));

    /// <summary>The name of the last row seen, of a list by name; null for the first page.</summary>
    /// <exception cref="JobRefusedException">It is no cursor of this list.</exception>
    public static string? ReadName(string list, string? cursor) => cursor is null
        ? null
        : Text(list, cursor) ?? throw NotOurs();

    /// <summary>Refuses a page size out of bounds.</summary>
    public static int Limit(int limit) => limit is >= 1 and <= Limits.MaxListLimit
        ? limit
        : throw new JobRefusedException(Rejection.Invalid(
            "limit", $"limit must be between 1 and {Limits.MaxListLimit}, but is {limit}."));

    private static string? Text(string list, string cursor) =>
        Base64Url.IsValid(cursor)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is var text
        && text.StartsWith(list + ":", StringComparison.Ordinal)
            ? text[(list.Length + 1)..]
            : null;

    private static JobRefusedException NotOurs() => new(Rejection.Invalid(
        "cursor", "The cursor is not one that this list gave. Pass next_cursor as it came, or none to begin anew."));
}
