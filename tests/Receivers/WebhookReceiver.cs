using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Tests.Receivers;

/// <summary>One who is told of alerts, on a port of this machine.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "a-secret-that-nobody-sees";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Told> _told = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public IReadOnlyList<Told> All => [.. _told];

    /// <summary>Where it is told; what stands behind the port must not be seen in a log.</summary>
    public string Url => $"{_app.Urls.Single()}/hidden-path?key=hidden-query";

    /// <param name="answer">The status for each request, which is numbered from 1; 200 where nothing is said.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<int, HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            receiver._told.Enqueue(new Told(
                headers["AkkaJobs-Timestamp"].ToString(), headers["AkkaJobs-Signature"].ToString(),
                headers["AkkaJobs-Delivery"].ToString(), $"{context.Request.ContentType}", body.ToArray()));
            if (answer is not null)
                await answer(receiver._told.Count, context);
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it has been told something.</summary>
    public async Task<Told> UntilAsync(Func<Told, bool> what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (_told.FirstOrDefault(what) is { } told)
                return told;
            await look.WaitForNextTickAsync(patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>docs/alerts.md shows this function, line by line.</summary>
    public static bool IsFromUs(string secret, string timestamp, string signature, byte[] body, DateTimeOffset now)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature))
            && long.TryParse(timestamp, out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= 300;
    }

    /// <summary>One request.</summary>
    internal sealed record Told(string Timestamp, string Signature, string Delivery, string Type, byte[] Body)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

        public bool IsSigned => IsFromUs(Secret, Timestamp, Signature, Body, DateTimeOffset.UtcNow);

        public bool Is(string alert, string state) =>
            Json.GetProperty("alert").GetString() == alert && Json.GetProperty("state").GetString() == state;
    }
}
