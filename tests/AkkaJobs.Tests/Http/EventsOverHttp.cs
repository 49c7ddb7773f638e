using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using AkkaJobs.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.Http;

public sealed class EventsOverHttp
{
    private const string Claimed =
        "id: 8\nevent: claimed\ndata: {\"number\":8,\"at\":\"1970-01-01T00:00:00.000Z\",\"event\":\"claimed\","
        + "\"job_id\":\"0199c0de-0000-7000-8000-000000000007\",\"attempt\":1,\"token\":5,\"bot\":\"bot-1\","
        + "\"by\":null,\"reason\":null}\n\n";

    [Fact]
    public async Task Is_told_as_server_sent_events()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("GET", "/events", token: Door.Client);

        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.Type));
        Assert.StartsWith(": ", answer.Text, StringComparison.Ordinal);
        Assert.Contains("id: 7\nevent: enqueued\ndata: {\"number\":7,", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith(Claimed, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_after_the_last_event_seen()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync(
            "GET", "/events", null as string, Door.Client, headers: [("Last-Event-ID", "7")]);

        Assert.DoesNotContain("id: 7", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith(Claimed, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/events?job_id=seven", "", "job_id")]
    [InlineData("/events?colour=red", "", "colour")]
    [InlineData("/events?event=", "", "event")]
    [InlineData("/events", "seven", "Last-Event-ID")]
    [InlineData("/events", "-1", "Last-Event-ID")]
    public async Task Is_refused_when_it_is_not_understood(string path, string seen, string at)
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("GET", path, null as string, Door.Client, headers: [("Last-Event-ID", seen)]);

        Assert.Equal((400, "invalid", at), (answer.Status, answer.Code, answer.Path));
    }

    [Fact]
    public async Task Hands_the_filter_on()
    {
        var told = new ToldEvents();
        await using var door = await Door.OpenAsync(services: services => services.AddSingleton<IJobEvents>(told));
        await door.SendAsync("GET", $"/events?job_id={ToldEvents.Enqueued.Job}&event=claimed&bot=bot-1");

        Assert.Equal(
            new JobEventFilter { Job = ToldEvents.Enqueued.Job, Event = "claimed", Bot = "bot-1" }, told.Asked);
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_fault_of_the_node()
    {
        using var heard = new Heard();
        var endless = new EndlessEvents();
        await using (var door = await Door.OpenAsync(services: services => services
            .AddSingleton<IJobEvents>(endless)
            .AddLogging(logging => logging.ClearProviders().AddProvider(heard))))
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Door.Client);
            using (await client.GetAsync(new Uri(door.Root + "/events"), HttpCompletionOption.ResponseHeadersRead))
            {
                Assert.False(endless.Left.IsCompleted);
            }

            await endless.Left.WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Empty(heard.Lines);
    }

    /// <summary>Has nothing to tell, for as long as somebody listens.</summary>
    private sealed class EndlessEvents : IJobEvents
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Left => _left.Task;

        public async IAsyncEnumerable<JobEventView> FollowAsync(
            JobEventFilter filter, long? after = null, [EnumeratorCancellation] CancellationToken cancel = default)
        {
            // What reads a journal is in the middle of it when its reader goes, and notices later.
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancel.Register(gone.SetResult);
            try
            {
                await gone.Task;
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
                yield return ToldEvents.Enqueued;
            }
            finally
            {
                _left.SetResult();
            }
        }
    }
}
