using AkkaJobs.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Tests.Http;

public sealed class ManagementDoor
{
    [Theory]
    [InlineData(HealthStatus.Healthy, 200, "healthy")]
    [InlineData(HealthStatus.Degraded, 200, "degraded")]
    [InlineData(HealthStatus.Unhealthy, 503, "unhealthy")]
    public async Task Ready_tells_what_the_checks_say(HealthStatus said, int status, string word)
    {
        await using var door = await OpenAsync(said);
        var answer = await door.SendAsync("GET", "/health/ready", management: true);

        Assert.Equal((status, "application/json"), (answer.Status, answer.Type));
        Assert.Equal(
            $$"""{"status":"{{word}}","checks":[{"name":"journal","status":"{{word}}","detail":"asked just now"}]}""",
            answer.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Details_are_for_callers_with_a_token(string? token)
    {
        await using var door = await OpenAsync(HealthStatus.Unhealthy);
        var answer = await door.SendAsync("GET", "/health/ready", token: token, management: true);

        Assert.Equal(
            """{"status":"unhealthy","checks":[{"name":"journal","status":"unhealthy"}]}""", answer.Text);
    }

    [Fact]
    public async Task Live_asks_only_what_is_live()
    {
        await using var door = await OpenAsync(HealthStatus.Unhealthy);
        var answer = await door.SendAsync("GET", "/health/live", token: null, management: true);

        Assert.Equal((200, """{"status":"healthy","checks":[]}"""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("GET", "/health/live", false)]
    [InlineData("GET", "/health/ready", false)]
    [InlineData("POST", "/health/ready", false)]
    [InlineData("POST", "/audit", false)]
    [InlineData("GET", "/jobs", true)]
    [InlineData("PUT", "/jobs", true)]
    [InlineData("GET", "/stats", true)]
    [InlineData("GET", "/openapi/v1.json", true)]
    public async Task Neither_door_shows_the_routes_of_the_other(string method, string path, bool management)
    {
        await using var door = await Door.OpenAsync();
        var answer = await door.SendAsync(method, path, management: management);

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData(Door.Client, 403)]
    [InlineData(Door.Bot, 403)]
    public async Task An_audit_is_for_admins(string? token, int status)
    {
        await using var door = await OpenAsync(new ToldAudit());
        var answer = await door.SendAsync("POST", "/audit", token: token, management: true);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("{}", false)]
    [InlineData("""{"repair":true}""", true)]
    public async Task An_audit_is_told_line_by_line_and_says_at_the_end_whether_all_agree(string? body, bool repair)
    {
        var audit = new ToldAudit(
            new AuditLine(AuditLineKind.Difference, "event 7, results: it differs"),
            new AuditLine(AuditLineKind.Summary, "1 difference"));
        await using var door = await OpenAsync(audit);
        var answer = await door.SendAsync("POST", "/audit", body, management: true);

        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.Type));
        Assert.Equal(
            """
            {"kind":"difference","text":"event 7, results: it differs"}
            {"kind":"summary","text":"1 difference"}
            {"kind":"end","clean":false}

            """,
            answer.Text);
        Assert.Equal(repair, audit.Repaired);
    }

    [Fact]
    public async Task Of_very_many_differences_the_first_are_told()
    {
        var lines = Enumerable.Range(0, 10_500).Select(i => new AuditLine(AuditLineKind.Difference, $"{i}"));
        await using var door = await OpenAsync(new ToldAudit(
            [.. lines, new AuditLine(AuditLineKind.Summary, "10500 differences")]));
        var answer = await door.SendAsync("POST", "/audit", management: true);

        Assert.Equal(10_002, answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("10500 differences", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_cannot_repair_says_where_it_can_be_done()
    {
        await using var door = await OpenAsync(new ToldAudit { Elsewhere = "on node-2" });
        var answer = await door.SendAsync("POST", "/audit", """{"repair":true}""", management: true);

        Assert.Equal((409, "wrong_node"), (answer.Status, answer.Code));
        Assert.Contains("on node-2", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:3001", true)]
    [InlineData("http://localhost:3001", true)]
    [InlineData("http://[::1]:3001", true)]
    [InlineData("http://0.0.0.0:3001", false)]
    [InlineData("http://*:3001", false)]
    [InlineData("https://10.0.0.1:3001", false)]
    public void An_address_is_known_for_loopback_or_not(string url, bool loopback) =>
        Assert.Equal(loopback, HttpPorts.IsLoopback(url));

    [Theory]
    [InlineData("127.0.0.1:3001")]
    [InlineData("ftp://127.0.0.1:3001")]
    [InlineData("http://127.0.0.1:3001/path")]
    [InlineData("http://some.host:3001")]
    public void An_address_that_cannot_be_listened_on_is_refused(string url)
    {
        var error = Assert.Throws<ArgumentException>(() => HttpPorts.IsLoopback(url));
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
    }

    private static Task<Door> OpenAsync(HealthStatus said) => Door.OpenAsync(services: services =>
        services.AddHealthChecks().AddCheck(
            "journal", () => new HealthCheckResult(said, "asked just now"), [AkkaJobsManagement.ReadyTag]));

    private static Task<Door> OpenAsync(IJobAudit audit) =>
        Door.OpenAsync(services: services => services.AddSingleton(audit));

    /// <summary>Says what it is told to say.</summary>
    private sealed class ToldAudit(params AuditLine[] lines) : IJobAudit
    {
        public bool Repaired { get; private set; }

        public string? Elsewhere { get; init; }

        public Task<bool> RunAsync(bool repair, Action<AuditLine> say, CancellationToken cancel = default)
        {
            if (Elsewhere is not null)
            {
                throw new JobRefusedException(new Rejection(RejectionCode.WrongNode, Elsewhere));
            }

            Repaired = repair;
            foreach (var line in lines)
            {
                say(line);
            }

            return Task.FromResult(false);
        }
    }
}
