using System.Text;
using System.Text.Json;

namespace AkkaJobs;

/// <summary>
/// One JSON value as compact UTF-8 bytes: args on their way to a handler, a result on its way back. Always well formed.
/// Compared by meaning with <see cref="SameValueAs"/>, by bytes with <c>==</c>.
/// </summary>
public readonly struct JsonText : IEquatable<JsonText>
{
    private readonly byte[]? _utf8;

    private JsonText(byte[] utf8) => _utf8 = utf8;

    /// <summary>The JSON value <c>null</c>; also what <c>default</c> stands for.</summary>
    public static JsonText Null { get; } = new("null"u8.ToArray());

    /// <summary>The value's bytes. Not to be changed.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8 ?? Null._utf8;

    /// <summary>Size in bytes, as it counts against the bounds of args and results.</summary>
    public int Length => Utf8.Length;

    /// <summary>Reads and compacts JSON.</summary>
    /// <exception cref="JsonException">The text is not one well-formed JSON value.</exception>
    public static JsonText Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc cref="Parse(string)"/>
    public static JsonText Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return From(document.RootElement);
    }

    /// <summary>Copies a parsed value.</summary>
    public static JsonText From(JsonElement element) =>
        new(JsonSerializer.SerializeToUtf8Bytes(element, JobsJson.Compact));

    /// <summary>
    /// Writes an object as JSON; property names in camelCase unless <paramref name="options"/> say otherwise.
    /// </summary>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON.</exception>
    public static JsonText From<T>(T value, JsonSerializerOptions? options = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, options ?? JobsJson.Args));

    /// <summary>
    /// Takes bytes that are known to be compact, well-formed JSON, such as those of the journal, without a look.
    /// </summary>
    internal static JsonText Trusted(byte[] utf8) => new(utf8);

    /// <summary>Reads the value as an object; property names are matched without regard to case.</summary>
    /// <exception cref="JsonException">The value has another shape than <typeparamref name="T"/>.</exception>
    public T? To<T>(JsonSerializerOptions? options = null) =>
        JsonSerializer.Deserialize<T>(Utf8.Span, options ?? JobsJson.Args);

    /// <summary>
    /// Whether both are the same JSON value: order of properties and spelling of numbers do not matter.
    /// </summary>
    public bool SameValueAs(JsonText other)
    {
        if (Equals(other))
        {
            return true;
        }

        using var mine = JsonDocument.Parse(Utf8);
        using var theirs = JsonDocument.Parse(other.Utf8);
        return JsonElement.DeepEquals(mine.RootElement, theirs.RootElement);
    }

    /// <inheritdoc/>
    public bool Equals(JsonText other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>Equality of bytes.</summary>
    public static bool operator ==(JsonText left, JsonText right) => left.Equals(right);

    /// <summary>Inequality of bytes.</summary>
    public static bool operator !=(JsonText left, JsonText right) => !left.Equals(right);

    /// <summary>The JSON as a string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
