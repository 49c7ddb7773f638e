using AkkaJobs.Http;
using AkkaJobs.Http.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A node's HTTP door on a free loopback port, and a client and an operator that come through it.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    /// <summary>Whose token they have: the name that stands in histories.</summary>
    public const string Name = "anna";

    private const string Secret = "anna-secret-0123456789";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private HttpFront(WebApplication app, HttpClient http, IJobOperator node)
    {
        _app = app;
        _http = http;
        var client = new HttpJobClient(http, Secret);
        (Client, Operator) = (client, new OperatorOverHttp(client, node));
    }

    public IJobClient Client { get; }

    public IJobOperator Operator { get; }

    public static async Task<HttpFront> OpenAsync(IJobClient jobs, IJobOperator operators, IRemoteBots bots)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(jobs).AddSingleton(operators).AddSingleton(bots);
        builder.Services.AddAkkaJobsHttp(http => http.AddToken(HttpRole.Admin, Name, Secret));
        var ports = HttpPorts.Listen(builder.WebHost, "http://127.0.0.1:0", "http://127.0.0.1:0");
        var app = builder.Build();
        app.MapAkkaJobs("/jobs-api");
        await app.StartAsync();
        return new HttpFront(app, new HttpClient { BaseAddress = new Uri($"{ports.Http}/jobs-api") }, operators);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>An operator over HTTP; what has no route there is done at the node.</summary>
    private sealed class OperatorOverHttp(HttpJobClient http, IJobOperator node) : IJobOperator
    {
        public Task<JobView> ReleaseAsync(
            JobId id, Request request, long? token = null, bool dryRun = false, bool excludeBot = false,
            CancellationToken cancel = default) =>
            http.ReleaseAsync(id, request, token, dryRun, excludeBot, cancel);

        public IAsyncEnumerable<ActedView> ActAsync(ManyActs acts, CancellationToken cancel = default) =>
            node.ActAsync(acts, cancel);

        public Task<Page<StuckView>> StuckAsync(
            int limit = Limits.DefaultListLimit, string? cursor = null, CancellationToken cancel = default) =>
            node.StuckAsync(limit, cursor, cancel);

        public Task<JobView> RetryAsync(JobId id, Request request, CancellationToken cancel = default) =>
            http.RetryAsync(id, request, cancel);

        public Task<BotView> DrainBotAsync(string name, Request request, CancellationToken cancel = default) =>
            http.DrainBotAsync(name, request, cancel);

        public Task<BotView> ResumeBotAsync(string name, Request request, CancellationToken cancel = default) =>
            http.ResumeBotAsync(name, request, cancel);

        public Task<QueueView> PauseQueueAsync(string name, Request request, CancellationToken cancel = default) =>
            http.PauseQueueAsync(name, request, cancel);

        public Task<QueueView> ResumeQueueAsync(string name, Request request, CancellationToken cancel = default) =>
            http.ResumeQueueAsync(name, request, cancel);
    }
}
