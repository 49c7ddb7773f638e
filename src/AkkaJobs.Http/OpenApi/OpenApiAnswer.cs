using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>Answers with the description of the interface, as seen from where it was asked.</summary>
internal static class OpenApiAnswer
{
    private static readonly Lazy<JsonObject> Document = new(OpenApiDocument.Build);

    public static async Task WriteAsync(HttpContext context, string path)
    {
        var at = context.Request.PathBase.Add(context.Request.Path).Value!;
        var document = (JsonObject)Document.Value.DeepClone();
        var prefix = at.EndsWith(path, StringComparison.OrdinalIgnoreCase) ? at[..^path.Length] : "";
        document["servers"] = new JsonArray(new JsonObject { ["url"] = prefix.Length == 0 ? "/" : prefix });
        SafeHeaders.Add(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = RequestBody.Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, HttpJson.Writing);
        document.WriteTo(writer);
    }
}
