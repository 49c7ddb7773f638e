using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaJobs.Configuration;

/// <summary>How values are written in files, environment and arguments; what is shown can be read back.</summary>
internal static partial class Texts
{
    /// <summary>What stands for a secret where it is set.</summary>
    public const string Masked = "\"***\"";

    private static readonly (string Unit, long Ticks)[] DurationUnits =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly (string Unit, long Bytes)[] ByteUnits =
        [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    public static readonly SettingText<string> Text = new("text", text => (text, true), Quote);

    /// <summary>A text that is never shown.</summary>
    public static readonly SettingText<string> Secret =
        new("text", text => (text, true), text => text.Length > 0 ? Masked : Quote(text));

    public static readonly SettingText<int> Whole = new(
        "a whole number",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (number, true) : default,
        number => number.ToString(CultureInfo.InvariantCulture));

    public static readonly SettingText<double> Share = new(
        "a number",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number, true) : default,
        number => number.ToString("R", CultureInfo.InvariantCulture));

    public static readonly SettingText<bool> Switch = new(
        "on or off", text => text switch
        {
            "on" or "true" or "yes" => (true, true),
            "off" or "false" or "no" => (false, true),
            _ => default,
        },
        on => on ? "on" : "off");

    public static readonly SettingText<TimeSpan> Duration =
        new("a duration, as in 500ms, 2s, 10m, 1h or 7d", ParseDuration, ShowDuration);

    public static readonly SettingText<long> Bytes =
        new("a size, as in 1048576, 512KiB or 4MiB", ParseBytes, ShowBytes);

    /// <summary>A size that fits memory at once.</summary>
    public static readonly SettingText<int> Size = new(
        Bytes.Name, text => ParseBytes(text) is (var bytes and <= int.MaxValue and >= int.MinValue, true)
            ? ((int)bytes, true) : default,
        bytes => ShowBytes(bytes));

    public static string Quote(string text) =>
        "\"" + text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .ReplaceLineEndings("\\n") + "\"";

    /// <summary>A part of a key, which may need quotes.</summary>
    public static string Word(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? text : Quote(text);

    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quote))}]";

    private static (TimeSpan Value, bool Ok) ParseDuration(string text)
    {
        if (NumberAndUnit().Match(text) is not { Success: true } match)
            return default;
        long? scale = match.Groups["unit"].Value switch
        {
            "ms" or "millis" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "min" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            _ => null,
        };
        return Scaled(match, scale) is { } ticks ? (TimeSpan.FromTicks(ticks), true) : default;
    }

    private static string ShowDuration(TimeSpan duration)
    {
        foreach (var (unit, ticks) in DurationUnits)
            if (duration.Ticks % ticks == 0 && duration != TimeSpan.Zero)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.####}ms");
    }

    private static (long Value, bool Ok) ParseBytes(string text)
    {
        if (NumberAndUnit().Match(text) is not { Success: true } match)
            return default;
        long? scale = match.Groups["unit"].Value switch
        {
            "" or "B" or "b" => 1,
            "K" or "k" or "Ki" or "KiB" => 1L << 10,
            "M" or "m" or "Mi" or "MiB" => 1L << 20,
            "G" or "g" or "Gi" or "GiB" => 1L << 30,
            "T" or "t" or "Ti" or "TiB" => 1L << 40,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "TB" => 1_000_000_000_000,
            _ => null,
        };
        return Scaled(match, scale) is { } bytes ? (bytes, true) : default;
    }

    private static string ShowBytes(long bytes)
    {
        foreach (var (unit, size) in ByteUnits)
            if (bytes >= size && bytes % size == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    private static long? Scaled(Match match, long? scale)
    {
        if (scale is not { } size
            || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number))
            return null;
        // A decimal holds any product of two longs that matters; what does not fit a long is no value.
        return Math.Abs(number) <= long.MaxValue / (decimal)size ? (long)(number * size) : null;
    }

    [GeneratedRegex(@"^(?<number>-?[0-9]{1,18}(\.[0-9]{1,9})?) ?(?<unit>[A-Za-z]*)$")]
    private static partial Regex NumberAndUnit();
}
