using Microsoft.Extensions.DependencyInjection;

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
}
