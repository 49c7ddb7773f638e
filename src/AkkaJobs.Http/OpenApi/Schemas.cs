using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace AkkaJobs.Http;

/// <summary>The named schemas of the description: input from fields, answers from their types.</summary>
internal sealed class Schemas
{
    private static readonly JsonSchemaExporterOptions Export = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, node) => Known(context.TypeInfo.Type) ?? node,
    };

    public JsonObject All { get; } = [];

    public void Add(string name, JsonObject schema) => All[name] = schema;

    public static JsonObject Refer(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    public JsonObject Refer(Shape shape)
    {
        if (!All.ContainsKey(shape.Name))
        {
            All[shape.Name] = Of(shape);
        }

        return Refer(shape.Name);
    }

    public JsonObject Refer(Type type)
    {
        var name = type.IsGenericType ? $"{type.GetGenericArguments()[0].Name}List" : type.Name;
        if (!All.ContainsKey(name))
        {
            All[name] = HttpJson.Answers.Options.GetTypeInfo(type).GetJsonSchemaAsNode(Export);
        }

        return Refer(name);
    }

    /// <summary>A field's schema, bounds included.</summary>
    public static JsonObject Of(Field field)
    {
        JsonObject schema = field.Type switch
        {
            FieldType.Text => Text(field),
            FieldType.Number => Number(field),
            FieldType.Flag => new() { ["type"] = "boolean" },
            FieldType.Time => new() { ["type"] = "string", ["format"] = "date-time" },
            FieldType.Id => new() { ["type"] = "string", ["format"] = "uuid" },
            FieldType.Texts => List(field, new JsonObject { ["type"] = "string" }),
            FieldType.Objects => List(field, Of(field.Items!)),
            _ => [],
        };
        return schema;
    }

    private static JsonObject Of(Shape shape)
    {
        var properties = new JsonObject();
        foreach (var field in shape.Fields)
        {
            var schema = Of(field);
            schema["description"] = field.About;
            properties[field.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. shape.Fields.Where(f => f.Required).Select(f => (JsonNode)f.Name!)]),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Text(Field field)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (field.Words is not null)
        {
            schema["enum"] = new JsonArray([.. field.Words.Select(word => (JsonNode)word!)]);
        }

        if (field.Least > 0)
        {
            schema["minLength"] = field.Least;
        }

        if (field.Most < long.MaxValue)
        {
            schema["maxLength"] = field.Most;
        }

        return schema;
    }

    private static JsonObject Number(Field field)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["minimum"] = field.Least };
        if (field.Most < long.MaxValue)
        {
            schema["maximum"] = field.Most;
        }

        return schema;
    }

    private static JsonObject List(Field field, JsonObject items)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = items, ["maxItems"] = field.Most };
        if (field.Least > 0)
        {
            schema["minItems"] = field.Least;
        }

        return schema;
    }

    private static JsonObject Words(IEnumerable<string> words) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word!)]) };

    /// <summary>The types that a converter writes; null for others.</summary>
    private static JsonObject? Known(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var schema = plain switch
        {
            _ when plain == typeof(JobId) => new JsonObject { ["type"] = "string", ["format"] = "uuid" },
            _ when plain == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ when plain == typeof(JobStatus) => new JsonObject { ["type"] = "string" },
            _ when plain == typeof(ExplainCode) => Words(Enum.GetValues<ExplainCode>().Select(c => c.Word())),
            _ when plain == typeof(Verdict) => Words(Enum.GetValues<Verdict>().Select(v => v.Word())),
            _ when plain == typeof(JsonText) => new JsonObject { ["description"] = "Any JSON value." },
            _ => null,
        };
        if (schema is not null && plain != type && schema["type"] is { } one)
        {
            schema["type"] = new JsonArray(one.DeepClone(), "null");
            (schema["enum"] as JsonArray)?.Add((JsonNode?)null);
        }

        return schema;
    }
}
