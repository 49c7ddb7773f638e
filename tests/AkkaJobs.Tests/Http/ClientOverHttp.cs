using System.Net;
using System.Text.Json;
using AkkaJobs.Coordination;
using AkkaJobs.Http.Client;

namespace AkkaJobs.Tests.Http;

/// <summary>What a client meets that is not in the node's process; all else is in the specs of clients.</summary>
public sealed class ClientOverHttp
{
    private static readonly HttpJobClientOptions Once = new() { Patience = TimeSpan.Zero };

    [Fact]
    public async Task A_token_that_the_node_does_not_know_is_told_at_once()
    {
        await using var door = await Door.OpenAsync();
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, "guessed-secret-0123456789");
        var problem = await Assert.ThrowsAsync<HttpProblemException>(() => client.EnqueueAsync("sum", 1));
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (problem.StatusCode!.Value, problem.Code));
        Assert.DoesNotContain("guessed", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "unauthorized",
            (await Assert.ThrowsAsync<HttpProblemException>(() => client.EnqueueManyAsync([Sum(1)]))).Code);
    }

    [Fact]
    public async Task A_token_without_the_right_is_told_so()
    {
        await using var door = await Door.OpenAsync();
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, Door.Client);
        var id = await client.EnqueueAsync("sum", 1);
        var problem = await Assert.ThrowsAsync<HttpProblemException>(() => client.RetryAsync(id, new Request()));
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (problem.StatusCode!.Value, problem.Code));
    }

    [Fact]
    public async Task The_name_of_the_token_stands_in_the_history()
    {
        await using var door = await Door.OpenAsync();
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, Door.Client);
        var outcome = await client.EnqueueAsync(Sum(1) with { By = "somebody" });
        await client.CancelAsync(outcome.Id, new Request("somebody", "no use"));
        var lines = (await client.HistoryAsync(outcome.Id))!.Items;
        Assert.Equal(["carol", "carol"], lines.Select(line => line.By));
    }

    [Fact]
    public async Task A_node_that_is_away_is_a_refusal_that_names_it_and_the_job()
    {
        string root;
        await using (var door = await Door.OpenAsync())
        {
            root = door.Root;
        }

        using var http = Reach(root);
        var client = new HttpJobClient(http, Door.Client, Once);
        var request = Sum(1) with { Id = new JobId(Guid.NewGuid()) };
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => client.EnqueueAsync(request));
        Assert.Equal(
            (RejectionCode.CoordinatorUnavailable, request.Id, TimeSpan.FromSeconds(2)),
            (refused.Rejection.Code, refused.Rejection.JobId, refused.Rejection.RetryAfter!.Value));
        Assert.Contains(root, refused.Message, StringComparison.Ordinal);
        Assert.Contains("the same id", refused.Message, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(refused.InnerException);

        var made = await Assert.ThrowsAsync<JobRefusedException>(() => client.EnqueueAsync("sum", 1));
        Assert.NotNull(made.Rejection.JobId);
        var read = await Assert.ThrowsAsync<JobRefusedException>(() => client.GetAsync(request.Id!.Value));
        Assert.Equal(RejectionCode.CoordinatorUnavailable, read.Rejection.Code);
        var act = await Assert.ThrowsAsync<JobRefusedException>(
            () => client.CancelAsync(request.Id!.Value, new Request()));
        Assert.Contains("Nothing is known", act.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_find_the_node_away_are_each_refused_with_their_id_and_tried_only_once()
    {
        var away = new Broken(_ => throw new HttpRequestException("Connection refused"));
        using var http = new HttpClient(away) { BaseAddress = new Uri("http://127.0.0.1:1") };
        var client = new HttpJobClient(http, Door.Client, Once);
        var requests = Enumerable.Range(0, 2_500).Select(i => Sum(i) with { Id = new JobId(Guid.NewGuid()) }).ToArray();
        var outcomes = await client.EnqueueManyAsync(requests);

        Assert.Equal(requests.Select(request => request.Id!.Value), outcomes.Select(outcome => outcome.Id));
        Assert.All(outcomes, outcome => Assert.Equal(
            (RejectionCode.CoordinatorUnavailable, outcome.Id),
            (outcome.Rejection!.Code, outcome.Rejection.JobId!.Value)));
        Assert.Equal(1, away.Asked);
    }

    [Fact]
    public async Task Many_of_which_some_find_no_room_are_told_which()
    {
        await using var door = await Door.OpenAsync(
            new CoordinatorRules { MaxOpenJobs = 3 }, http => http.BulkPatience = TimeSpan.Zero);
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, Door.Client);
        var outcomes = await client.EnqueueManyAsync([.. Enumerable.Range(0, 5).Select(Sum)]);
        Assert.Equal([true, true, true, false, false], outcomes.Select(outcome => outcome.Stands));
        Assert.All(outcomes.Skip(3), outcome => Assert.Equal(
            (RejectionCode.Busy, outcome.Id, TimeSpan.FromSeconds(1)),
            (outcome.Rejection!.Code, outcome.Rejection.JobId!.Value, outcome.Rejection.RetryAfter!.Value)));

        // Now none finds any, and the upload as a whole is refused.
        var busy = Assert.Single(await client.EnqueueManyAsync([Sum(6)]));
        Assert.Equal((RejectionCode.Busy, busy.Id), (busy.Rejection!.Code, busy.Rejection.JobId!.Value));
    }

    [Fact]
    public async Task Reads_from_tables_that_lag_say_by_how_much()
    {
        await using var door = await Door.OpenAsync();
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, Door.Client, Once);
        var id = await client.EnqueueAsync("sum", 1);
        var lag = TimeSpan.FromMilliseconds(1_234);
        door.Jobs.Away = lag;
        Assert.Equal(lag, (await client.GetAsync(id))!.Lag);
        var page = await client.ListAsync(new JobFilter());
        Assert.Equal((lag, lag), (page.Lag, page.Items[0].Lag));
        Assert.Equal(lag, (await client.HistoryAsync(id))!.Lag);
        Assert.Equal(
            ExplainCode.CoordinatorUnavailable, (await client.ExplainAsync(id))!.Reasons[0].Code);
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => client.CancelAsync(id, new Request()));
        Assert.Equal(
            (RejectionCode.CoordinatorUnavailable, id, TimeSpan.FromSeconds(2)),
            (refused.Rejection.Code, refused.Rejection.JobId!.Value, refused.Rejection.RetryAfter!.Value));
    }

    [Fact]
    public async Task Whatever_is_read_is_what_the_node_has()
    {
        await using var door = await Door.OpenAsync();
        using var http = Reach(door.Root);
        var client = new HttpJobClient(http, Door.Admin);
        var request = Sum(1) with { Tags = ["a"], UniqueKey = "k", RunAt = DateTimeOffset.UtcNow.AddDays(1) };
        var later = (await client.EnqueueAsync(request)).Id;
        var id = await client.EnqueueAsync("sum", 2);
        await client.EnqueueAsync("sum", 3);
        await client.PauseQueueAsync("reports", new Request(null, "disk full"));
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();
        await door.SendAsync("POST", $"/jobs/{id}/complete", $$"""{"token":{{token}},"result":7}""", Door.Bot);
        await door.ClaimAsync();

        foreach (var job in new[] { later, id })
        {
            await SameAsync(jobs => jobs.GetAsync(job));
            await SameAsync(jobs => jobs.ExplainAsync(job));
            await SameAsync(jobs => jobs.HistoryAsync(job));
            await SameAsync(jobs => jobs.GetAtAsync(job, DateTimeOffset.UtcNow.AddHours(1)));
        }

        await SameAsync(jobs => jobs.ListAsync(new JobFilter { Limit = 2 }));
        await SameAsync(jobs => jobs.ResultsAsync(new ResultFilter()));
        await SameAsync(jobs => jobs.BotsAsync());
        await SameAsync(jobs => jobs.QueuesAsync());
        await SameAsync(jobs => jobs.StatsAsync());

        async Task SameAsync<T>(Func<IJobClient, Task<T>> read) => Assert.Equal(
            JsonSerializer.Serialize(await read(door.Jobs)), JsonSerializer.Serialize(await read(client)));
    }

    [Fact]
    public async Task An_address_that_is_not_a_nodes_is_told_so()
    {
        await using var door = await Door.OpenAsync();
        using var elsewhere = Reach($"{door.Root}/elsewhere/");
        var client = new HttpJobClient(elsewhere, Door.Client);
        var id = new JobId(Guid.NewGuid());
        Assert.Equal(
            (HttpStatusCode.NotFound, "not_found"),
            await Assert.ThrowsAsync<HttpProblemException>(() => client.GetAsync(id)) is var none
                ? (none.StatusCode!.Value, none.Code) : default);

        using var page = Says(HttpStatusCode.OK, "<html>Welcome</html>");
        var welcome = new HttpJobClient(page, Door.Client);
        var problem = await Assert.ThrowsAsync<HttpProblemException>(() => welcome.EnqueueAsync("sum", 1));
        Assert.Contains("is the address right?", problem.Message, StringComparison.Ordinal);
        using var other = Says(HttpStatusCode.NotFound, "<html>Nothing here</html>");
        Assert.Null((await Assert.ThrowsAsync<HttpProblemException>(
            () => new HttpJobClient(other).GetAsync(id))).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("jobs-api")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:3001/?token=1")]
    public void A_client_is_not_made_without_an_address(string? address)
    {
        var uri = address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute);
        Assert.Throws<ArgumentException>(() => AkkaJobsHttpClient.AddAkkaJobsHttpClient(
            new Microsoft.Extensions.DependencyInjection.ServiceCollection(), uri!, "secret"));
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new HttpJobClient(http));
    }

    [Fact]
    public void Options_out_of_bounds_are_refused()
    {
        using var http = Reach("http://127.0.0.1:3001");
        Assert.Throws<ArgumentException>(
            () => new HttpJobClient(http, null, new HttpJobClientOptions { Patience = TimeSpan.FromHours(2) }));
        Assert.Throws<ArgumentException>(
            () => new HttpJobClient(http, null, new HttpJobClientOptions { AnswerWithin = TimeSpan.Zero }));
    }

    internal static JobRequest Sum(int number) => new("sum", JsonText.From(number));

    internal static HttpClient Reach(string root) => new() { BaseAddress = new Uri(root) };

    private static HttpClient Says(HttpStatusCode status, string body)
    {
        var page = new Broken(_ => Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new StringContent(body),
        }));
        return new HttpClient(page) { BaseAddress = new Uri("http://127.0.0.1:1") };
    }
}
