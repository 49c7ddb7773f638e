using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>A finish as a line of the datalake.</summary>
internal static class LakeLine
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The line, without its line feed.</summary>
    public static byte[] Of(ResultRow row)
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, Options);
        json.WriteStartObject();
        json.WriteNumber("id", row.Id);
        json.WriteString("job_id", row.JobId);
        json.WriteString("operation", row.Operation);
        WriteJson(json, "args", row.Args);
        json.WriteString("status", row.Status);
        WriteJson(json, "result", row.Result);
        json.WriteString("error", row.Error);
        json.WriteString("processed_by", row.ProcessedBy);
        json.WriteString("processed_at", row.ProcessedAt);
        WriteInteger(json, "duration_ms", row.DurationMs);
        json.WriteNumber("attempt", row.Attempt);
        WriteInteger(json, "token", row.Token);
        json.WriteEndObject();
        json.Flush();
        return line.WrittenSpan.ToArray();
    }

    /// <summary>The fields as they are written; null when it is no JSON object.</summary>
    public static IReadOnlyDictionary<string, string>? Fields(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.EnumerateObject().DistinctBy(field => field.Name)
                    .ToDictionary(field => field.Name, field => field.Value.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteJson(Utf8JsonWriter json, string name, string? value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value ?? "null", skipInputValidation: true);
    }

    private static void WriteInteger(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
