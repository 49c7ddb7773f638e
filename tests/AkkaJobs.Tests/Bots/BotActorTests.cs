using Akka.Actor;
using AkkaJobs.Bots;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Bots;

/// <summary>What a bot does with jobs, as the coordinator sees it.</summary>
public sealed class BotActorTests : BotWorld
{
    private sealed record Add(int A, int B);

    [Fact]
    public async Task Runs_a_job_and_reports_its_result()
    {
        Handlers.AddHandler<Add, int>("sum", (args, _) => args.A + args.B);
        await StartAsync();

        var job = Place("sum", """{"a": 792, "b": 943}""");

        var (_, report) = await ExpectReportAsync<Complete>(job);
        Assert.Equal("1735", report.Result.ToString());
        Assert.Equal((job.Token, "bot-1"), (report.Token, report.Bot));
    }

    [Fact]
    public async Task Talks_to_the_coordinator_itself_and_looks_for_another_when_it_has_ended()
    {
        Handlers.AddHandler<JsonText, int>("one", (_, _) => 1);
        await StartAsync();
        var itself = CreateTestProbe();
        var first = Job("one");
        Bot.Tell(new Notices(Epoch, 100, [new JobPlaced("bot-1", Session, first)]), itself.Ref);

        Assert.IsType<Complete>(Assert.Single((await itself.ExpectMsgAsync<Commands>()).Items));

        Sys.Stop(itself.Ref);
        await PassAsync(TimeSpan.FromSeconds(2));
        await ExpectReportAsync<Complete>(first);
    }

    [Fact]
    public async Task A_handler_knows_its_job()
    {
        Handlers.AddHandler<JsonText, string>(
            "who", (_, job) => $"{job.Id} {job.Operation} {job.Attempt} {job.Token} {job.Timeout.TotalSeconds}");
        await StartAsync();

        var job = Place("who");

        var (_, report) = await ExpectReportAsync<Complete>(job);
        Assert.Equal($"\"{job.Id} who 1 {job.Token} 60\"", report.Result.ToString());
    }

