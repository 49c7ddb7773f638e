using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaJobs.Http;

/// <summary>Writes a value that is only ever written: input is read field by field, with its path.</summary>
internal abstract class WriteOnlyConverter<T> : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{typeof(T).Name} is not read from an answer.");
}

internal sealed class JobIdConverter : WriteOnlyConverter<JobId>
{
    public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>Args and results pass through as they are: a JSON value inside the answer, not a string.</summary>
internal sealed class JsonTextConverter : WriteOnlyConverter<JsonText>
{
    public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}

internal sealed class StatusConverter : WriteOnlyConverter<JobStatus>
{
    public override void Write(Utf8JsonWriter writer, JobStatus value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Word());
}

internal sealed class ExplainCodeConverter : WriteOnlyConverter<ExplainCode>
{
    public override void Write(Utf8JsonWriter writer, ExplainCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Word());
}

internal sealed class VerdictConverter : WriteOnlyConverter<Verdict>
{
    public override void Write(Utf8JsonWriter writer, Verdict value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Word());
}

internal sealed class TimeConverter : WriteOnlyConverter<DateTimeOffset>
{
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Timestamp.From(value).ToString());
}
