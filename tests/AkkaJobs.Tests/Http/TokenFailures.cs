using System.Net;
using AkkaJobs.Http;

namespace AkkaJobs.Tests.Http;

public sealed class TokenFailures
{
    private const int Most = 30;

    private static readonly IPAddress There = IPAddress.Parse("10.0.0.7");
    private static readonly Caller Carol = new(HttpRole.Client, "carol");
    private static readonly Caller Bob = new(HttpRole.Bot, "bob");

    private readonly Clock _clock = new();

    [Fact]
    public void Too_many_shut_the_door_for_the_rest_of_the_minute_even_for_a_token_that_is_right()
    {
        var limit = new FailureLimit(Most, _clock);
        Fail(limit, There, Most - 1);
        Assert.Null(limit.Wait(There, null));

        Fail(limit, There, 1);
        Assert.Equal(FailureLimit.Window, limit.Wait(There, null));
        Assert.Equal(FailureLimit.Window, limit.Wait(There, Carol));

        _clock.Now += FailureLimit.Window;
        Assert.Null(limit.Wait(There, Carol));
    }

    [Fact]
    public void Nobody_is_kept_out_who_was_let_in_from_there_before()
    {
        var limit = new FailureLimit(Most, _clock);
        Assert.Null(limit.Wait(There, Carol));
        Fail(limit, There, Most);

        Assert.Null(limit.Wait(There, Carol));
        Assert.NotNull(limit.Wait(There, Bob));
        limit.Forget();
        Assert.NotNull(limit.Wait(There, Carol));
    }

    [Fact]
    public void Another_address_has_nothing_to_do_with_it()
    {
        var limit = new FailureLimit(Most, _clock);
        Fail(limit, There, Most);

        Assert.Null(limit.Wait(IPAddress.Parse("10.0.0.8"), Bob));
    }

    [Fact]
    public void The_addresses_of_one_network_of_IPv6_are_one()
    {
        var limit = new FailureLimit(Most, _clock);
        for (var i = 1; i <= Most; i++)
        {
            Fail(limit, IPAddress.Parse($"2001:db8:0:1::{i:x}"), 1);
        }

        Assert.NotNull(limit.Wait(IPAddress.Parse("2001:db8:0:1::ffff"), null));
        Assert.Null(limit.Wait(IPAddress.Parse("2001:db8:0:2::1"), null));
    }

    [Fact]
    public async Task Are_answered_429_with_the_time_to_wait()
    {
        await using var door = await Door.OpenAsync(options: http => http.MaxTokenFailures = Most);
        Answer answer;
        var tries = 0;
        do
        {
            answer = await door.SendAsync("GET", "/jobs", token: $"guess-{tries}");
        }
        while (++tries <= Most && answer.Status == 401);

        Assert.Equal((429, "too_many_failures"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Equal(Most + 1, tries);
        Assert.Equal(429, (await door.SendAsync("GET", "/jobs", token: Door.Client)).Status);
        Assert.Equal(200, (await door.SendAsync("GET", "/health/live", token: null, management: true)).Status);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_make_nothing_of_it()
    {
        await using var door = await Door.OpenAsync();
        foreach (var answer in new[]
        {
            await door.SendAsync("GET", "/jobs"),
            await door.SendAsync("GET", "/jobs", token: null),
            await door.SendAsync("GET", "/openapi/v1.json"),
            await door.SendAsync("GET", "/nothing/like/it"),
            await door.SendAsync("PATCH", "/jobs"),
            await door.SendAsync("GET", "/health/ready", management: true),
            await door.SendAsync("POST", "/palettes/jobs/list", "{}", management: true),
        })
        {
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
        }
    }

    private static void Fail(FailureLimit limit, IPAddress from, int times)
    {
        for (var i = 0; i < times; i++)
        {
            limit.Failed(from);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
