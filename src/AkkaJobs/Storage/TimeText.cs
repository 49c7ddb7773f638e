using System.Globalization;

namespace AkkaJobs.Storage;

/// <summary>
/// Times as the tables hold them, <c>2026-11-24T20:15:28.123Z</c>: always 24 bytes, so that their order as text is
/// their order in time. Written by hand, since several stand in every row.
/// </summary>
internal static class TimeText
{
    public const int Length = 24;

    /// <summary>Writes 24 bytes.</summary>
    public static void Write(Span<byte> target, Timestamp time)
    {
        var value = DateTime.UnixEpoch.AddMilliseconds(time.Milliseconds);
        var (date, _) = value;
        var (year, month, day) = date;
        Digits(target[..4], year);
        target[4] = (byte)'-';
        Digits(target.Slice(5, 2), month);
        target[7] = (byte)'-';
        Digits(target.Slice(8, 2), day);
        target[10] = (byte)'T';
        Digits(target.Slice(11, 2), value.Hour);
        target[13] = (byte)':';
        Digits(target.Slice(14, 2), value.Minute);
        target[16] = (byte)':';
        Digits(target.Slice(17, 2), value.Second);
        target[19] = (byte)'.';
        Digits(target.Slice(20, 3), value.Millisecond);
        target[23] = (byte)'Z';
    }

    public static Timestamp Parse(string text) => Timestamp.From(Moment(text));

    public static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateTimeOffset? MomentOrNull(string? text) => text is null ? null : Moment(text);

    private static void Digits(Span<byte> target, int value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
