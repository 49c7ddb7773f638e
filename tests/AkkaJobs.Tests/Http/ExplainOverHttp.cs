using System.Text.Json;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Tests.Http;

public sealed class ExplainOverHttp
{
    [Fact]
    public async Task A_pending_job_is_explained_with_the_facts_alone_that_say_something()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync("summ");
        await door.SendAsync(
            "POST", "/jobs/claim", """{"bot":"bot-1","session":"s1","operations":["sum"]}""", Door.Bot);

        var answer = await door.SendAsync("GET", $"/jobs/{id}/explain", token: Door.Client);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Null(answer.Header("AkkaJobs-Lag-Ms"));
        Assert.Equal(
            JsonSerializer.Serialize(JsonElement.Parse(Page.Of("explain.md").Block("json"))), answer.Text);
    }

    [Fact]
    public async Task A_processing_job_says_where_it_is_and_which_verdict_would_come()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();

        var view = (await door.SendAsync("GET", $"/jobs/{id}/explain")).Json;

        var reason = view.GetProperty("reasons").EnumerateArray()
            .Single(r => r.GetProperty("code").GetString() == "processing");
        Assert.Equal(token, reason.GetProperty("token").GetInt64());
        Assert.Equal("bot-1", reason.GetProperty("bot").GetString());
        Assert.Equal("lease-expired", reason.GetProperty("verdict").GetString());
        Assert.EndsWith("Z", reason.GetProperty("expected_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_job_is_not_found_and_a_parameter_refused()
    {
        await using var door = await Door.OpenAsync();
        var unknown = await door.SendAsync("GET", $"/jobs/{Guid.NewGuid()}/explain");
        Assert.Equal((404, "unknown_job"), (unknown.Status, unknown.Code));
        var id = await door.EnqueueAsync();
        Assert.Equal("invalid", (await door.SendAsync("GET", $"/jobs/{id}/explain?why=1")).Code);
    }

    [Fact]
    public async Task An_absent_coordinator_is_the_first_reason()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        door.Jobs.Away = TimeSpan.FromMilliseconds(1500);

        var answer = await door.SendAsync("GET", $"/jobs/{id}/explain");

        Assert.Equal((200, "1500"), (answer.Status, answer.Header("AkkaJobs-Lag-Ms")));
        Assert.Equal(
            "coordinator_unavailable",
            answer.Json.GetProperty("reasons")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_dry_run_answers_the_job_as_it_stands_and_what_a_release_would_meet()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();

        var tried = await door.SendAsync("POST", $"/jobs/{id}/release", "{\"dry_run\":true}");

        Assert.Equal((200, "processing"), (tried.Status, tried.Json.GetProperty("status").GetString()));
        var release = tried.Json.GetProperty("release");
        Assert.Equal(token, release.GetProperty("token").GetInt64());
        Assert.True(release.GetProperty("alive").GetBoolean());
        Assert.Equal(JsonValueKind.Null, release.GetProperty("running").ValueKind);
        Assert.Equal("pending", release.GetProperty("then").GetString());
        Assert.Equal(
            ["enqueued", "claimed"],
            (await door.SendAsync("GET", $"/jobs/{id}/history")).Json.GetProperty("items").EnumerateArray()
                .Select(line => line.GetProperty("event").GetString()));

        var body = $$"""{"token":{{token}},"reason":"looks dead"}""";
        var released = await door.SendAsync("POST", $"/jobs/{id}/release", body);
        Assert.Equal((200, "pending"), (released.Status, released.Json.GetProperty("status").GetString()));
        Assert.False(released.Json.TryGetProperty("release", out _));
        var again = await door.SendAsync("POST", $"/jobs/{id}/release", body);
        Assert.Equal((409, "superseded"), (again.Status, again.Code));
    }

    [Fact]
    public async Task The_codes_of_reasons_are_described()
    {
        await using var door = await Door.OpenAsync();
        var document = (await door.SendAsync("GET", "/openapi/v1.json", token: null)).Json;
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var code = schemas.GetProperty("ExplainView").GetProperty("properties").GetProperty("reasons")
            .GetProperty("items").GetProperty("properties").GetProperty("code");
        Assert.Equal(
            Enum.GetValues<ExplainCode>().Select(c => c.Word()),
            code.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.True(schemas.GetProperty("JobView").GetProperty("properties").TryGetProperty("release", out _));
    }
}
