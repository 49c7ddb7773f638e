using System.Text.Json;

namespace AkkaJobs.Cmd.Node;

/// <summary>One line of a command's answer.</summary>
/// <param name="Kind"><c>row</c>, <c>note</c>, <c>progress</c>, <c>problem</c> or <c>end</c>.</param>
/// <param name="Json">All of it.</param>
internal sealed record AnswerLine(string Kind, JsonElement Json)
{
    public JsonElement Value => Json.GetProperty("value");

    public string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public long? Number(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    public bool Flag(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
