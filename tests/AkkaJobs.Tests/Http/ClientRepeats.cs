using System.Net;
using System.Text;
using AkkaJobs.Http.Client;

namespace AkkaJobs.Tests.Http;

/// <summary>What a client over HTTP does where the way to the node breaks.</summary>
public sealed class ClientRepeats
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_enqueue_whose_answer_is_lost_is_repeated_and_is_one_job(bool ownId)
    {
        await using var door = await Door.OpenAsync();
        var way = new Broken(_ => null, LoseFirst);
        using var http = Over(door, way);
        var client = new HttpJobClient(http, Door.Client);
        var request = ClientOverHttp.Sum(1) with { Id = ownId ? new JobId(Guid.NewGuid()) : null };

        var outcome = await client.EnqueueAsync(request);

        // Under an id of the caller's own nobody can tell who stored it; under one made for this call it was this one.
        Assert.Equal((2, ownId), (way.Asked, outcome.Duplicate));
        Assert.Equal(outcome.Id, Assert.Single((await client.ListAsync(new JobFilter())).Items).Id);
    }

    [Fact]
    public async Task Many_whose_answer_is_lost_are_sent_again_and_each_is_one_job()
    {
        await using var door = await Door.OpenAsync();
        using var http = Over(door, new Broken(_ => null, LoseFirst));
        var client = new HttpJobClient(http, Door.Client);
        var outcomes = await client.EnqueueManyAsync([.. Enumerable.Range(0, 1_500).Select(ClientOverHttp.Sum)]);
        Assert.All(outcomes, outcome => Assert.Equal((true, false), (outcome.Stands, outcome.Duplicate)));
        Assert.Equal(1_500, (await client.StatsAsync()).Jobs["pending"]);
    }

    [Fact]
    public async Task An_enqueue_waits_for_the_coordinator_as_long_as_the_node_says()
    {
        await using var door = await Door.OpenAsync();
        var time = new ManualTime();
        using var http = Over(door, new Broken(_ => null));
        var client = new HttpJobClient(http, Door.Client, time: time);
        door.Jobs.Away = TimeSpan.Zero;
        var enqueue = client.EnqueueAsync("sum", 1);

        // A try's own bound, which ends with it, and then the pause.
        await Eventually.Holds(() => time.Timers == 2);
        door.Jobs.Away = null;
        time.Fire();
        Assert.NotNull(await client.GetAsync(await enqueue));
    }

    [Fact]
    public async Task A_read_is_repeated_and_an_act_is_not()
    {
        await using var door = await Door.OpenAsync();
        var way = new Broken(number => number is 2 or 4 ? throw new HttpRequestException("Broken pipe") : null);
        using var http = Over(door, way);
        var client = new HttpJobClient(http, Door.Client);
        var id = await client.EnqueueAsync("sum", 1);
        Assert.NotNull(await client.WaitAsync(id, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(3, way.Asked);

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => client.CancelAsync(id, new Request()));
        Assert.Equal(
            (RejectionCode.CoordinatorUnavailable, id), (refused.Rejection.Code, refused.Rejection.JobId!.Value));
        Assert.Equal(4, way.Asked);
        Assert.Equal(JobStatus.Pending, (await client.GetAsync(id))!.Status);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>No upstream</html>", "text/html")]
    [InlineData(HttpStatusCode.InternalServerError, """{"code":"internal_error","detail":"See the log."}""",
        "application/problem+json")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "no JSON", "application/problem+json")]
    public async Task What_stands_before_the_node_and_what_fails_in_it_are_no_answer(
        HttpStatusCode status, string body, string type)
    {
        await using var door = await Door.OpenAsync();
        var way = new Broken(number => number == 1
            ? Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, type),
            })
            : null);
        using var http = Over(door, way);
        Assert.NotEqual(default, await new HttpJobClient(http, Door.Client).EnqueueAsync("sum", 1));
        Assert.Equal(2, way.Asked);
    }

    [Fact]
    public async Task A_node_that_stands_still_is_given_up()
    {
        var never = new TaskCompletionSource<HttpResponseMessage>();
        using var http = new HttpClient(new Broken(_ => never.Task)) { BaseAddress = new Uri("http://127.0.0.1:1") };
        var time = new ManualTime();
        var options = new HttpJobClientOptions { Patience = TimeSpan.Zero };
        var enqueue = new HttpJobClient(http, Door.Client, options, time).EnqueueAsync("sum", 1);
        await Eventually.Holds(() => time.Timers == 1);
        time.Fire();
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => enqueue);
        Assert.Equal(RejectionCode.CoordinatorUnavailable, refused.Rejection.Code);
        Assert.IsType<TimeoutException>(refused.InnerException);
    }

    [Fact]
    public async Task Whoever_cancels_waits_no_longer_and_nothing_is_repeated()
    {
        await using var door = await Door.OpenAsync();
        var way = new Broken(_ => null);
        using var http = Over(door, way);
        var client = new HttpJobClient(http, Door.Client);
        var id = await client.EnqueueAsync("sum", 1);
        using var leave = new CancellationTokenSource();
        var waiting = client.WaitAsync(id, TimeSpan.FromMinutes(1), leave.Token);
        await Eventually.Holds(() => way.Asked == 2);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(2, way.Asked);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.EnqueueManyAsync([ClientOverHttp.Sum(2)], leave.Token));
    }

    private static HttpResponseMessage LoseFirst(int number, HttpResponseMessage answer)
    {
        if (number > 1)
        {
            return answer;
        }

        answer.Dispose();
        throw new HttpRequestException("The connection was reset.");
    }

    private static HttpClient Over(Door door, Broken way) => new(way) { BaseAddress = new Uri(door.Root) };
}
