using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Http;

public sealed partial class JobsOverHttp
{
    private const string Sum = "{\"operation\":\"sum\",\"args\":{\"a\":1,\"b\":2}}";

    [Fact]
    public async Task A_job_is_shown_as_it_was_and_not_before_it_came()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync("past");
        await door.SendAsync("POST", $"/jobs/{id}/cancel", "{}");

        var late = await door.SendAsync("GET", $"/jobs/{id}?at=2999-01-01T00:00:00Z");
        Assert.Equal((await door.SendAsync("GET", $"/jobs/{id}")).Text, late.Text);
        var before = await door.SendAsync("GET", $"/jobs/{id}?at=2000-01-01T00:00:00Z");
        Assert.Equal((404, "unknown_job"), (before.Status, before.Code));
    }

    [Fact]
    public async Task An_enqueued_job_is_answered_whole()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("POST", "/jobs", """
            {"operation":"sum","args":{"a":1e2,"b":"ü\u0041"},"queue":"q","priority":0,"max_attempts":2,
             "timeout_ms":1000,"tags":["x"],"unique_key":"k","delay_ms":60000}
            """);

        Assert.Equal((201, "application/json"), (answer.Status, answer.Type));
        var job = answer.Json;
        Assert.Equal($"/jobs/{job.GetProperty("id").GetString()}", answer.Header("Location"));
        Assert.Equal(
            [
                "id", "operation", "queue", "status", "args", "result", "error", "priority", "attempt", "max_attempts",
                "timeout_ms", "tags", "bot", "progress", "enqueued_at", "run_at", "claimed_at", "finished_at",
                "duration_ms",
            ],
            job.EnumerateObject().Select(property => property.Name));
        Assert.Equal("{\"a\":1e2,\"b\":\"üA\"}", job.GetProperty("args").GetRawText());
        Assert.Equal("scheduled", job.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, job.GetProperty("result").ValueKind);
        Assert.Matches(Time(), job.GetProperty("enqueued_at").GetString());
        Assert.Matches(Time(), job.GetProperty("run_at").GetString());
        Assert.Null(answer.Header("AkkaJobs-Lag-Ms"));
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_job()
    {
        await using var door = await Door.OpenAsync();
        const string id = "0190d3a2-0000-7000-8000-000000000001";
        var first = Sum.Replace("{\"operation\"", $"{{\"id\":\"{id}\",\"operation\"");

        Assert.Equal(201, (await door.SendAsync("POST", "/jobs", first)).Status);
        Assert.Equal(200, (await door.SendAsync("POST", "/jobs", first)).Status);
        var other = await door.SendAsync("POST", "/jobs", first.Replace("\"a\":1", "\"a\":7"));
        Assert.Equal((409, "id_taken"), (other.Status, other.Code));
        Assert.Equal(id, other.Json.GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_an_id()
    {
        await using var door = await Door.OpenAsync();
        var first = await door.SendAsync("POST", "/jobs", Sum, headers: ("Idempotency-Key", "bestellung-ü-1"));
        var again = await door.SendAsync("POST", "/jobs", Sum, headers: ("Idempotency-Key", "bestellung-ü-1"));

        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(
            JobId.FromKey("bestellung-ü-1").ToString(), again.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_unique_key_names_the_job_that_holds_it()
    {
        await using var door = await Door.OpenAsync();
        const string job = "{\"operation\":\"sum\",\"args\":1,\"unique_key\":\"k\"}";
        var first = await door.SendAsync("POST", "/jobs", job);
        var second = await door.SendAsync("POST", "/jobs", job);

        Assert.Equal((409, "unique_key_taken"), (second.Status, second.Code));
        Assert.Equal(first.Json.GetProperty("id").GetString(), second.Json.GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task Full_buffers_ask_for_patience()
    {
        await using var door = await Door.OpenAsync(new CoordinatorRules { MaxOpenJobs = 1 });
        await door.EnqueueAsync();
        var refused = await door.SendAsync("POST", "/jobs", Sum);

        Assert.Equal((429, "busy", "1"), (refused.Status, refused.Code, refused.Header("Retry-After")));
    }

    [Fact]
    public async Task An_absent_coordinator_refuses_changes_and_lets_reads_go_on()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        door.Jobs.Away = TimeSpan.FromMilliseconds(1500);

        var refused = await door.SendAsync("POST", "/jobs", Sum, headers: ("Idempotency-Key", "k"));
        Assert.Equal((503, "coordinator_unavailable"), (refused.Status, refused.Code));
        Assert.Equal("2", refused.Header("Retry-After"));
        Assert.Equal(JobId.FromKey("k").ToString(), refused.Json.GetProperty("id").GetString());
        var read = await door.SendAsync("GET", $"/jobs/{id}");
        Assert.Equal((200, "1500"), (read.Status, read.Header("AkkaJobs-Lag-Ms")));
        var list = await door.SendAsync("GET", "/jobs");
        Assert.Equal((200, "1500"), (list.Status, list.Header("AkkaJobs-Lag-Ms")));
    }

    [Fact]
    public async Task A_job_that_is_stored_but_cannot_be_shown_is_answered_with_its_id()
    {
        await using var door = await Door.OpenAsync();
        door.Jobs.Unreadable = true;
        var refused = await door.SendAsync("POST", "/jobs", Sum);
        door.Jobs.Unreadable = false;

        Assert.Equal((503, "coordinator_unavailable"), (refused.Status, refused.Code));
        var id = refused.Json.GetProperty("id").GetString();
        var again = await door.SendAsync("POST", "/jobs", $"{{\"id\":\"{id}\",{Sum[1..]}");
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task A_waiting_read_is_answered_when_the_job_finishes()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var waiting = door.SendAsync("GET", $"/jobs/{id}?wait_ms=60000");
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        Assert.False(waiting.IsCompleted);
        await door.SendAsync("POST", $"/jobs/{id}/complete", $"{{\"token\":{token},\"result\":3}}", Door.Bot);

        var job = (await waiting).Json;
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.Equal(3, job.GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task A_read_stops_waiting_when_the_time_is_up()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var job = (await door.SendAsync("GET", $"/jobs/{id}?wait_ms=1")).Json;

        Assert.Equal("pending", job.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Lists_are_narrowed_and_paged()
    {
        await using var door = await Door.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await door.EnqueueAsync("sum");
            await door.EnqueueAsync("echo");
        }

        var first = await door.SendAsync("GET", "/jobs?operation=sum&status=pending&limit=2");
        Assert.Equal("0", first.Header("AkkaJobs-Lag-Ms"));
        Assert.Equal(2, first.Json.GetProperty("items").GetArrayLength());
        var cursor = first.Json.GetProperty("next_cursor").GetString();
        var last = await door.SendAsync("GET", $"/jobs?operation=sum&status=pending&limit=2&cursor={cursor}");
        Assert.Equal(1, last.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, last.Json.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_failed_job_is_retried_by_an_operator_and_a_finished_one_not_cancelled()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        await door.SendAsync(
            "POST", $"/jobs/{id}/fail", $$"""{"token":{{token}},"error":"no","retryable":false}""", Door.Bot);

        var cancelled = await door.SendAsync("POST", $"/jobs/{id}/cancel");
        Assert.Equal((409, "already_finished"), (cancelled.Status, cancelled.Code));
        var retried = await door.SendAsync("POST", $"/jobs/{id}/retry", "");
        Assert.Equal((200, "pending"), (retried.Status, retried.Json.GetProperty("status").GetString()));
        var again = await door.SendAsync("POST", $"/jobs/{id}/retry");
        Assert.Equal((409, "not_retryable"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Stats_count_by_status_operation_and_bot()
    {
        await using var door = await Door.OpenAsync();
        await door.EnqueueAsync();
        await door.EnqueueAsync("echo");
        await door.ClaimAsync();
        var stats = (await door.SendAsync("GET", "/stats")).Json;

        Assert.Equal(1, stats.GetProperty("jobs").GetProperty("processing").GetInt32());
        Assert.Equal(1, stats.GetProperty("operations").GetProperty("echo").GetProperty("pending").GetInt32());
        Assert.Equal(1, stats.GetProperty("bots").GetProperty("processing").GetInt32());
        Assert.Equal("tables", stats.GetProperty("followers")[0].GetProperty("name").GetString());
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();
}
