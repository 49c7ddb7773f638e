using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaJobs.Http.Client;

/// <summary>Reads a value that is only ever read: what goes out is written field by field.</summary>
internal abstract class ReadOnlyConverter<T> : JsonConverter<T>
{
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{typeof(T).Name} is not written by a client.");
}

internal sealed class JobIdConverter : ReadOnlyConverter<JobId>
{
    public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetGuid());
}

/// <summary>Args and results are taken byte for byte as they stand in the answer.</summary>
internal sealed class JsonTextConverter : ReadOnlyConverter<JsonText>
{
    public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        return JsonText.Trusted(JsonMarshal.GetRawUtf8Value(value).ToArray());
    }
}

/// <summary>A value by its word; one that this version does not know makes the answer unreadable.</summary>
internal sealed class WordConverter<T>(Func<T, string> word) : ReadOnlyConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _words = Enum.GetValues<T>().ToDictionary(word);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        _words.TryGetValue(reader.GetString() ?? "", out var value)
            ? value
            : throw new JsonException($"{reader.GetString()} is no {typeof(T).Name}.");
}