    [Fact]
    public async Task An_asynchronous_handler_may_take_its_time()
    {
        var go = new TaskCompletionSource<int>();
        Handlers.AddHandler<JsonText, int>("wait", (_, _) => go.Task);
        await StartAsync();
        var job = Place("wait");
        await PassAsync(TimeSpan.FromSeconds(2));
        await ExpectAsync<Heartbeat>();

        go.SetResult(7);

        Assert.Equal("7", (await ExpectReportAsync<Complete>(job)).Report.Result.ToString());
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public async Task A_wall_clock_that_is_set_neither_silences_it_nor_ends_what_it_runs(int seconds)
    {
        var go = new TaskCompletionSource<int>();
        Handlers.AddHandler<JsonText, int>("wait", (_, job) => go.Task.WaitAsync(job.Cancel));
        await StartAsync();
        var job = Place("wait");
        await PassAsync(TimeSpan.FromSeconds(1));

        Time.SetWall(TimeSpan.FromSeconds(seconds));
        await PassAsync(TimeSpan.FromSeconds(3));

        var (_, beat) = await ExpectAsync<Heartbeat>();
        Assert.Equal(job.Token, Assert.Single(beat.Running).Token);
        go.SetResult(7);
        Assert.Equal("7", (await ExpectReportAsync<Complete>(job)).Report.Result.ToString());
    }

    [Fact]
    public async Task Handlers_that_block_every_slot_do_not_silence_the_bot()
    {
        using var gate = new ManualResetEventSlim();
        Handlers.AddHandler<JsonText, int>("block", (_, _) =>
        {
            gate.Wait();
            return 1;
        });
        await StartAsync(slots: 32);
        var jobs = Enumerable.Range(0, 32).Select(_ => Job("block")).ToArray();
        Place(jobs);

        await PassAsync(TimeSpan.FromSeconds(2));

        var (_, heartbeat) = await ExpectAsync<Heartbeat>();
        Assert.Equal(jobs.Select(job => job.Token), heartbeat.Running.Select(attempt => attempt.Token).Order());
        gate.Set();
    }

    [Fact]
    public async Task A_cancelled_handler_sees_it_and_stops()
    {
        Handlers.AddHandler<JsonText, int>("wait", async (_, job) =>
        {
            await Task.Delay(Timeout.Infinite, job.Cancel);
            return 1;
        });
        await StartAsync();
        var job = Place("wait");

        CancelJob(job);

        Assert.Equal("cancelled: it was asked to stop (cancelled).", (await ExpectReportAsync<Fail>(job)).Report.Error);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_cancellation_is_abandoned_and_the_next_job_runs()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new SemaphoreSlim(0);
        Handlers.AddHandler<JsonText, int>("hang", (_, _) =>
        {
            began.Release();
            gate.Wait();
            return 1;
        });
        await StartAsync(slots: 2);
        var job = Place("hang");
        await began.WaitAsync(TimeSpan.FromSeconds(10));
        CancelJob(job, "timed-out");

        await PassAsync(TimeSpan.FromSeconds(6));

        var (correlation, abandon) = await ExpectAsync<AbandonAttempt>();
        Assert.Equal((job.Id, job.Token, Session), (abandon.Job, abandon.Token, abandon.Session));
        Reply(correlation, Noted.Instance);
        Place(Job("hang"), Job("hang"));
        Assert.True(await began.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(await began.WaitAsync(TimeSpan.FromSeconds(10)));
        gate.Set();
    }

    [Fact]
    public async Task Progress_travels_with_the_heartbeat()
    {
        using var gate = new SemaphoreSlim(0);
        var said = new TaskCompletionSource();
        Handlers.AddHandler<JsonText, int>("crawl", async (_, job) =>
        {
            job.Report(new { Done = 3 });
            said.SetResult();
            await gate.WaitAsync(job.Cancel);
            return 1;
        });
        await StartAsync();
        Place("crawl");
        await said.Task;

        await PassAsync(TimeSpan.FromSeconds(2));

        var (_, heartbeat) = await ExpectAsync<Heartbeat>();
        Assert.Equal("""{"done":3}""", Assert.Single(heartbeat.Running).Progress?.ToString());
        gate.Release();
    }

    [Fact]
    public async Task A_report_is_repeated_until_it_is_answered()
    {
        Handlers.AddHandler<JsonText, int>("one", (_, _) => 1);
        await StartAsync();
        var job = Place("one");
        await ExpectReportAsync<Complete>(job);

        await PassAsync(TimeSpan.FromSeconds(2.5));
        var (correlation, _) = await ExpectReportAsync<Complete>(job);
        Reply(correlation, Stored);
        await PassAsync(TimeSpan.FromSeconds(2));

        Assert.Empty((await ExpectAsync<Heartbeat>()).Command.Running);
    }

    [Fact]
    public async Task A_coordinator_that_is_away_gets_the_report_later()
    {
        Handlers.AddHandler<JsonText, int>("one", (_, _) => 1);
        await StartAsync();
        var job = Place("one");
        await ExpectReportAsync<Complete>(job);
        Bot.Tell(CoordinatorAway.Instance, Coordinator.Ref);

        await PassAsync(TimeSpan.FromSeconds(2));

        await ExpectReportAsync<Complete>(job);
    }

    [Fact]
    public async Task A_drained_bot_finishes_says_farewell_and_stops()
    {
        using var gate = new SemaphoreSlim(0);
        Handlers.AddHandler<JsonText, int>("wait", async (_, _) =>
        {
            await gate.WaitAsync();
            return 1;
        });
        await StartAsync();
        var job = Place("wait");
        await WatchAsync(Bot);
        Bot.Tell(Drain.Instance, TestActor);
        Assert.Equal(0, (await ExpectAsync<Heartbeat>()).Command.Slots);

        gate.Release();
        Reply((await ExpectReportAsync<Complete>(job)).Correlation, Stored);
        var (correlation, farewell) = await ExpectAsync<LoseBot>();
        Assert.Equal((Session, Verdict.Drained), (farewell.Session, farewell.Verdict));
        Reply(correlation, Noted.Instance);

        await ExpectMsgAsync<Drained>();
        await ExpectTerminatedAsync(Bot);
        Assert.Equal(BotEnd.Drained, Assert.Single(Ends).Reason);
    }

    [Fact]
    public async Task A_system_that_shuts_down_drains_its_bot_first()
    {
        await StartAsync();
        BotShutdown.DrainBeforeShutdown(Sys, Bot, TimeSpan.FromSeconds(30));

        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);

        var (correlation, _) = await ExpectAsync<LoseBot>();
        Reply(correlation, Noted.Instance);
        await shutdown.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(BotEnd.Drained, Assert.Single(Ends).Reason);
    }

    [Fact]
    public async Task A_bot_whose_name_was_taken_stops_cancels_and_says_why()
    {
        var (began, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        Handlers.AddHandler<JsonText, int>("wait", async (_, job) =>
        {
            job.Cancel.Register(cancelled.SetResult);
            began.SetResult();
            await Task.Delay(Timeout.Infinite, job.Cancel);
            return 1;
        });
        await StartAsync();
        Place("wait");
        await began.Task;
        await WatchAsync(Bot);

        Notify(new SessionEnded("bot-1", Session));

        await ExpectTerminatedAsync(Bot);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var (reason, text) = Assert.Single(Ends);
        Assert.Equal(BotEnd.SessionEnded, reason);
        Assert.Contains("akkajobs.bot.name", text);
    }

    [Fact]
    public async Task Thousands_of_small_jobs_run_in_few_slots_each_once()
    {
        var count = 0;
        Handlers.AddHandler<Add, int>("sum", (args, _) => args.A + args.B + (0 * Interlocked.Increment(ref count)));
        await StartAsync(slots: 16);
        var open = new Queue<ClaimedJob>(
            Enumerable.Range(0, 5000).Select(i => Job("sum", $$"""{"a": {{i}}, "b": 1}""")));
        var expected = open.ToDictionary(job => job.Token, job => job.Args.To<Add>()!.A + 1);
        Place([.. Enumerable.Range(0, 16).Select(_ => open.Dequeue())]);

        while (expected.Count > 0)
        {
            var commands = await Coordinator.ExpectMsgAsync<Commands>(TimeSpan.FromSeconds(30));
            var answers = commands.Items.Select(command => command switch
            {
                Complete complete => Accept(complete),
                _ => (CoordinatorReply)Noted.Instance,
            }).ToArray();
            Reply(commands.Correlation, answers);
            Place([.. answers.OfType<ReportAnswered>().TakeWhile(_ => open.Count > 0).Select(_ => open.Dequeue())]);
        }

        Assert.Equal(5000, count);

        ReportAnswered Accept(Complete complete)
        {
            Assert.True(expected.Remove(complete.Token, out var sum));
            Assert.Equal(sum, complete.Result.To<int>());
            return Stored;
        }
    }
}
