using System.Collections.Concurrent;
using System.Globalization;
using AkkaJobs.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AkkaJobs.Tests.Http;

/// <summary>
/// Requests made by chance from the description, and from nothing, to a whole node: whatever comes in, an answer goes
/// out, and it is never an error that no rule foresaw. <c>AKKAJOBS_TEST_FUZZ</c> says how many (default 3,000),
/// <c>AKKAJOBS_TEST_FUZZ_SEED</c> from which seed. A long run, which should be alone in its process, also says what
/// memory it took and must not take ever more.
/// </summary>
public sealed class Fuzzing(ITestOutputHelper output)
{
    /// <summary>Requests from which on a run is long.</summary>
    private const int Long = 20_000;

    /// <summary>What the second half of a long run may keep: the jobs that it enqueued, and their histories.</summary>
    private const long MostKept = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Types =
        ["application/json", "application/x-ndjson", "text/plain", "application/json; charset=utf-16", "/", ""];

    /// <summary>What has no end of its own, and what would end the node.</summary>
    private static readonly string[] Left =
        ["/events", "/palettes/jobs/watch", "/palettes/cluster/leave", "/palettes/cluster/down"];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

    [Fact]
    public async Task Whatever_comes_in_is_answered_and_never_with_an_error_that_nobody_foresaw()
    {
        var log = new Heard();
        var folder = Directory.CreateTempSubdirectory("akkajobs-").FullName;
        await using var door = await Door.OpenAsync(services: services =>
        {
            services.AddAkkaJobs(jobs => jobs
                .UseSqlite(folder).AddHandler<JsonText, int>("sum", (_, _) => 1));
            services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(log));
        });
        var seed = Setting("AKKAJOBS_TEST_FUZZ_SEED", 1);
        var chance = new Random(seed);
        var input = new RandomInput(chance);
        var palettes = PaletteRoutes.Of(new PaletteTable([])).Append(AuditRoute.Audit)
            .Where(route => !Left.Contains(route.Pattern)).ToList();
        var routes = Routes.All.Where(route => !Left.Contains(route.Pattern)).ToList();
        var statuses = new SortedDictionary<int, int>();
        var all = Setting("AKKAJOBS_TEST_FUZZ", 3_000);
        var atHalf = 0L;
        for (var i = all; i > 0; i--)
        {
            if (i == all / 2)
            {
                atHalf = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (i % 100 == 0)
            {
                input.Known.Add(await door.EnqueueAsync());
            }

            var management = chance.Next(3) == 0;
            var route = input.Any(management ? palettes : routes);
            using var request = Request(input, route);
            var sent = $"seed {seed}, {i} to go: {request.Method} {request.Path}";
            var token = input.Rarely() ? Visible(input.Text()) : Door.Admin;
            var answer = await door.SendAsync(
                request.Method, request.Path, request.Content, token, management, request.Headers).WaitAsync(Patience);
            Assert.True(answer.Status is < 500 or 503, $"{sent}: {answer.Status} {answer.Text}\n{log}");

            // U+0000 in a path, and a line of more than 8 KiB, the server refuses before anybody else is asked.
            var byServer = answer is { Status: 400 or 414, Text: "" };
            Assert.True(
                byServer || answer.Status < 400 || request.Method == "HEAD" || answer.Code is not null,
                $"{sent}: {answer.Status} is no problem document: {answer.Text}");
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
        }

        // Something of each: else it is chance that asks for nothing.
        Assert.All([200, 400, 404, 409, 415], status => Assert.True(statuses.ContainsKey(status), $"No {status}."));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Door.Admin, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("no rule foresaw", StringComparison.Ordinal));
        if (all >= Long)
        {
            var kept = GC.GetTotalMemory(forceFullCollection: true) - atHalf;
            var stats = (await door.SendAsync("GET", "/stats")).Text;
            output.WriteLine($"{all} requests; {atHalf >> 20} MiB at half of them, {kept >> 20} MiB since; {stats}");
            Assert.InRange(kept, long.MinValue, MostKept);
        }

        await door.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static RandomRequest Request(RandomInput input, Route route)
    {
        var path = route.Pattern
            .Replace("{id}", Uri.EscapeDataString(input.Id().Replace("\ud800", "?")))
            .Replace("{name}", Uri.EscapeDataString(input.Text().Replace("\ud800", "?")));
        var query = route.Query.Where(_ => input.Any([true, false]))
            .Select(field => $"{field.Name}={Uri.EscapeDataString(input.Parameter(field).Replace("\ud800", "?"))}");
        var headers = route.Headers.Where(_ => input.Any([true, false]))
            .Select(field => (field.Name, Visible(input.Parameter(field))));
        return new RandomRequest(
            input.Rarely() ? input.Any(Methods) : route.Method,
            $"{path}?{string.Join('&', query)}".TrimEnd('?'),
            Content(input, route),
            [.. headers]);
    }

    private static ByteArrayContent? Content(RandomInput input, Route route)
    {
        if (route.Body is null && !input.Rarely())
        {
            return null;
        }

        var text = route.Body is { } shape ? input.Body(shape) : "{}";
        var content = new ByteArrayContent(input.Rarely() ? input.Bytes() : input.Spoilt(text, input.Rarely()));
        content.Headers.TryAddWithoutValidation("Content-Type", input.Rarely() ? input.Any(Types) : Types[0]);
        return content;
    }

    /// <summary>What a header can hold.</summary>
    private static string Visible(string text) => new([.. text.Where(c => c is >= ' ' and <= '~')]);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set)
            ? set
            : otherwise;

    private sealed record RandomRequest(
        string Method, string Path, HttpContent? Content, (string Name, string Value)[] Headers) : IDisposable
    {
        public void Dispose() => Content?.Dispose();
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (Lines.Count < 100_000)
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }

        public override string ToString() => string.Join('\n', Lines.TakeLast(20));
    }
}
