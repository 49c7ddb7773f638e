using System.Text.Json;
using AkkaJobs.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Http;

public sealed class Description
{
    [Fact]
    public async Task Lists_every_mapped_route_and_needs_no_token()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("GET", "/openapi/v1.json", token: null);
        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));

        var described = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject(), (path, method) => $"{method.Name} {path.Name}");
        var mapped = door.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<AkkaJobs.Http.Route>() is not null)
            .Select(endpoint => (
                Method: endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0],
                Path: endpoint.RoutePattern.RawText!))
            .Select(route => $"{route.Method.ToLowerInvariant()} {route.Path}");
        Assert.Equal(mapped.Order(), described.Order());
    }

    [Fact]
    public async Task Refers_only_to_what_it_holds()
    {
        await using var door = await Door.OpenAsync();
        var document = (await door.SendAsync("GET", "/openapi/v1.json", token: null)).Json;
        var references = References(document).ToArray();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Resolves(document, reference), reference));
    }

    [Fact]
    public async Task Describes_a_jobs_fields_with_their_bounds_and_the_problems_of_a_route()
    {
        await using var door = await Door.OpenAsync();
        var document = (await door.SendAsync("GET", "/openapi/v1.json", token: null)).Json;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var request = schemas.GetProperty("JobRequest");

        Assert.Equal("[\"operation\",\"args\"]", request.GetProperty("required").GetRawText());
        Assert.False(request.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(9, request.GetProperty("properties").GetProperty("priority").GetProperty("maximum").GetInt32());
        var job = schemas.GetProperty("JobView").GetProperty("properties");
        Assert.Equal("uuid", job.GetProperty("id").GetProperty("format").GetString());
        Assert.Equal("[\"string\",\"null\"]", job.GetProperty("finished_at").GetProperty("type").GetRawText());
        Assert.False(job.TryGetProperty("lag", out _));
        var enqueue = document.GetProperty("paths").GetProperty("/jobs").GetProperty("post");
        Assert.Equal(
            ["200", "201", "400", "401", "403", "409", "413", "415", "429", "500", "503"],
            enqueue.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
        Assert.Contains(
            "unique_key_taken",
            enqueue.GetProperty("responses").GetProperty("409").GetProperty("description").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_the_prefix_it_is_served_below()
    {
        await using var door = await Door.OpenAsync(map: app => app.MapGroup("/a").MapAkkaJobs("/b"));
        var document = (await door.SendAsync("GET", "/a/b/openapi/v1.json", token: null)).Json;

        Assert.Equal("/a/b", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal("not_found", (await door.SendAsync("GET", "/a/b/nothing")).Code);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                ? [property.Value.GetString()!]
                : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        foreach (var name in reference.Split('/').Skip(1))
        {
            if (!document.TryGetProperty(name, out document))
            {
                return false;
            }
        }

        return reference.StartsWith("#/", StringComparison.Ordinal);
    }
}
