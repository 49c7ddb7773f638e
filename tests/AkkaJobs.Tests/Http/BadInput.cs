using System.Text;

namespace AkkaJobs.Tests.Http;

public sealed class BadInput(DoorFixture fixture) : IClassFixture<DoorFixture>
{
    private const string Job = "{\"operation\":\"sum\",\"args\":{}";
    private const string Id = "0190d3a2-0000-7000-8000-000000000001";
    private const string Claim = "{\"bot\":\"b\",\"session\":\"s\",\"operations\":[\"sum\"]";

    private const string Twice = "args.a[0].b";
    private const string RunAt = "run_at";
    private const string Running = "running[0].id";

    private readonly Door _door = fixture.Door;

    /// <summary>Method, path, body → status, code, path of the field.</summary>
    [Theory]
    [InlineData("POST", "/jobs", "", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "{", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "[]", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "null", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "{} {}", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "{\"operation\":\"sum\",\"args\":{},}", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", "{}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", "{\"operation\":\"sum\"}", 400, "invalid", "args")]
    [InlineData("POST", "/jobs", "{\"operation\":7,\"args\":{}}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", "{\"operation\":\"\",\"args\":{}}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", "{\"operation\":\"a b\",\"args\":{}}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", "{\"operation\":null,\"args\":{}}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", Job + ",\"colour\":1}", 400, "invalid", "colour")]
    [InlineData("POST", "/jobs", Job + ",\"operation\":\"sum\"}", 400, "invalid", "operation")]
    [InlineData("POST", "/jobs", "{\"operation\":\"sum\",\"args\":{\"a\":[{\"b\":1,\"b\":2}]}}", 400, "invalid", Twice)]
    [InlineData("POST", "/jobs", "{\"operation\":\"sum\",\"args\":{\"a\":\"\\ud800\"}}", 400, "invalid", "body")]
    [InlineData("POST", "/jobs", Job + ",\"id\":\"x\"}", 400, "invalid", "id")]
    [InlineData("POST", "/jobs", Job + ",\"priority\":10}", 400, "invalid", "priority")]
    [InlineData("POST", "/jobs", Job + ",\"priority\":-1}", 400, "invalid", "priority")]
    [InlineData("POST", "/jobs", Job + ",\"priority\":\"5\"}", 400, "invalid", "priority")]
    [InlineData("POST", "/jobs", Job + ",\"priority\":1.5}", 400, "invalid", "priority")]
    [InlineData("POST", "/jobs", Job + ",\"max_attempts\":0}", 400, "invalid", "max_attempts")]
    [InlineData("POST", "/jobs", Job + ",\"max_attempts\":101}", 400, "invalid", "max_attempts")]
    [InlineData("POST", "/jobs", Job + ",\"timeout_ms\":999}", 400, "invalid", "timeout_ms")]
    [InlineData("POST", "/jobs", Job + ",\"timeout_ms\":9223372036854775807}", 400, "invalid", "timeout_ms")]
    [InlineData("POST", "/jobs", Job + ",\"timeout_ms\":9223372036854775808}", 400, "invalid", "timeout_ms")]
    [InlineData("POST", "/jobs", Job + ",\"delay_ms\":-1}", 400, "invalid", "delay_ms")]
    [InlineData("POST", "/jobs", Job + ",\"run_at\":\"tomorrow\"}", 400, "invalid", "run_at")]
    [InlineData("POST", "/jobs", Job + ",\"run_at\":\"2026-01-01T00:00:00\"}", 400, "invalid", "run_at")]
    [InlineData("POST", "/jobs", Job + ",\"run_at\":\"9999-01-01T00:00:00Z\"}", 400, "invalid", "run_at")]
    [InlineData("POST", "/jobs", Job + ",\"run_at\":\"2026-01-01T00:00:00Z\",\"delay_ms\":5}", 400, "invalid", RunAt)]
    [InlineData("POST", "/jobs", Job + ",\"unique_key\":\"\"}", 400, "invalid", "unique_key")]
    [InlineData("POST", "/jobs", Job + ",\"tags\":\"a\"}", 400, "invalid", "tags")]
    [InlineData("POST", "/jobs", Job + ",\"tags\":[\"a\",1]}", 400, "invalid", "tags[1]")]
    [InlineData("POST", "/jobs", Job + ",\"tags\":[\"\"]}", 400, "invalid", "tags[0]")]
    [InlineData("GET", "/jobs?limit=0", null, 400, "invalid", "limit")]
    [InlineData("GET", "/jobs?limit=1001", null, 400, "invalid", "limit")]
    [InlineData("GET", "/jobs?limit=ten", null, 400, "invalid", "limit")]
    [InlineData("GET", "/jobs?limit=1&limit=2", null, 400, "invalid", "limit")]
    [InlineData("GET", "/jobs?status=running", null, 400, "invalid", "status")]
    [InlineData("GET", "/jobs?statsu=failed", null, 400, "invalid", "statsu")]
    [InlineData("GET", "/results?status=pending", null, 400, "invalid", "status")]
    [InlineData("GET", "/results?job_id=7", null, 400, "invalid", "job_id")]
    [InlineData("GET", "/bots?limit=1", null, 400, "invalid", "limit")]
    [InlineData("GET", "/jobs/" + Id, null, 404, "unknown_job", null)]
    [InlineData("GET", "/jobs/" + Id + "?wait_ms=60001", null, 400, "invalid", "wait_ms")]
    [InlineData("GET", "/jobs/seven", null, 404, "unknown_job", "id")]
    [InlineData("GET", "/jobs/seven/history", null, 404, "unknown_job", "id")]
    [InlineData("GET", "/jobs/" + Id + "/history", null, 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/seven/cancel", null, 404, "unknown_job", "id")]
    [InlineData("POST", "/jobs/" + Id + "/cancel", null, 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/" + Id + "/cancel", "{\"why\":1}", 400, "invalid", "why")]
    [InlineData("POST", "/jobs/" + Id + "/retry", "{}", 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/" + Id + "/release", "{\"token\":0}", 400, "invalid", "token")]
    [InlineData("POST", "/jobs/" + Id + "/release", "{\"dry_run\":\"yes\"}", 400, "invalid", "dry_run")]
    [InlineData("POST", "/jobs/" + Id + "/release", "{}", 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/" + Id + "/complete", "{\"token\":1}", 400, "invalid", "result")]
    [InlineData("POST", "/jobs/" + Id + "/complete", "{\"result\":1}", 400, "invalid", "token")]
    [InlineData("POST", "/jobs/" + Id + "/complete", "{\"token\":1,\"result\":1}", 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/" + Id + "/fail", "{\"token\":1,\"error\":1}", 400, "invalid", "error")]
    [InlineData("POST", "/jobs/" + Id + "/fail", "{\"token\":1,\"error\":\"x\"}", 404, "unknown_job", null)]
    [InlineData("POST", "/jobs/claim", "{\"bot\":\"b\",\"operations\":[\"sum\"]}", 400, "invalid", "session")]
    [InlineData("POST", "/jobs/claim", "{\"operations\":[]}", 400, "invalid", "operations")]
    [InlineData("POST", "/jobs/claim", Claim + ",\"max\":0}", 400, "invalid", "max")]
    [InlineData("POST", "/jobs/claim", Claim + ",\"wait_ms\":60001}", 400, "invalid", "wait_ms")]
    [InlineData("POST", "/bots/b/heartbeat", "{\"session\":\"s\"}", 400, "invalid", "running")]
    [InlineData("POST", "/bots/b/heartbeat", "{\"running\":[{\"id\":\"x\",\"token\":1}]}", 400, "invalid", Running)]
    [InlineData("POST", "/bots/b%20c/heartbeat", "{\"session\":\"s\",\"running\":[]}", 400, "invalid", "name")]
    [InlineData("POST", "/bots/nobody/drain", "", 404, "unknown_bot", null)]
    [InlineData("GET", "/nothing", null, 404, "not_found", null)]
    [InlineData("GET", "/jobs/" + Id + "/why", null, 404, "not_found", null)]
    [InlineData("GET", "/jobs/" + Id + "?at=yesterday", null, 400, "invalid", "at")]
    [InlineData("GET", "/jobs/" + Id + "?at=2026-11-24", null, 400, "invalid", "at")]
    [InlineData("GET", "/jobs/" + Id + "?at=2026-11-24T20:15:28Z&wait_ms=5", null, 400, "invalid", "at")]
    [InlineData("GET", "/queues/reports", null, 404, "not_found", null)]
    [InlineData("POST", "/queues/a%20b/pause", "", 400, "invalid", "name")]
    [InlineData("POST", "/queues/reports/pause", "{\"why\":1}", 400, "invalid", "why")]
    [InlineData("DELETE", "/jobs/" + Id, null, 405, "method_not_allowed", null)]
    [InlineData("PUT", "/jobs", "{}", 405, "method_not_allowed", null)]
    [InlineData("POST", "/jobs/bulk", "{}", 400, "invalid", "body")]
    [InlineData("POST", "/jobs/bulk", "", 400, "invalid", "body")]
    public async Task Is_refused_with_its_code_and_the_field(
        string method, string path, string? body, int status, string code, string? field)
    {
        var answer = await _door.SendAsync(method, path, body);

        Assert.Equal((status, code, field), (answer.Status, answer.Code, answer.Path));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
        Assert.NotEmpty(answer.Json.GetProperty("title").GetString()!);
    }

    [Theory]
    [InlineData("/jobs", "text/plain")]
    [InlineData("/jobs", "application/x-www-form-urlencoded")]
    [InlineData("/jobs", "application/x-ndjson")]
    [InlineData("/jobs", "application/json; charset=utf-16")]
    [InlineData("/jobs/bulk", "text/csv")]
    [InlineData("/jobs/claim", "nonsense")]
    public async Task Of_another_media_type_is_refused(string path, string type)
    {
        var answer = await _door.SendAsync("POST", path, Job + "}", type: type);

        Assert.Equal((415, "unsupported_media_type"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Compressed_is_refused()
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Job + "}"));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(415, (await _door.SendAsync("POST", "/jobs", content)).Status);
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_too_large()
    {
        var args = new string('x', 10_000_000);
        var answer = await _door.SendAsync("POST", "/jobs", $$"""{"operation":"echo","args":"{{args}}"}""");

        Assert.Equal((413, "too_large", "body"), (answer.Status, answer.Code, answer.Path));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_no_further_than_its_bound()
    {
        using var content = new StreamContent(new Endless(10_000_000));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var answer = await _door.SendAsync("POST", "/jobs", content);

        Assert.Equal((413, "too_large", "body"), (answer.Status, answer.Code, answer.Path));
    }

    [Fact]
    public async Task Args_beyond_their_bound_are_too_large()
    {
        var args = new string('x', Limits.MaxArgsBytes);
        var answer = await _door.SendAsync("POST", "/jobs", $$"""{"operation":"echo","args":"{{args}}"}""");

        Assert.Equal((413, "too_large", "args"), (answer.Status, answer.Code, answer.Path));
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("{\"operation\":\"echo\",\"args\":\""), 0xC3, 0x28, .. "\"}"u8];
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var answer = await _door.SendAsync("POST", "/jobs", content);

        Assert.Equal((400, "invalid", "body"), (answer.Status, answer.Code, answer.Path));
    }

    [Theory]
    [InlineData(255, 201)]
    [InlineData(256, 400)]
    public async Task An_idempotency_key_has_a_bound(int length, int status)
    {
        var answer = await _door.SendAsync(
            "POST", "/jobs", Job + "}", headers: ("Idempotency-Key", new string('k', length)));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task An_id_beside_an_idempotency_key_is_refused()
    {
        var answer = await _door.SendAsync(
            "POST", "/jobs", Job + $",\"id\":\"{Id}\"}}", headers: ("Idempotency-Key", "k"));

        Assert.Equal((400, "invalid", "id"), (answer.Status, answer.Code, answer.Path));
    }

    [Fact]
    public async Task An_unforeseen_error_tells_nothing_of_the_inside()
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync("GET", "/jobs?cursor=broken");

        Assert.Equal((500, "internal_error"), (answer.Status, answer.Code));
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("broken", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_rejection_has_a_status(RejectionCode code)
    {
        var problem = AkkaJobs.Http.Problems.Of(new Rejection(code, "Because."));

        Assert.InRange(problem.Status, 400, 503);
        Assert.Equal(code.Word(), problem.Code);
    }

    public static TheoryData<RejectionCode> Codes => [.. Enum.GetValues<RejectionCode>()];

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Endless(int length) : Stream
    {
        private int _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = Math.Min(count, _left);
            buffer.AsSpan(offset, now).Fill((byte)' ');
            _left -= now;
            return now;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
