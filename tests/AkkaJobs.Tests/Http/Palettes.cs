using System.Text.Json;
using AkkaJobs.Http;
using AkkaJobs.Tests.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Http;

/// <summary>What <c>pbm</c> calls, as it is on the wire.</summary>
public sealed class Palettes(DoorFixture fixture) : IClassFixture<DoorFixture>
{
    private const string Nobody = "0199c0de-0000-7000-8000-000000000000";

    private Door Door => fixture.Door;

    [Fact]
    public async Task Are_described_with_all_that_a_tool_must_know()
    {
        var answer = await Door.SendAsync("GET", "/palettes", token: Door.Client, management: true);

        Assert.Equal(200, answer.Status);
        var palettes = answer.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["jobs", "bots", "queues", "cluster", "audit"], palettes.Select(p => p.GetProperty("name").GetString()));
        var release = Command(palettes[0], "release");
        Assert.Equal(
            ("admin", "object", true),
            (release.GetProperty("role").GetString(), release.GetProperty("answer").GetString(),
                release.GetProperty("destroys").GetBoolean()));
        Assert.Equal(
            [
                "id id", "where texts", "lease number", "reason text", "dry_run flag", "exclude_bot flag",
            ],
            release.GetProperty("arguments").EnumerateArray().Select(
                a => $"{a.GetProperty("name").GetString()} {a.GetProperty("value").GetString()}"));
    }

    [Theory]
    [InlineData("GET", "/palettes", null, 401)]
    [InlineData("POST", "/palettes/jobs/list", null, 401)]
    [InlineData("POST", "/palettes/jobs/list", Door.Bot, 403)]
    [InlineData("POST", "/palettes/jobs/list", Door.Client, 200)]
    [InlineData("POST", "/palettes/jobs/release", Door.Client, 403)]
    [InlineData("POST", "/palettes/bots/drain", Door.Client, 403)]
    [InlineData("POST", "/palettes/queues/pause", Door.Client, 403)]
    [InlineData("POST", "/palettes/cluster/leave", Door.Client, 403)]
    [InlineData("POST", "/palettes/audit/run", Door.Client, 403)]
    public async Task Are_for_whom_they_are_for(string method, string path, string? token, int status)
    {
        var answer = await Door.SendAsync(method, path, token: token, management: true);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("jobs/show", "{}", "invalid", "id is missing")]
    [InlineData("jobs/show", """{"id":"seven"}""", "invalid", "must be a UUID")]
    [InlineData("jobs/list", """{"limit":0}""", "invalid", "limit")]
    [InlineData("jobs/list", """{"status":"lost"}""", "invalid", "one of scheduled")]
    [InlineData("jobs/list", """{"colour":"red"}""", "invalid", "There is no field colour")]
    [InlineData("jobs/list", "[]", "invalid", "must be a JSON object")]
    [InlineData("jobs/list", "{", "invalid", "not well-formed")]
    [InlineData("jobs/enqueue", """{"operation":"sum"}""", "invalid", "args is missing")]
    [InlineData("jobs/enqueue", """{"args":{}}""", "invalid", "operation is missing")]
    [InlineData("jobs/cancel", "{}", "invalid", "Name a job, or jobs by --where")]
    [InlineData("jobs/cancel", $$"""{"id":"{{Nobody}}","where":["tag=x"]}""", "invalid", "not both")]
    [InlineData("jobs/cancel", $$"""{"id":"{{Nobody}}","dry_run":true}""", "invalid", "only with --where")]
    [InlineData("jobs/release", """{"where":["tag=x"],"lease":7}""", "invalid", "only with one job")]
    [InlineData("jobs/release", """{"where":["tag=x"]}""", "invalid", "Say why")]
    [InlineData("jobs/release", """{"where":["colour=red"],"reason":"r"}""", "invalid", "does not narrow")]
    [InlineData("jobs/release", """{"where":["tag=x","tag=y"],"reason":"r"}""", "invalid", "at most once")]
    [InlineData("jobs/retry", """{"where":["status=lost"],"reason":"r"}""", "invalid", "status is one of scheduled")]
    [InlineData("queues/pause", """{"name":"no such"}""", "invalid", "queue")]
    [InlineData("bots/show", """{"name":"no such"}""", "invalid", "name")]
    [InlineData("bots/show", """{"name":"nobody"}""", "unknown_bot", "nobody")]
    [InlineData("jobs/show", $$"""{"id":"{{Nobody}}"}""", "unknown_job", Nobody)]
    [InlineData("jobs/history", $$"""{"id":"{{Nobody}}"}""", "unknown_job", Nobody)]
    [InlineData("jobs/cancel", $$"""{"id":"{{Nobody}}"}""", "unknown_job", Nobody)]
    public async Task Refuse_what_cannot_be_done(string command, string body, string code, string says)
    {
        var answer = await CallAsync(command, body);

        Assert.Equal(code, answer.Code);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_with_the_same_rows_as_the_other_door()
    {
        var id = await Door.EnqueueAsync();
        await Door.ClaimAsync();
        var (rows, end) = Read(await CallAsync("jobs/show", $$"""{"id":"{{id}}"}"""));

        Assert.Equal((await Door.SendAsync("GET", $"/jobs/{id}")).Text, Assert.Single(rows).GetRawText());
        Assert.False(end.GetProperty("refused").GetBoolean());
    }

    [Fact]
    public async Task Give_lists_by_pages()
    {
        for (var i = 0; i < 3; i++)
        {
            await Door.EnqueueAsync("paged");
        }

        var (first, end) = Read(await CallAsync("jobs/list", """{"operation":"paged","limit":2}"""));
        var cursor = end.GetProperty("next_cursor").GetString();
        var (second, last) = Read(await CallAsync(
            "jobs/list", $$"""{"operation":"paged","limit":2,"cursor":"{{cursor}}"}"""));

        Assert.Equal((2, 1), (first.Count, second.Count));
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Write_who_and_why_into_the_history()
    {
        var id = await Door.EnqueueAsync("held");
        await Door.ClaimAsync("held");
        await CallAsync("jobs/release", $$"""{"id":"{{id}}","reason":"it hangs"}""");
        await CallAsync("jobs/cancel", $$"""{"id":"{{id}}","reason":"no use"}""");
        await CallAsync("jobs/retry", $$"""{"id":"{{id}}","reason":"after all"}""");
        var (lines, _) = Read(await CallAsync("jobs/history", $$"""{"id":"{{id}}"}"""));

        Assert.Equal(
            ["released alice it hangs", "cancelled alice no use", "retried alice after all"],
            lines.Where(line => line.GetProperty("reason").ValueKind == JsonValueKind.String).Select(line =>
                $"{line.GetProperty("event").GetString()} {line.GetProperty("by").GetString()} "
                + line.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Change_nothing_in_a_dry_run()
    {
        var id = await Door.EnqueueAsync("kept");
        await Door.ClaimAsync("kept");
        await CallAsync("jobs/release", $$"""{"id":"{{id}}","dry_run":true}""");

        Assert.Equal(
            "processing", (await Door.SendAsync("GET", $"/jobs/{id}")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Act_on_many_jobs_by_a_filter_and_say_how_many()
    {
        for (var i = 0; i < 3; i++)
        {
            await Door.EnqueueAsync("swept");
        }

        const string where = """{"where":["operation=swept","status=pending"],"reason":"wrong month","dry_run":DRY}""";
        var tried = await CallAsync("jobs/cancel", where.Replace("DRY", "true", StringComparison.Ordinal));
        Assert.Contains("Would be cancelled: 3.", tried.Text, StringComparison.Ordinal);
        var (rows, end) = Read(await CallAsync("jobs/cancel", where.Replace("DRY", "false", StringComparison.Ordinal)));

        Assert.Equal(["cancelled", "cancelled", "cancelled"], rows.Select(row => row.GetProperty("then").GetString()));
        Assert.True(end.GetProperty("many").GetBoolean());
    }

    [Fact]
    public async Task Let_a_client_cancel_one_job_but_not_many()
    {
        const string body = """{"where":["tag=x"],"reason":"r"}""";
        var answer = await Door.SendAsync("POST", "/palettes/jobs/cancel", body, Door.Client, management: true);

        Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Pause_a_queue_and_let_it_go_on()
    {
        var (paused, _) = Read(await CallAsync("queues/pause", """{"name":"night","reason":"disk full"}"""));
        var (listed, _) = Read(await CallAsync("queues/list", "{}"));
        var (resumed, _) = Read(await CallAsync("queues/resume", """{"name":"night"}"""));

        Assert.Equal(
            ("alice", "disk full"),
            (paused[0].GetProperty("paused_by").GetString(), paused[0].GetProperty("reason").GetString()));
        Assert.Contains(listed, queue => queue.GetProperty("name").GetString() == "night");
        Assert.False(resumed[0].GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task Hand_over_what_a_line_says()
    {
        var (rows, _) = Read(await CallAsync(
            "jobs/enqueue",
            """{"operation":"sum","args":{"a":727,"b":102},"queue":"night","priority":1,"tags":["x","y"]}"""));

        var job = Assert.Single(rows);
        Assert.Equal(
            ("sum", "night", 1, """["x","y"]""", """{"a":727,"b":102}"""),
            (job.GetProperty("operation").GetString(), job.GetProperty("queue").GetString(),
                job.GetProperty("priority").GetInt32(), job.GetProperty("tags").GetRawText(),
                job.GetProperty("args").GetRawText()));
    }

    [Fact]
    public async Task Take_a_file_behind_the_arguments_and_say_which_lines_are_bad()
    {
        var answer = await CallAsync(
            "jobs/enqueue",
            "{\"key\":\"upload-7\"}\n" + """
            {"operation":"sum","args":{"a":1,"b":2}}
            {"operation":"sum"}

            {"operation":"sum","args":{"a":3,"b":4}}
            """,
            "application/x-ndjson");
        var (rows, end) = Read(answer);

        var summary = Assert.Single(rows);
        Assert.Equal(
            (2, 1, 2L, true),
            (summary.GetProperty("accepted").GetInt32(), summary.GetProperty("rejected_count").GetInt32(),
                summary.GetProperty("rejected")[0].GetProperty("line").GetInt64(),
                end.GetProperty("refused").GetBoolean()));
    }

    [Fact]
    public async Task Of_a_host_appear_and_are_carried_out()
    {
        await using var door = await Door.OpenAsync(services: services => services.AddPalette(
            "reports", "Our reports.", palette => palette.Add(
                new PaletteCommand("rebuild", "Rebuilds them.")
                {
                    Arguments = [new("month", PaletteValue.Text, "Which.") { Required = true, ByPosition = true }],
                    Answer = PaletteAnswer.Stream,
                },
                async call =>
                {
                    await call.ProgressAsync(1, 2);
                    await call.NoteAsync($"{call.By} asked for it.");
                    await call.RowAsync(new Report(call.Text("month")!, 7));
                    throw new JobRefusedException(Rejection.Invalid("month", "The rest is not closed yet."));
                })));
        var answer = await door.SendAsync(
            "POST", "/palettes/reports/rebuild", """{"month":"May"}""", Door.Client, management: true);

        Assert.Equal(
            """
            {"kind":"progress","done":1,"total":2}
            {"kind":"note","text":"carol asked for it."}
            {"kind":"row","value":{"month":"May","page_count":7}}
            {"kind":"problem","code":"invalid","detail":"The rest is not closed yet."}
            {"kind":"end","refused":true,"next_cursor":null}

            """,
            answer.Text);
    }

    [Fact]
    public async Task Of_a_host_are_made_as_the_documentation_shows()
    {
        void AddReports(IServiceCollection services)
        {
            var builder = new { Services = services };
            builder.Services.AddPalette("reports", "Our reports.", palette => palette.Add(
                new PaletteCommand("rebuild", "Rebuilds the reports of a month.")
                {
                    Arguments =
                    [
                        new("month", PaletteValue.Text, "As in 2026-11.") { Required = true, ByPosition = true },
                    ],
                    Answer = PaletteAnswer.One,
                    Role = "admin",
                },
                async call => await call.RowAsync(new { Month = call.Text("month"), AskedBy = call.By })));
        }

        await using var door = await Door.OpenAsync(services: AddReports);
        var answer = await door.SendAsync(
            "POST", "/palettes/reports/rebuild", """{"month":"2026-11"}""", management: true);

        var row = Assert.Single(Read(answer).Rows);
        Assert.Equal("""{"month":"2026-11","asked_by":"alice"}""", row.GetRawText());
        Compiled.AssertStandsIn(nameof(Palettes), Page.Of("pbm.md").Block("csharp"));
    }

    [Theory]
    [InlineData("Jobs")]
    [InlineData("two words")]
    [InlineData("")]
    public void Of_a_host_have_names_that_can_be_typed(string name) => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddPalette(name, "", _ => { }));

    [Fact]
    public void Of_a_host_do_not_take_the_tools_own_options() => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddPalette("reports", "", palette => palette.Add(
            new PaletteCommand("rebuild", "") { Arguments = [new("token", PaletteValue.Text, "")] },
            _ => Task.CompletedTask)));

    [Fact]
    public async Task Of_a_host_do_not_hide_ours() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Door.OpenAsync(services: services => services.AddPalette("jobs", "Mine.", _ => { })));

    [Fact]
    public async Task Stand_in_the_documentation_each_with_all_its_commands()
    {
        var answer = await Door.SendAsync("GET", "/palettes", management: true);
        var documented = (await File.ReadAllLinesAsync(Path.Combine(Tidy.Repository.Root, "docs", "pbm.md")))
            .SkipWhile(line => line != "## Commands")
            .TakeWhile(line => !line.StartsWith("## A ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(
            answer.Json.GetProperty("items").EnumerateArray().SelectMany(palette =>
                palette.GetProperty("commands").EnumerateArray().Select(command =>
                    $"| `{palette.GetProperty("name").GetString()} {command.GetProperty("name").GetString()}` "
                    + $"| {(command.GetProperty("role").GetString() is "admin" ? "–" : "client")} "
                    + $"| {command.GetProperty("help").GetString()} |")),
            documented);
    }

    private static JsonElement Command(JsonElement palette, string name) =>
        palette.GetProperty("commands").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static (IReadOnlyList<JsonElement> Rows, JsonElement End) Read(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal("end", lines[^1].GetProperty("kind").GetString());
        return (
            [.. lines.Where(l => l.GetProperty("kind").GetString() == "row").Select(l => l.GetProperty("value"))],
            lines[^1]);
    }

    private Task<Answer> CallAsync(string command, string body, string type = "application/json") =>
        Door.SendAsync("POST", $"/palettes/{command}", body, type: type, management: true);

    private sealed record Report(string Month, int PageCount);
}
