using System.Globalization;
using System.Text;
using System.Text.Json;
using AkkaJobs.Http;

namespace AkkaJobs.Tests.Http;

/// <summary>Inputs from the same tables as the description: right ones, ones at their bounds, and nonsense.</summary>
internal sealed class RandomInput(Random chance)
{
    private static readonly string[] Texts =
    [
        "", "a", "sum", "default", "bot-1", " ", "\0", "../../etc/passwd", "ä€𝄞", "\ud800",
        "'; DROP TABLE jobs; --", "<script>", "%00", "\r\nX: y", "null", new string('x', 129), new string('y', 5_000),
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "1.5", "1e400", "-0", "99999999999999999999", "\"7\"", "NaN", "0x10", "01", "9007199254740993",
    ];

    private static readonly string[] Times =
        ["2026-11-24T20:15:28Z", "2026-11-24", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon"];

    private static readonly string[] Json =
    [
        "null", "true", "{}", "[]", "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "1e999", "[[[[[[]]]]]]",
        "{\"a\":\"" + "z" + "\"}",
    ];

    /// <summary>Ids of jobs that exist, to be named again.</summary>
    public List<string> Known { get; } = [];

    public bool Rarely() => chance.Next(10) == 0;

    public T Any<T>(IReadOnlyList<T> of) => of[chance.Next(of.Count)];

    public string Text() => Any(Texts);

    public string Id() => chance.Next(4) switch
    {
        0 => Text(),
        1 => Guid.NewGuid().ToString(),
        _ => Known.Count > 0 ? Any(Known) : "0199c0de-0000-7000-8000-000000000000",
    };

    /// <summary>A parameter of a query or a header.</summary>
    public string Parameter(Field field) => Rarely() ? Text() : field.Type switch
    {
        FieldType.Number => Bounded(field),
        FieldType.Id => Id(),
        _ => field.Words is { Count: > 0 } words ? Any(words) : Text(),
    };

    /// <summary>A body for a shape: its fields, some left out, some twice, some nobody knows.</summary>
    public string Body(Shape shape)
    {
        var members = new List<string>();
        foreach (var field in shape.Fields)
        {
            if (chance.Next(10) < (field.Required ? 9 : 3))
            {
                members.Add($"{Quoted(field.Name)}:{Value(field)}");
            }
        }

        if (Rarely())
        {
            members.Add($"{Quoted(Text())}:1");
        }

        return $"{{{string.Join(',', members)}}}";
    }

    /// <summary>The text, or it with bytes changed, cut out or put in.</summary>
    public byte[] Spoilt(string text, bool isSpoilt)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = isSpoilt ? chance.Next(4) : 0; i > 0 && bytes.Count > 0; i--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(3))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + chance.Next(8)));
                    break;
                default:
                    bytes.Insert(at, (byte)chance.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    public byte[] Bytes()
    {
        var bytes = new byte[chance.Next(300)];
        chance.NextBytes(bytes);
        return bytes;
    }

    private string Value(Field field)
    {
        if (Rarely())
        {
            return Any(Json);
        }

        return field.Type switch
        {
            FieldType.Number => Bounded(field),
            FieldType.Flag => Any(["true", "false", "null", "\"true\""]),
            FieldType.Time => Quoted(Any(Times)),
            FieldType.Id => Quoted(Id()),
            FieldType.Json => Any(Json),
            FieldType.Texts => Some(() => Quoted(Text())),
            FieldType.Objects => Some(() => Body(field.Items!)),
            _ => Quoted(field.Words is { Count: > 0 } words ? Any(words) : Text()),
        };
    }

    private string Some(Func<string> one) =>
        $"[{string.Join(',', Enumerable.Range(0, chance.Next(3)).Select(_ => one()))}]";

    /// <summary>Never a long wait: this is asked a hundred thousand times.</summary>
    private string Bounded(Field field)
    {
        if (field.Name == Bodies.WaitMs.Name)
        {
            return Any(["0", "1", "5", "-1", "60001", "\"1\""]);
        }

        return chance.Next(4) switch
        {
            0 => Any(Numbers),
            1 => field.Least.ToString(CultureInfo.InvariantCulture),
            2 => field.Most.ToString(CultureInfo.InvariantCulture),
            _ => (field.Least - 1).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Half a character is written as it is, which no serializer would do.</summary>
    private static string Quoted(string text) =>
        text.Any(char.IsSurrogate) && text.Length == 1 ? "\"\\ud800\"" : JsonSerializer.Serialize(text);
}
