using System.Buffers;
using System.Text.Json;

namespace AkkaJobs.Http.Client;

/// <summary>A job on its way out: one body, or one line of an upload.</summary>
internal static class JobLine
{
    /// <summary>Writes a request that has passed its rules; what is as the node has it anyway is left out.</summary>
    public static void Write(IBufferWriter<byte> buffer, JobRequest request, JobId id)
    {
        using var writer = new Utf8JsonWriter(buffer, ClientJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("operation", request.Operation);
        writer.WritePropertyName("args");
        writer.WriteRawValue(request.Args.Utf8.Span, skipInputValidation: true);
        writer.WriteString("id", id.Value);
        if (request.Queue != Limits.DefaultQueue)
        {
            writer.WriteString("queue", request.Queue);
        }

        if (request.Priority != Limits.DefaultPriority)
        {
            writer.WriteNumber("priority", request.Priority);
        }

        if (request.MaxAttempts != Limits.DefaultMaxAttempts)
        {
            writer.WriteNumber("max_attempts", request.MaxAttempts);
        }

        if (request.Timeout != Limits.DefaultTimeout)
        {
            writer.WriteNumber("timeout_ms", (long)request.Timeout.TotalMilliseconds);
        }

        WriteWhen(writer, request);
        if (request.UniqueKey is { } key)
        {
            writer.WriteString("unique_key", key);
        }

        WriteTags(writer, request.Tags);
        writer.WriteEndObject();
    }

    private static void WriteWhen(Utf8JsonWriter writer, JobRequest request)
    {
        if (request.RunAt is { } at)
        {
            writer.WriteString("run_at", Timestamp.From(at).ToString());
        }

        if (request.Delay is { } delay)
        {
            writer.WriteNumber("delay_ms", (long)delay.TotalMilliseconds);
        }
    }

    private static void WriteTags(Utf8JsonWriter writer, IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tags");
        foreach (var tag in tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
    }
}
