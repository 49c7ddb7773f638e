using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AkkaJobs.Http;

/// <summary>What a field holds.</summary>
internal enum FieldType
{
    Text,
    Number,
    Flag,
    Time,
    Id,
    Json,
    Texts,
    Objects,
}

/// <summary>
/// One field of a body, or one parameter of a query: what it may hold, in one place for the check and for the
/// description.
/// </summary>
internal sealed class Field(string name, FieldType type, string about)
{
    public string Name { get; } = name;

    public FieldType Type { get; } = type;

    public string About { get; } = about;

    public bool Required { get; init; }

    public long Least { get; init; }

    public long Most { get; init; } = long.MaxValue;

    /// <summary>A rule for a text, or for each text of a list.</summary>
    public Func<string, string, Rejection?>? Rule { get; init; }

    /// <summary>The words a text may be; null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>The shape of each object of a list.</summary>
    public Shape? Items { get; init; }

    /// <summary>The refusal of a query parameter, or null.</summary>
    public Rejection? Check(string text) => Type switch
    {
        FieldType.Number => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? JobRequestRules.CheckRange(Name, n, Least, Most)
            : Wrong(Name, "a whole number"),
        FieldType.Id => JobId.TryParse(text, out _) ? null : Wrong(Name, "a UUID"),
        FieldType.Time => TryParseTime(text, out _) ? null : Wrong(Name, "a time as in 2026-11-24T20:15:28.123Z"),
        _ => CheckText(text, Name),
    };

    /// <summary>The refusal of this value, or null if it may stand.</summary>
    public Rejection? Check(JsonElement value, string path) => Type switch
    {
        FieldType.Text => value.ValueKind == JsonValueKind.String
            ? CheckText(value.GetString()!, path)
            : Wrong(path, "a string"),
        FieldType.Number => CheckNumber(value, path),
        FieldType.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? null
            : Wrong(path, "true or false"),
        FieldType.Time => IsTime(value) ? null : Wrong(path, "a time as in 2026-11-24T20:15:28.123Z"),
        FieldType.Id => value.ValueKind == JsonValueKind.String && JobId.TryParse(value.GetString(), out _)
            ? null
            : Wrong(path, "a UUID"),
        FieldType.Texts => CheckTexts(value, path),
        FieldType.Objects => CheckObjects(value, path),
        _ => null,
    };

    /// <summary>A time as RFC 3339 writes it, with its offset.</summary>
    public static bool TryParseTime(string text, out DateTimeOffset time)
    {
        // As a JSON string: the reader of times that bodies are read with is the strict one.
        using var json = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        time = default;
        return IsTime(json.RootElement) && json.RootElement.TryGetDateTimeOffset(out time);
    }

    private Rejection? CheckText(string text, string path)
    {
        if (Words is not null && !Words.Contains(text))
        {
            return Wrong(path, $"one of {string.Join(", ", Words)}");
        }

        if (text.Contains('\0'))
        {
            return Rejection.Invalid(path, $"{path} must not hold the character U+0000.");
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes < Least || bytes > Most
            ? Rejection.Invalid(path, $"{path} must be {Least} to {Most} bytes, but is {bytes}.")
            : Rule?.Invoke(path, text);
    }

    private Rejection? CheckNumber(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return Wrong(path, "a whole number");
        }

        return value.TryGetInt64(out var number)
            ? JobRequestRules.CheckRange(path, number, Least, Most)
            : Wrong(path, $"a whole number from {Least} to {Most}");
    }

    private Rejection? CheckTexts(JsonElement value, string path)
    {
        if (CheckList(value, path) is { } rejection)
        {
            return rejection;
        }

        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            var at = $"{path}[{i++}]";
            var refused = item.ValueKind == JsonValueKind.String
                ? Rule?.Invoke(at, item.GetString()!)
                : Wrong(at, "a string");
            if (refused is not null)
            {
                return refused;
            }
        }

        return null;
    }

    private Rejection? CheckObjects(JsonElement value, string path)
    {
        if (CheckList(value, path) is { } rejection)
        {
            return rejection;
        }

        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Items!.Read(item, $"{path}[{i++}]", out _) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private Rejection? CheckList(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Wrong(path, "a list");
        }

        var count = value.GetArrayLength();
        return count < Least || count > Most
            ? Rejection.Invalid(path, $"{path} must hold {Least} to {Most} entries, but holds {count}.")
            : null;
    }

    // The parser also takes a date alone, and a time without an offset, which would mean this machine's zone.
    private static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.TryGetDateTimeOffset(out _)
        && value.GetString() is { Length: >= 20 } text
        && text[10] == 'T'
        && (text[^1] == 'Z' || text[^6] is '+' or '-');

    private static Rejection Wrong(string path, string expected) =>
        Rejection.Invalid(path, $"{path} must be {expected}.");
}
