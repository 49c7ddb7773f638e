using System.Text.Json;

namespace AkkaJobs.Http;

/// <summary>The fields of one kind of body. What it does not list is refused.</summary>
internal sealed class Shape(string name, params Field[] fields)
{
    public string Name { get; } = name;

    public IReadOnlyList<Field> Fields { get; } = fields;

    /// <summary>Checks an object, field by field, and keeps what it holds.</summary>
    /// <param name="element">The object.</param>
    /// <param name="at">Its path; empty for a whole body.</param>
    /// <param name="values">What it holds.</param>
    /// <returns>The first refusal, or null.</returns>
    public Rejection? Read(JsonElement element, string at, out Values values)
    {
        var slots = new JsonElement[fields.Length];
        values = new Values(this, slots);
        if (element.ValueKind != JsonValueKind.Object)
        {
            var path = at.Length == 0 ? "body" : at;
            return Rejection.Invalid(path, $"{path} must be a JSON object.");
        }

        foreach (var property in element.EnumerateObject())
        {
            var index = IndexOf(property);
            if (index < 0)
            {
                var path = Join(at, Shorten(property.Name));
                return Rejection.Invalid(path, $"There is no field {path}; there are {Names()}.");
            }

            // For an optional field null means what leaving it out means: many serializers write it so.
            var field = fields[index];
            if (property.Value.ValueKind == JsonValueKind.Null && field is { Required: false })
            {
                continue;
            }

            if (field.Check(property.Value, Join(at, field.Name)) is { } rejection)
            {
                return rejection;
            }

            slots[index] = property.Value;
        }

        return Missing(slots, at);
    }

    public int IndexOf(Field field) => Array.IndexOf(fields, field);

    private int IndexOf(JsonProperty property)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (property.NameEquals(fields[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private Rejection? Missing(JsonElement[] slots, string at)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Required && slots[i].ValueKind == JsonValueKind.Undefined)
            {
                var path = Join(at, fields[i].Name);
                return Rejection.Invalid(path, $"{path} is missing.");
            }
        }

        return null;
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private string Names() => string.Join(", ", fields.Select(field => field.Name));

    private static string Join(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";
}

/// <summary>What a checked body holds; null for a field left out. Usable as long as its document.</summary>
internal readonly struct Values(Shape shape, JsonElement[] slots)
{
    public string? Text(Field field) => Given(field) is { } value ? value.GetString() : null;

    public long? Number(Field field) => Given(field)?.GetInt64();

    public bool? Flag(Field field) => Given(field)?.GetBoolean();

    public DateTimeOffset? Time(Field field) => Given(field)?.GetDateTimeOffset();

    public TimeSpan? Milliseconds(Field field) =>
        Number(field) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    public JobId? Id(Field field) => JobId.TryParse(Text(field), out var id) ? id : null;

    public JsonText? Json(Field field) => Given(field) is { } value ? JsonText.From(value) : null;

    public string[]? Texts(Field field) =>
        Given(field)?.EnumerateArray().Select(item => item.GetString()!).ToArray();

    public IEnumerable<Values> Objects(Field field)
    {
        if (Given(field) is not { } list)
        {
            yield break;
        }

        foreach (var item in list.EnumerateArray())
        {
            field.Items!.Read(item, field.Name, out var values);
            yield return values;
        }
    }

    private JsonElement? Given(Field field)
    {
        var value = slots[shape.IndexOf(field)];
        return value.ValueKind == JsonValueKind.Undefined ? null : value;
    }
}
