using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AkkaJobs.Cmd.Output;

/// <summary>Answers for people.</summary>
internal static class Tables
{
    private const int Gap = 2;

    /// <summary>The least width of the last column, in which a text may be wrapped.</summary>
    private const int LeastText = 20;

    /// <summary>Rows under their columns; where these do not fit, each row as a record.</summary>
    /// <param name="columns">Which fields; none: those of the first row.</param>
    /// <param name="rows">Objects.</param>
    /// <param name="width">Of the screen, in characters.</param>
    public static IRenderable List(IReadOnlyList<PaletteColumn> columns, IReadOnlyList<JsonElement> rows, int width)
    {
        if (rows.Count == 0)
        {
            return new Text("None.");
        }

        if (columns.Count == 0)
        {
            columns = [.. rows[0].EnumerateObject().Select(p => new PaletteColumn(p.Name.Replace('_', ' '), p.Name))];
        }

        var shown = columns.Where(column => rows.Any(row => Cells.Text(Field(row, column.Field)).Length > 0)).ToList();
        if (shown.SkipLast(1).Sum(column => Width(column, rows) + Gap) + LeastText > width)
        {
            return new Rows(rows.Select(row => Record(shown, row)));
        }

        var table = Bare();
        foreach (var column in shown)
        {
            table.AddColumn(Column(column.Title.ToUpperInvariant(), noWrap: column != shown[^1]));
        }

        foreach (var row in rows)
        {
            table.AddRow(shown.Select(column => Cells.Of(column.Field, Field(row, column.Field))));
        }

        return table;
    }

    /// <summary>An object: its plain fields, then what is deeper, each under its name.</summary>
    public static IRenderable Object(JsonElement value, int width)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new Text(Cells.Text(value));
        }

        var table = Bare().HideHeaders();
        table.AddColumn(Column("", noWrap: true));
        table.AddColumn(Column("", noWrap: false));
        var deeper = new List<IRenderable>();
        foreach (var property in value.EnumerateObject())
        {
            if (Deeper(property, width) is { } below)
            {
                deeper.Add(below);
            }
            else if (Cells.Text(property.Value) is { Length: > 0 })
            {
                table.AddRow(
                    new Text(Title(property), new Style(decoration: Decoration.Bold)),
                    Cells.Of(property.Name, property.Value));
            }
        }

        return new Rows([table, .. deeper]);
    }

    /// <summary>
    /// What does not fit into a cell; args, results and progress are somebody's own and stay JSON.
    /// </summary>
    private static Rows? Deeper(JsonProperty property, int width)
    {
        if (property.Name is "args" or "result" or "progress" || IsEmpty(property.Value))
        {
            return null;
        }

        var title = new Text(Title(property), new Style(decoration: Decoration.Bold));
        if (property.Value.ValueKind == JsonValueKind.Object)
        {
            return Under(title, Object(property.Value, width - Gap));
        }

        return property.Value.ValueKind == JsonValueKind.Array
            && property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? Under(title, List([], [.. property.Value.EnumerateArray()], width - Gap))
            : null;
    }

    private static Rows Under(Text title, IRenderable what) =>
        new(new Text(""), title, new Padder(what, new Padding(Gap, 0, 0, 0)));

    private static int Width(PaletteColumn column, IReadOnlyList<JsonElement> rows) =>
        rows.Max(row => Cells.Text(Field(row, column.Field)).Length) is var widest && widest > column.Title.Length
            ? widest
            : column.Title.Length;

    private static Rows Record(IReadOnlyList<PaletteColumn> columns, JsonElement row)
    {
        var table = Bare().HideHeaders();
        table.AddColumn(Column("", noWrap: true));
        table.AddColumn(Column("", noWrap: false));
        foreach (var column in columns)
        {
            if (Field(row, column.Field) is var value && Cells.Text(value).Length > 0)
            {
                table.AddRow(
                    new Text(column.Title, new Style(decoration: Decoration.Bold)), Cells.Of(column.Field, value));
            }
        }

        return new Rows(table, new Text(""));
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>A field, or one of an object in a field: <c>job.id</c>.</summary>
    private static JsonElement Field(JsonElement row, string path)
    {
        foreach (var name in path.Split('.'))
        {
            row = row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) ? value : default;
        }

        return row;
    }

    private static string Title(JsonProperty property) => property.Name.Replace('_', ' ');

    private static Table Bare() => new Table().Border(TableBorder.None);

    private static TableColumn Column(string head, bool noWrap) =>
        new(new Text(head, new Style(decoration: Decoration.Bold)))
        {
            Padding = new Padding(0, 0, Gap, 0),
            NoWrap = noWrap,
        };
}
