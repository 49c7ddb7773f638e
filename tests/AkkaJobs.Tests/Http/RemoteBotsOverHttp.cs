using System.Text.Json;

namespace AkkaJobs.Tests.Http;

public sealed class RemoteBotsOverHttp
{
    private const string Claim = "{\"bot\":\"bot-1\",\"session\":\"s1\",\"operations\":[\"sum\"]";

    [Fact]
    public async Task A_job_is_claimed_completed_and_found_among_the_results()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var claimed = await door.ClaimAsync();
        Assert.Equal(
            ["id", "operation", "args", "attempt", "token", "lease_ms", "timeout_ms"],
            claimed.EnumerateObject().Select(property => property.Name));
        Assert.Equal("{\"a\":1,\"b\":2}", claimed.GetProperty("args").GetRawText());
        var token = claimed.GetProperty("token").GetInt64();
        var report = $$"""{"token":{{token}},"result":{"sum":3},"duration_ms":12}""";

        Assert.Equal(200, (await door.SendAsync("POST", $"/jobs/{id}/complete", report, Door.Bot)).Status);
        Assert.Equal(200, (await door.SendAsync("POST", $"/jobs/{id}/complete", report, Door.Bot)).Status);
        var rows = (await door.SendAsync("GET", $"/results?job_id={id}&status=succeeded")).Json.GetProperty("items");
        var row = Assert.Single(rows.EnumerateArray());
        Assert.Equal("{\"sum\":3}", row.GetProperty("result").GetRawText());
        Assert.Equal("bot-1", row.GetProperty("processed_by").GetString());
        Assert.Equal(12, row.GetProperty("duration_ms").GetInt64());
        Assert.Equal(token, row.GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task A_late_report_is_superseded_changes_nothing_and_stands_in_the_history()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        await door.SendAsync("POST", $"/jobs/{id}/release", "{\"reason\":\"hung\"}");

        var late = await door.SendAsync(
            "POST", $"/jobs/{id}/complete", $"{{\"token\":{token},\"result\":3}}", Door.Bot);
        Assert.Equal((409, "superseded"), (late.Status, late.Code));
        var job = (await door.SendAsync("GET", $"/jobs/{id}")).Json;
        Assert.Equal("pending", job.GetProperty("status").GetString());
        var history = (await door.SendAsync("GET", $"/jobs/{id}/history")).Json.GetProperty("items");
        Assert.Equal(
            ["enqueued", "claimed", "released", "report-refused"],
            history.EnumerateArray().Select(line => line.GetProperty("event").GetString()));
        Assert.Equal("alice", history[2].GetProperty("by").GetString());
        Assert.Equal("hung", history[2].GetProperty("reason").GetString());
        Assert.Equal(token, history[3].GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task A_claim_waits_for_work()
    {
        await using var door = await Door.OpenAsync();
        var waiting = door.SendAsync("POST", "/jobs/claim", Claim + ",\"wait_ms\":60000}", Door.Bot);
        await Eventually.Holds(() => door.Jobs.Waiting == 1);
        var id = await door.EnqueueAsync();

        var jobs = (await waiting).Json.GetProperty("jobs");
        Assert.Equal(id, Assert.Single(jobs.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_claim_without_work_is_answered_empty()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("POST", "/jobs/claim", Claim + ",\"wait_ms\":10}", Door.Bot);

        Assert.Equal((200, "{\"jobs\":[]}"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_claim_whose_connection_has_gone_waits_no_more()
    {
        await using var door = await Door.OpenAsync();
        using var gone = new CancellationTokenSource();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{door.Root}/jobs/claim")
        {
            Content = new StringContent(Claim + ",\"wait_ms\":60000}", null, "application/json"),
            Headers = { Authorization = new("Bearer", Door.Bot) },
        };
        var waiting = client.SendAsync(request, gone.Token);
        await Eventually.Holds(() => door.Jobs.Waiting == 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await Eventually.Holds(() => door.Jobs.Waiting == 0);
        var id = await door.EnqueueAsync();
        Assert.Equal(
            "pending", (await door.SendAsync("GET", $"/jobs/{id}")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_jobs()
    {
        await using var door = await Door.OpenAsync();
        await door.EnqueueAsync();
        await door.EnqueueAsync();
        const string claim = Claim + ",\"max\":2,\"request\":\"r1\"}";
        var first = await door.SendAsync("POST", "/jobs/claim", claim, Door.Bot);
        var again = await door.SendAsync("POST", "/jobs/claim", claim, Door.Bot);

        Assert.Equal(2, first.Json.GetProperty("jobs").GetArrayLength());
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task A_heartbeat_says_what_to_stop_and_shows_progress()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        var beat = $$$"""
            {"session":"s1","slots":4,"running":[{"id":"{{{id}}}","token":{{{token}}},"progress":{"done":0.5}}]}
            """;

        var calm = (await door.SendAsync("POST", "/bots/bot-1/heartbeat", beat, Door.Bot)).Json;
        Assert.Equal(6000, calm.GetProperty("lease_ms").GetInt64());
        Assert.False(calm.GetProperty("drain").GetBoolean());
        Assert.Equal(0, calm.GetProperty("cancel").GetArrayLength());
        var job = (await door.SendAsync("GET", $"/jobs/{id}")).Json;
        Assert.Equal("{\"done\":0.5}", job.GetProperty("progress").GetRawText());

        await door.SendAsync("POST", $"/jobs/{id}/cancel");
        await door.SendAsync("POST", "/bots/bot-1/drain", "{\"reason\":\"upgrade\"}");
        var told = (await door.SendAsync("POST", "/bots/bot-1/heartbeat", beat, Door.Bot)).Json;
        Assert.True(told.GetProperty("drain").GetBoolean());
        Assert.Equal(token, told.GetProperty("cancel")[0].GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task A_later_session_ends_the_earlier()
    {
        await using var door = await Door.OpenAsync();
        await door.SendAsync("POST", "/jobs/claim", Claim + "}", Door.Bot);
        await door.SendAsync("POST", "/jobs/claim", Claim.Replace("\"s1\"", "\"s2\"") + "}", Door.Bot);

        var old = await door.SendAsync(
            "POST", "/bots/bot-1/heartbeat", "{\"session\":\"s1\",\"running\":[]}", Door.Bot);
        Assert.Equal((409, "session_ended"), (old.Status, old.Code));
    }

    [Fact]
    public async Task Bots_are_listed_drained_and_resumed()
    {
        await using var door = await Door.OpenAsync();
        await door.SendAsync("POST", "/jobs/claim", Claim + "}", Door.Bot);

        var drained = await door.SendAsync("POST", "/bots/bot-1/drain");
        Assert.Equal((200, "draining"), (drained.Status, drained.Json.GetProperty("state").GetString()));
        var resumed = await door.SendAsync("POST", "/bots/bot-1/resume", "{}");
        Assert.Equal("ready", resumed.Json.GetProperty("state").GetString());
        var list = (await door.SendAsync("GET", "/bots")).Json;
        Assert.Equal("bot-1", list.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_result_beyond_its_bound_is_too_large_and_an_errors_text_is_cut()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        var large = new string('x', Limits.MaxResultBytes);

        var refused = await door.SendAsync(
            "POST", $"/jobs/{id}/complete", $$"""{"token":{{token}},"result":"{{large}}"}""", Door.Bot);
        Assert.Equal((413, "too_large", "result"), (refused.Status, refused.Code, refused.Path));
        await door.SendAsync("POST", $"/jobs/{id}/fail", $$"""{"token":{{token}},"error":"{{large}}"}""", Door.Bot);
        var job = (await door.SendAsync("GET", $"/jobs/{id}")).Json;
        Assert.Equal("retrying", job.GetProperty("status").GetString());
        Assert.True(job.GetProperty("error").GetString()!.Length <= Limits.MaxErrorBytes);
    }
}
