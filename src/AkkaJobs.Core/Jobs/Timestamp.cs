using System.Globalization;

namespace AkkaJobs;

/// <summary>
/// A moment in UTC, in whole milliseconds since 1970: what the journal stores, so that replay equals life.
/// </summary>
public readonly record struct Timestamp(long Milliseconds) : IComparable<Timestamp>
{
    /// <summary>Cut to the millisecond.</summary>
    public static Timestamp From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="DateTimeOffset"/>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    /// <summary>The later of two moments.</summary>
    public static Timestamp Max(Timestamp left, Timestamp right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Later by a duration.</summary>
    public static Timestamp operator +(Timestamp time, TimeSpan duration) =>
        new(time.Milliseconds + (long)duration.TotalMilliseconds);

    /// <summary>Earlier by a duration.</summary>
    public static Timestamp operator -(Timestamp time, TimeSpan duration) =>
        new(time.Milliseconds - (long)duration.TotalMilliseconds);

    /// <summary>The time between two moments.</summary>
    public static TimeSpan operator -(Timestamp left, Timestamp right) =>
        TimeSpan.FromMilliseconds(left.Milliseconds - right.Milliseconds);

    /// <summary>Earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Milliseconds >= right.Milliseconds;

    /// <summary>RFC 3339 with milliseconds, as in <c>2026-11-24T20:15:28.123Z</c>.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
