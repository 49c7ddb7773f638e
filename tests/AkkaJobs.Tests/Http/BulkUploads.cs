using System.Text;
using AkkaJobs.Coordination;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Http;

public sealed class BulkUploads
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task Ten_thousand_lines_are_stored_and_a_bad_one_is_named()
    {
        await using var door = await Door.OpenAsync();
        var body = Numbered(10_000, bad: 5_000);

        var summary = (await door.SendAsync("POST", "/jobs/bulk", body, Door.Client, Lines)).Json;
        Assert.Equal(9_999, summary.GetProperty("accepted").GetInt64());
        Assert.Equal(0, summary.GetProperty("duplicates").GetInt64());
        Assert.Equal(1, summary.GetProperty("rejected_count").GetInt64());
        var rejected = summary.GetProperty("rejected")[0];
        Assert.Equal(5_000, rejected.GetProperty("line").GetInt64());
        Assert.Equal("invalid", rejected.GetProperty("code").GetString());
        Assert.NotEmpty(rejected.GetProperty("detail").GetString()!);
        Assert.Equal((10, 1000), (door.Jobs.Batches, door.Jobs.LargestBatch));
    }

    [Fact]
    public async Task With_a_key_a_broken_upload_is_sent_again_whole()
    {
        await using var door = await Door.OpenAsync();
        (string, string) key = ("Idempotency-Key", "upload-1");
        await door.SendAsync("POST", "/jobs/bulk", Numbered(1_500), type: Lines, headers: key);

        var again = (await door.SendAsync("POST", "/jobs/bulk", Numbered(2_500), type: Lines, headers: key)).Json;
        Assert.Equal(1_000, again.GetProperty("accepted").GetInt64());
        Assert.Equal(1_500, again.GetProperty("duplicates").GetInt64());
        Assert.Equal(
            Enumerable.Range(1, 1_000),
            again.GetProperty("duplicate_lines").EnumerateArray().Select(line => line.GetInt32()));
        var third = JobId.FromKey("upload-1", 3);
        var job = (await door.SendAsync("GET", $"/jobs/{third}")).Json;
        Assert.Equal(3, job.GetProperty("args").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task With_a_key_a_line_may_not_bring_an_id()
    {
        await using var door = await Door.OpenAsync();
        const string line = """{"operation":"sum","args":1,"id":"0190d3a2-0000-7000-8000-000000000001"}""";
        var summary = await door.SendAsync(
            "POST", "/jobs/bulk", line, type: Lines, headers: ("Idempotency-Key", "k"));

        Assert.Equal(1, summary.Json.GetProperty("rejected_count").GetInt64());
    }

    [Fact]
    public async Task A_refused_line_says_what_a_problem_document_would()
    {
        await using var door = await Door.OpenAsync();
        const string keyed = """{"operation":"sum","args":1,"unique_key":"k"}""";
        var holder = (await door.SendAsync("POST", "/jobs", keyed)).Json.GetProperty("id").GetString();
        var body = $$"""{{keyed}}{{"\n"}}{"operation":"sum","args":1,"priority":10}""";
        var summary = (await door.SendAsync("POST", "/jobs/bulk", body, type: Lines)).Json;

        var rejected = summary.GetProperty("rejected");
        Assert.Equal(holder, rejected[0].GetProperty("job_id").GetString());
        Assert.Equal("priority", rejected[1].GetProperty("path").GetString());
        Assert.False(summary.TryGetProperty("duplicate_lines", out _));
    }

    [Fact]
    public async Task Empty_lines_count_and_a_last_line_needs_no_end()
    {
        await using var door = await Door.OpenAsync();
        const string good = """{"operation":"sum","args":1}""";
        var body = $"\uFEFF{good}\r\n\r\n  \n{good}\nbad\n{good}";
        var summary = (await door.SendAsync("POST", "/jobs/bulk", body, type: Lines)).Json;

        Assert.Equal(3, summary.GetProperty("accepted").GetInt64());
        Assert.Equal(5, summary.GetProperty("rejected")[0].GetProperty("line").GetInt64());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task A_line_beyond_the_bound_is_passed_over(string end)
    {
        await using var door = await Door.OpenAsync();
        var large = $$"""{"operation":"echo","args":"{{new string('x', 3_000_000)}}"}""";
        var body = $"{Numbered(2)}{large}{end}{(end.Length > 0 ? Numbered(2) : "")}";
        var summary = (await door.SendAsync("POST", "/jobs/bulk", body, type: Lines)).Json;

        Assert.Equal(end.Length > 0 ? 4 : 2, summary.GetProperty("accepted").GetInt64());
        var rejected = Assert.Single(summary.GetProperty("rejected").EnumerateArray());
        Assert.Equal(3, rejected.GetProperty("line").GetInt64());
        Assert.Equal("too_large", rejected.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Only_the_first_thousand_refusals_are_told()
    {
        await using var door = await Door.OpenAsync();
        var body = string.Concat(Enumerable.Repeat("{}\n", 1_500));
        var summary = (await door.SendAsync("POST", "/jobs/bulk", body, type: Lines)).Json;

        Assert.Equal(1_500, summary.GetProperty("rejected_count").GetInt64());
        var lines = summary.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32());
        Assert.Equal(Enumerable.Range(1, 1_000), lines);
    }

    [Fact]
    public async Task An_array_is_taken_element_by_element()
    {
        await using var door = await Door.OpenAsync();
        var elements = Enumerable.Range(1, 3_000).Select(i => i == 7 ? "{\"a\":1}" : Line(i));
        var body = $" [\n{string.Join(" ,\n", elements)}\n] ";
        var summary = (await door.SendAsync("POST", "/jobs/bulk", body)).Json;

        Assert.Equal(2_999, summary.GetProperty("accepted").GetInt64());
        Assert.Equal(7, summary.GetProperty("rejected")[0].GetProperty("line").GetInt64());
    }

    [Theory]
    [InlineData("[]", 0, 0)]
    [InlineData("[1,null,\"x\",[2]]", 0, 4)]
    [InlineData("[{\"operation\":\"sum\",\"args\":1},", 1, 1)]
    [InlineData("[{\"operation\":\"sum\",\"args\":1} {}]", 1, 1)]
    [InlineData("[{\"operation\":\"sum\",\"args\":1}] x", 1, 1)]
    public async Task What_stands_before_a_break_in_the_array_is_accepted(string body, int accepted, int rejected)
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("POST", "/jobs/bulk", body);

        Assert.Equal(200, answer.Status);
        Assert.Equal(accepted, answer.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(rejected, answer.Json.GetProperty("rejected_count").GetInt32());
    }

    [Fact]
    public async Task Lines_that_find_no_room_are_refused_once_patience_is_over()
    {
        var rules = new CoordinatorRules { MaxOpenJobs = 1_200 };
        await using var door = await Door.OpenAsync(rules, http => http.BulkPatience = TimeSpan.Zero);
        var summary = (await door.SendAsync("POST", "/jobs/bulk", Numbered(3_000), type: Lines)).Json;

        Assert.Equal(1_200, summary.GetProperty("accepted").GetInt64());
        Assert.Equal(1_800, summary.GetProperty("rejected_count").GetInt64());
        var first = summary.GetProperty("rejected")[0];
        Assert.Equal((1_201, "busy"), (first.GetProperty("line").GetInt32(), first.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Lines_that_find_no_room_wait_for_it()
    {
        var time = new ManualTime();
        var rules = new CoordinatorRules { MaxOpenJobs = 1_000 };
        await using var door = await Door.OpenAsync(
            rules, services: services => services.AddSingleton<TimeProvider>(time));
        var upload = door.SendAsync("POST", "/jobs/bulk", Numbered(1_001), type: Lines);
        await Eventually.Holds(() => time.Timers == 1);
        var first = (await door.SendAsync("GET", "/jobs?limit=1")).Json.GetProperty("items")[0];
        await door.SendAsync("POST", $"/jobs/{first.GetProperty("id").GetString()}/cancel");
        time.Fire();

        var summary = (await upload).Json;
        Assert.Equal(1_001, summary.GetProperty("accepted").GetInt64());
    }

    [Theory]
    [InlineData(true, 503, "coordinator_unavailable")]
    [InlineData(false, 429, "busy")]
    public async Task An_upload_of_which_nothing_can_be_taken_is_refused_whole(bool away, int status, string code)
    {
        var rules = new CoordinatorRules { MaxOpenJobs = away ? 10 : 0 };
        await using var door = await Door.OpenAsync(rules, http => http.BulkPatience = TimeSpan.Zero);
        door.Jobs.Away = away ? TimeSpan.Zero : null;
        var answer = await door.SendAsync("POST", "/jobs/bulk", Numbered(2_000), type: Lines);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task An_upload_may_be_longer_than_any_buffer()
    {
        await using var door = await Door.OpenAsync();
        var line = $$"""{"operation":"echo","args":"{{new string('x', 1_000)}}"}""" + "\n";
        var body = new StringBuilder().Insert(0, line, 32_000).ToString();
        using var content = new StringContent(body, Encoding.UTF8, Lines);
        var summary = (await door.SendAsync("POST", "/jobs/bulk", content)).Json;

        Assert.True(content.Headers.ContentLength > 30_000_000, "The server's own bound on a body is 30 MB.");
        Assert.Equal(32_000, summary.GetProperty("accepted").GetInt64());
    }

    private static string Line(int number) => $$$"""{"operation":"sum","args":{"a":{{{number}}},"b":1}}""";

    private static string Numbered(int lines, int bad = 0) =>
        string.Concat(Enumerable.Range(1, lines).Select(i => (i == bad ? "{\"operation\":" : Line(i)) + "\n"));
}
