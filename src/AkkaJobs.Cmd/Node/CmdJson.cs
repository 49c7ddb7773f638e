using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaJobs.Cmd.Node;

/// <summary>How a node's palettes are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PaletteListing))]
internal sealed partial class CmdJson : JsonSerializerContext
{
    /// <summary>Nothing is escaped that JSON does not require.</summary>
    public static JsonWriterOptions Writing { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <summary>What a node offers.</summary>
internal sealed record PaletteListing(IReadOnlyList<Palette> Items);
