using System.Text;
using System.Text.Json;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Cmd.Output;

namespace AkkaJobs.Cmd;

/// <summary>What a node answered.</summary>
internal sealed class Answer
{
    private readonly List<JsonElement> _rows = [];
    private readonly List<string> _remarks = [];

    public IReadOnlyList<JsonElement> Rows => _rows;

    /// <summary>What is said to people, and no part of the answer.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    public string? NextCursor { get; private set; }

    /// <summary>Whether it is a list, though the command's usual answer is an object.</summary>
    public bool IsMany { get; private set; }

    public int ExitCode { get; private set; }

    public void Add(AnswerLine line)
    {
        switch (line.Kind)
        {
            case "row":
                _rows.Add(line.Value);
                break;
            case "note":
                _remarks.Add(Cells.Text(line.Json.GetProperty("text")));
                break;
            case "problem":
                _remarks.Add($"{line.Text("code")}: {line.Text("detail")}");
                break;
            case "end":
                NextCursor = line.Text("next_cursor");
                IsMany = line.Flag("many");
                ExitCode = line.Flag("refused") ? ExitCodes.Refused : ExitCodes.Done;
                break;
            default:
                // Progress, and what later nodes may say besides.
                break;
        }
    }

    /// <summary>One line: <c>{items, next_cursor}</c>, as the same list has it over HTTP, or the one object.</summary>
    public string Json(PaletteAnswer form)
    {
        if (form == PaletteAnswer.One && !IsMany && _rows is [var only])
        {
            return only.GetRawText();
        }

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, CmdJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var row in _rows)
            {
                row.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteString("next_cursor", NextCursor);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
