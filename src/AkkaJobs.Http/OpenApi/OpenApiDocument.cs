using System.Reflection;
using System.Text.Json.Nodes;

namespace AkkaJobs.Http;

/// <summary>
/// The OpenAPI 3.1 description, made from the same tables that serve: routes, fields with their bounds, answers, and
/// the problems of each route. Nothing is described twice, so nothing can drift.
/// </summary>
internal static class OpenApiDocument
{
    private const string ProblemName = "Problem";

    public static JsonObject Build()
    {
        var schemas = new Schemas();
        var paths = new JsonObject();
        foreach (var route in Routes.All)
        {
            if (paths[route.Pattern] is not JsonObject path)
            {
                paths[route.Pattern] = path = new JsonObject();
            }

            path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
        }

        schemas.Add(ProblemName, Problem());
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "AkkaJobs",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = typeof(OpenApiDocument).Assembly
                    .GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description,
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.All,
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
        };
    }

    private static JsonObject Operation(Route route, Schemas schemas)
    {
        var roles = route.Roles.Select(role => role.Word()).Append("admin").Distinct();
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["description"] = $"For {string.Join(", ", roles)}.",
            ["operationId"] = OperationId(route),
            ["tags"] = new JsonArray(route.Pattern.Split('/')[1]),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
        };
        if (Parameters(route) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (route.Body is not null)
        {
            operation["requestBody"] = RequestBodyOf(route, schemas);
        }

        operation["responses"] = Responses(route, schemas);
        return operation;
    }

    private static string OperationId(Route route)
    {
        var words = route.Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] != '{');
        var single = route.Pattern.EndsWith('}') ? "_one" : "";
        return $"{route.Method.ToLowerInvariant()}_{string.Join('_', words)}{single}";
    }

    private static JsonArray Parameters(Route route)
    {
        var parameters = new JsonArray();
        foreach (var segment in route.Pattern.Split('/').Where(segment => segment.StartsWith('{')))
        {
            var name = segment.Trim('{', '}');
            var type = name == "id" ? FieldType.Id : FieldType.Text;
            parameters.Add(Parameter(new Field(name, type, $"The {name}.") { Required = true }, "path"));
        }

        foreach (var field in route.Query)
        {
            parameters.Add(Parameter(field, "query"));
        }

        foreach (var field in route.Headers)
        {
            parameters.Add(Parameter(field, "header"));
        }

        return parameters;
    }

    private static JsonObject Parameter(Field field, string where) => new()
    {
        ["name"] = field.Name,
        ["in"] = where,
        ["required"] = field.Required,
        ["description"] = field.About,
        ["schema"] = Schemas.Of(field),
    };

    private static JsonObject RequestBodyOf(Route route, Schemas schemas)
    {
        var one = schemas.Refer(route.Body!);
        var content = new JsonObject();
        if (route.Bulk)
        {
            content[RequestBody.Json] = Media(new JsonObject { ["type"] = "array", ["items"] = one });
            content[BulkRoute.Lines] = Media(schemas.Refer(route.Body!));
        }
        else
        {
            content[RequestBody.Json] = Media(one);
        }

        return new JsonObject { ["required"] = !route.BodyOptional, ["content"] = content };
    }

    private static JsonObject Responses(Route route, Schemas schemas)
    {
        var responses = new JsonObject();
        if (route.Status != 200)
        {
            responses["200"] = Good("It stood already.", route, schemas);
        }

        responses[$"{route.Status}"] = Good("Done.", route, schemas);
        foreach (var status in Refusals(route).GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            var codes = status.Select(problem => problem.Code).Distinct();
            responses[$"{status.Key}"] = new JsonObject
            {
                ["description"] = $"code: {string.Join(", ", codes)}",
                ["content"] = new JsonObject { [Problems.ContentType] = Media(Schemas.Refer(ProblemName)) },
            };
        }

        return responses;
    }

    private static JsonObject Good(string about, Route route, Schemas schemas) => new()
    {
        ["description"] = about,
        ["content"] = new JsonObject { [route.Media] = Media(schemas.Refer(route.Answer!)) },
    };

    private static IEnumerable<Problem> Refusals(Route route)
    {
        yield return Problems.Of(Rejection.Invalid("", ""));
        yield return Problems.Unauthorized;
        yield return Problems.Forbidden("");
        yield return Problems.TooManyFailures(TimeSpan.Zero);
        if (route.Body is not null)
        {
            yield return Problems.Of(new Rejection(RejectionCode.TooLarge, ""));
            yield return Problems.UnsupportedMediaType("");
        }

        foreach (var code in route.Refusals)
        {
            yield return Problems.Of(new Rejection(code, ""));
        }

        yield return Problems.Internal;
    }

    private static JsonObject Media(JsonNode schema) => new() { ["schema"] = schema };

    private static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["description"] = "RFC 9457. Branch on code; detail is for people and says what to do.",
        ["required"] = new JsonArray("type", "title", "status", "code", "detail"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["code"] = new JsonObject { ["type"] = "string" },
            ["detail"] = new JsonObject { ["type"] = "string" },
            ["path"] = About("string", "The field, parameter or header at fault."),
            ["job_id"] = About("string", "The job in question."),
            ["id"] = About("string", "The job whose outcome is unknown: repeat with this id."),
        },
    };

    private static JsonObject About(string type, string about) =>
        new() { ["type"] = type, ["description"] = about };
}
