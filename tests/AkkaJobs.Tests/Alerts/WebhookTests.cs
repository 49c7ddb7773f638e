using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using AkkaJobs.Alerts;
using AkkaJobs.Configuration;
using AkkaJobs.Telemetry;
using AkkaJobs.Tests.EndToEnd;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Receivers;
using AkkaJobs.Tests.Tidy;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Alerts;

/// <summary>What those get who are told of alerts, and what becomes of it when they do not take it.</summary>
public sealed class WebhookTests : IDisposable
{
    private static readonly Timestamp At = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero));

    private readonly LogLines<Webhooks> _log = new();
    private readonly Dictionary<string, long> _counts = [];
    private readonly MeterListener _listener = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AlertMeter _meter;

    public WebhookTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "akkajobs.alerts.deliveries" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => Count($"{tags[1].Value} {tags[0].Value}", value));
        _listener.Start();
        _meter = new AlertMeter(meters, new AlertStatus());
    }

    [Fact]
    public async Task A_receiver_can_tell_that_it_is_from_us_and_what_is_the_matter()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhooks = await StartAsync(receiver.Url);
        var job = new JobId(Guid.CreateVersion7());
        webhooks.Tell(Notice(Alert.NoBot) with { Jobs = [job], Detail = "Ünserved \"summ\"." });
        var told = await receiver.UntilAsync(_ => true);

        Assert.True(told.IsSigned);
        Assert.Equal("application/json", told.Type);
        Assert.True(Guid.TryParse(told.Delivery, out _));
        Assert.Equal(
            $$"""
            {"delivery":"{{told.Delivery}}","alert":"no-bot","state":"raised","at":"2026-01-01T00:01:00.000Z",
            "since":"2026-01-01T00:00:00.000Z","node":"node-1","detail":"\u00DCnserved \u0022summ\u0022.","count":3,
            "job_ids":["{{job}}"]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(told.Body));
        await CountedAsync(receiver.Url, "sent", 1);
    }

    [Theory]
    [InlineData("other-secret-of-someone", 0, 0)]
    [InlineData(WebhookReceiver.Secret, 1, 0)]
    [InlineData(WebhookReceiver.Secret, 0, 301)]
    [InlineData(WebhookReceiver.Secret, 0, -301)]
    public async Task A_receiver_can_tell_that_it_is_not(string secret, int changed, int secondsLater)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.Lag));
        var told = await receiver.UntilAsync(_ => true);
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(told.Timestamp, null));
        Assert.True(WebhookReceiver.IsFromUs(
            WebhookReceiver.Secret, told.Timestamp, told.Signature, told.Body, sentAt));

        byte[] body = [.. told.Body];
        body[^2] ^= (byte)changed;
        Assert.False(WebhookReceiver.IsFromUs(
            secret, told.Timestamp, told.Signature, body, sentAt.AddSeconds(secondsLater)));
        var later = $"{long.Parse(told.Timestamp, null) + 1}";
        Assert.False(WebhookReceiver.IsFromUs(WebhookReceiver.Secret, later, told.Signature, told.Body, sentAt));
    }

    [Fact]
    public async Task The_document_shows_a_message_as_it_is()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.NoBot));
        var told = (await receiver.UntilAsync(_ => true)).Json;
        var shown = JsonElement.Parse(Document.Block("json"));

        Assert.Equal(Fields(told), Fields(shown));

        static IEnumerable<string> Fields(JsonElement message) =>
            message.EnumerateObject().Select(field => $"{field.Name}: {field.Value.ValueKind}");
    }

    [Fact]
    public void The_document_shows_settings_that_can_be_read()
    {
        var entries = HoconSettings.Read(Document.Block("hocon"), "alerts.md").Entries;
        var webhook = Assert.Single(LoadedSettings.Load([], [entries]).Options.Alerts.Webhooks);

        Assert.Equal("ops (https://alerts.example.org)", $"{webhook}");
    }

    [Fact]
    public void The_document_has_a_row_for_each_alert()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "alerts.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]).ToHashSet();
        Assert.Subset(rows, Enum.GetValues<Alert>().Select(alert => alert.Word()).ToHashSet());
    }

    [Fact]
    public void The_document_shows_how_to_tell() => Compiled.AssertStandsIn(
        nameof(WebhookReceiver),
        Document.Block("csharp").Replace("static bool", "public static bool", StringComparison.Ordinal));

    [Fact]
    public async Task What_may_pass_is_tried_again_under_the_same_id_and_the_next_waits_for_it()
    {
        int[] answers = [503, 429, 408, 500, 200, 200];
        await using var receiver = await WebhookReceiver.StartAsync((number, context) =>
        {
            context.Response.StatusCode = answers[number - 1];
            return Task.CompletedTask;
        });
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.Lag));
        webhooks.Tell(Notice(Alert.Lag).Cleared("It is over.", At));
        await receiver.UntilAsync(told => told.Is("lag", "cleared"));

        Assert.Equal(6, receiver.All.Count);
        Assert.All(receiver.All, told => Assert.True(told.IsSigned));
        var tries = receiver.All.Take(5).ToArray();
        Assert.Single(tries.Select(told => told.Delivery).Distinct());
        Assert.Single(tries.Select(told => Encoding.UTF8.GetString(told.Body)).Distinct());
        Assert.NotEqual(tries[0].Delivery, receiver.All[5].Delivery);
        await CountedAsync(receiver.Url, "sent", 2);
        Assert.Equal(4, _log.All.Count(line => line.StartsWith("4003 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        await using var other = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync((number, context) =>
        {
            if (number == 1)
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = other.Url;
            }

            return Task.CompletedTask;
        });
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.Lag));
        webhooks.Tell(Notice(Alert.NoBot));
        await receiver.UntilAsync(told => told.Is("no-bot", "raised"));

        Assert.Equal(2, receiver.All.Count);
        Assert.Empty(other.All);
        await CountedAsync(receiver.Url, "failed", 1);
        Assert.Contains(_log.All, line => line.Contains("it answered 302, at try 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(404, 1)]
    [InlineData(503, WebhookQueue.MaxTries)]
    public async Task What_is_not_taken_is_given_up_and_the_next_is_told(int answer, int tries)
    {
        await using var receiver = await WebhookReceiver.StartAsync((number, context) =>
        {
            context.Response.StatusCode = number <= tries ? answer : 204;
            return Task.CompletedTask;
        });
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.Lag));
        webhooks.Tell(Notice(Alert.NoBot));
        await receiver.UntilAsync(told => told.Is("no-bot", "raised"));

        Assert.Equal(tries + 1, receiver.All.Count);
        await CountedAsync(receiver.Url, "failed", 1);
        await CountedAsync(receiver.Url, "sent", 1);
    }

    [Fact]
    public async Task Of_too_many_that_wait_the_oldest_is_dropped_and_nobody_waits()
    {
        var goOn = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((_, _) => goOn.Task);
        await using var quick = await WebhookReceiver.StartAsync();
        using var webhooks = await StartAsync(receiver.Url, quick.Url);
        webhooks.Tell(Told(0));
        await receiver.UntilAsync(told => told.Json.GetProperty("count").GetInt64() == 0);
        for (var count = 1; count <= WebhookQueue.MaxWaiting + 5; count++)
        {
            webhooks.Tell(Told(count));

            // One that is slow takes no time of another.
            await quick.UntilAsync(told => told.Json.GetProperty("count").GetInt64() == count);
        }

        await CountedAsync(receiver.Url, "dropped", 5);
        goOn.SetResult();
        await receiver.UntilAsync(told => told.Json.GetProperty("count").GetInt64() == WebhookQueue.MaxWaiting + 5);
        Assert.Equal(
            Enumerable.Range(6, WebhookQueue.MaxWaiting).Prepend(0).Select(count => (long)count),
            receiver.All.Select(told => told.Json.GetProperty("count").GetInt64()));

        static AlertNotice Told(int count) => Notice(Alert.Lag) with { Count = count };
    }

    [Fact]
    public async Task A_node_that_stops_waits_no_longer_than_it_may_and_says_what_it_has_not_told()
    {
        var never = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((_, _) => never.Task);
        using var webhooks = await StartAsync(receiver.Url);
        webhooks.Tell(Notice(Alert.Lag));
        webhooks.Tell(Notice(Alert.NoBot));
        await receiver.UntilAsync(_ => true);

        await webhooks.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromMinutes(1));

        await CountedAsync(receiver.Url, "dropped", 2);
        Assert.Equal(2, _log.All.Count(line => line.Contains("the node stops", StringComparison.Ordinal)));
        never.SetResult();
    }

    [Fact]
    public async Task A_node_that_stops_tells_first_what_it_can()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhooks = await StartAsync(receiver.Url);
        for (var i = 0; i < 20; i++)
            webhooks.Tell(Notice(Alert.Lag));
        await webhooks.StopAsync(CancellationToken.None);

        // Whoever is slow has been given five seconds, and what is left is counted.
        Assert.Equal(20, Counted(receiver.Url, "sent") + Counted(receiver.Url, "dropped"));
        Assert.True(receiver.All.Count > 0);
    }

    [Fact]
    public async Task No_line_of_the_log_holds_a_secret_or_more_of_an_address_than_its_host()
    {
        await using var refusing = await WebhookReceiver.StartAsync((_, context) =>
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        });
        var gone = await WebhookReceiver.StartAsync();
        var nobody = gone.Url;
        await gone.DisposeAsync();
        using var webhooks = await StartAsync(refusing.Url, nobody);
        webhooks.Tell(Notice(Alert.Lag));
        await CountedAsync(refusing.Url, "failed", 1);
        await CountedAsync(nobody, "failed", 1);

        Assert.Contains(_log.All, line => line.Contains(new Uri(nobody).Authority, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, line =>
            line.Contains(WebhookReceiver.Secret, StringComparison.Ordinal)
            || line.Contains("hidden", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _services.Dispose();
    }

    private static Page Document => Page.Of("alerts.md");

    private static AlertNotice Notice(Alert alert) =>
        new(alert, true, At, At - TimeSpan.FromMinutes(1), "Something is wrong.", 3, []);

    private async Task<Webhooks> StartAsync(params string[] urls)
    {
        var options = new AkkaJobsOptions { Node = { Name = "node-1" } };
        options.Alerts.Webhooks = [.. urls.Select(url => new WebhookOptions(NameOf(url), url, WebhookReceiver.Secret))];
        var webhooks = new Webhooks(options, _meter, TimeProvider.System, _log)
        {
            Retry = new RetryPolicy { First = TimeSpan.FromMilliseconds(1) },
        };
        await webhooks.StartAsync(CancellationToken.None);
        return webhooks;
    }

    private static string NameOf(string url) => $"port-{new Uri(url).Port}";

    private void Count(string key, long value)
    {
        lock (_counts)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + value;
        }
    }

    private long Counted(string url, string outcome)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault($"{NameOf(url)} {outcome}");
        }
    }

    private Task CountedAsync(string url, string outcome, long count) =>
        JobsHost.UntilAsync(() => Task.FromResult(Counted(url, outcome) == count));
}
