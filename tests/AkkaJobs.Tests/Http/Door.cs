using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.Http;

/// <summary>A real server on free loopback ports, over the rules alone, with a token for each role.</summary>
internal sealed class Door : IAsyncDisposable
{
    public const string Admin = "admin-secret-0123456789";
    public const string Client = "client-secret-0123456789";
    public const string Bot = "bot-secret-0123456789";

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    private readonly HttpPorts _ports;

    private Door(WebApplication app, HttpPorts ports, InProcessJobs jobs)
    {
        App = app;
        _ports = ports;
        Jobs = jobs;
    }

    public WebApplication App { get; }

    public InProcessJobs Jobs { get; }

    public string Root => _ports.Http;

    public static async Task<Door> OpenAsync(
        CoordinatorRules? rules = null,
        Action<HttpOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null)
    {
        var jobs = new InProcessJobs(rules: rules);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IJobClient>(jobs);
        builder.Services.AddSingleton<IJobOperator>(jobs);
        builder.Services.AddSingleton<IRemoteBots>(jobs);
        builder.Services.AddAkkaJobsHttp(http =>
        {
            http.AddToken(HttpRole.Admin, "alice", Admin);
            http.AddToken(HttpRole.Client, "carol", Client);
            http.AddToken(HttpRole.Bot, "bob", Bot);
            http.MaxTokenFailures = int.MaxValue;
            options?.Invoke(http);
        });
        builder.Services.AddSingleton<IJobEvents>(new ToldEvents());
        services?.Invoke(builder.Services);
        var ports = HttpPorts.Listen(builder.WebHost, "http://127.0.0.1:0", "http://127.0.0.1:0");
        var app = builder.Build();
        if (map is null)
        {
            app.MapAkkaJobs();
            app.MapAkkaJobsManagement();
        }
        else
        {
            map(app);
        }

        await app.StartAsync();
        return new Door(app, ports, jobs);
    }

    public async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string? token = Admin,
        string type = "application/json",
        bool management = false,
        params (string Name, string Value)[] headers)
    {
        var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await SendAsync(method, path, content, token, management, headers);
    }

    public async Task<Answer> SendAsync(
        string method,
        string path,
        HttpContent? content,
        string? token = Admin,
        bool management = false,
        params (string Name, string Value)[] headers)
    {
        var root = management ? _ports.Management : _ports.Http;
        using var request = new HttpRequestMessage(new HttpMethod(method), root + path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Enqueues one job and answers its id.</summary>
    public async Task<string> EnqueueAsync(string operation = "sum", string args = "{\"a\":1,\"b\":2}")
    {
        var answer = await SendAsync("POST", "/jobs", $$"""{"operation":"{{operation}}","args":{{args}}}""");
        return answer.Json.GetProperty("id").GetString()!;
    }

    /// <summary>Claims one job and answers it as the bot sees it.</summary>
    public async Task<JsonElement> ClaimAsync(string operation = "sum", string bot = "bot-1")
    {
        var answer = await SendAsync(
            "POST", "/jobs/claim", $$"""{"bot":"{{bot}}","session":"s1","operations":["{{operation}}"]}""", Bot);
        return answer.Json.GetProperty("jobs")[0];
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}

/// <summary>What came back.</summary>
internal sealed class Answer(HttpResponseMessage response, string text)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Text { get; } = text;

    public string? Type { get; } = response.Content.Headers.ContentType?.MediaType;

    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Type == "application/problem+json" ? Json.GetProperty("code").GetString() : null;

    public string? Path => Json.TryGetProperty("path", out var path) ? path.GetString() : null;

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
