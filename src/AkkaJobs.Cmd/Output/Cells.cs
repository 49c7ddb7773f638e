using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace AkkaJobs.Cmd.Output;

/// <summary>A JSON value as a cell of a table.</summary>
internal static class Cells
{
    /// <summary>One line of text; what a job's author wrote cannot move the cursor or colour the screen.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => Harmless(value.GetString()!),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number when !value.TryGetInt64(out _) =>
            value.GetDouble().ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.Array when value.EnumerateArray().All(IsPlain) =>
            string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => Harmless(value.GetRawText()),
    };

    /// <summary>The cell of a field, coloured where the word has a meaning.</summary>
    public static Text Of(string field, JsonElement value)
    {
        var text = Text(value);
        var style = field is "status" or "state" ? StyleOf(text) : Style.Plain;
        return new Text(text, style);
    }

    public static bool IsPlain(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static Style StyleOf(string word) => word switch
    {
        "succeeded" or "ready" or "up" => new Style(Color.Green),
        "failed" or "lost" or "down" => new Style(Color.Red),
        "processing" or "retrying" or "draining" or "leaving" or "exiting" => new Style(Color.Yellow),
        _ => Style.Plain,
    };

    private static string Harmless(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var harmless = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            harmless.Append(char.IsControl(c) ? ' ' : c);
        }

        return harmless.ToString();
    }
}
