using System.Text.Json;
using System.Text.Unicode;

namespace AkkaJobs.Http;

/// <summary>Parses JSON and takes nothing that could mean two things: valid UTF-8 only, no name twice.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The document, or why it is none.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out Rejection? rejection)
    {
        rejection = null;
        utf8 = ByteOrderMark.Skip(utf8);
        if (!Utf8.IsValid(utf8.Span))
        {
            rejection = Rejection.Invalid("body", "The body is not valid UTF-8.");
            return null;
        }

        if (HoldsHalfCharacters(utf8.Span))
        {
            rejection = Rejection.Invalid("body", "The body holds an escape that is half of a surrogate pair.");
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException e)
        {
            rejection = Explain(utf8, e);
            return null;
        }
    }

    /// <summary>Well-formed as JSON, and yet no text: the parser would find out only as each string is read.</summary>
    private static bool HoldsHalfCharacters(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return false;
        }
        catch (JsonException)
        {
            // Malformed, which the parser says better.
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static Rejection Explain(ReadOnlyMemory<byte> utf8, JsonException e)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            if (Twice(document.RootElement, "") is { } path)
            {
                return Rejection.Invalid(path, $"{path} is given twice.");
            }
        }
        catch (JsonException)
        {
            // Malformed in the first place; the exception we came with says where.
        }

        return Rejection.Invalid(
            "body",
            $"The body is not well-formed JSON, or nested deeper than 64: line {e.LineNumber + 1}, "
            + $"byte {e.BytePositionInLine + 1}.");
    }

    /// <summary>The path of the first name that an object holds twice.</summary>
    private static string? Twice(JsonElement element, string at)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            return element.EnumerateArray().Select(item => Twice(item, $"{at}[{i++}]")).FirstOrDefault(p => p != null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            var path = at.Length == 0 ? property.Name : $"{at}.{property.Name}";
            if (!names.Add(property.Name))
            {
                return path;
            }

            if (Twice(property.Value, path) is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }
}
