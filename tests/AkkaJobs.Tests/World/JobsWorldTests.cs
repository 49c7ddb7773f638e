using AkkaJobs.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.World;

/// <summary>What a user's test of a handler can do and see.</summary>
public sealed class JobsWorldTests
{
    private readonly HandlerRegistry _handlers = new();
    private readonly List<long> _tokens = [];

    [Fact]
    public async Task A_handler_that_fails_twice_is_tried_again_after_its_backoffs()
    {
        var world = Make(2);
        var job = await world.RunAsync(world.Enqueue("work", 1));

        Assert.Equal((JobStatus.Succeeded, 3, "1"), (job.Status, job.Attempt, job.Result?.ToString()));
        Assert.InRange(job.FinishedAt!.Value - job.EnqueuedAt, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Assert.Equal(
            "enqueued claimed attempt-failed due claimed attempt-failed due claimed succeeded",
            string.Join(' ', world.History(job.Id).Select(line => line.Event)));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_life_and_another_another()
    {
        Assert.Equal(await LiveAsync(7), await LiveAsync(7));
        Assert.NotEqual(await LiveAsync(7), await LiveAsync(8));

        static async Task<string> LiveAsync(int seed)
        {
            var handlers = new HandlerRegistry().AddHandler<int, int>("work", (args, job) => args);
            var world = new JobsWorld(handlers, seed) { Chaos = 0.5 };
            for (var i = 0; i < 20; i++)
            {
                world.Enqueue(new JobRequest("work", JsonText.From(i)) { Id = Id(i) });
            }

            await world.RunAllAsync();
            return string.Join('\n', Enumerable.Range(0, 20).SelectMany(i =>
                world.History(Id(i)).Select(line => $"{i} {line.At:O} {line.Event} {line.Bot} {line.Reason}")));
        }

        static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
    }

    [Theory]
    [InlineData(JobFault.BotDiesBefore, 1, "bot-lost")]
    [InlineData(JobFault.BotDiesAfter, 2, "bot-lost")]
    [InlineData(JobFault.HandlerHangs, 1, "timed-out")]
    public async Task A_job_runs_again_when_its_attempt_was_cut_off(JobFault fault, int runs, string verdict)
    {
        var world = Make();
        world.Inflict(fault, "work");
        var job = await world.RunAsync(world.Enqueue("work", 1));

        Assert.Equal((JobStatus.Succeeded, 2), (job.Status, job.Attempt));
        Assert.Equal(runs, _tokens.Count);
        Assert.Equal(_tokens.Order(), _tokens);
        Assert.Contains(
            world.History(job.Id), line => line.Reason?.StartsWith(verdict, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(JobFault.ReportIsLost)]
    [InlineData(JobFault.CoordinatorFailsOver)]
    public async Task It_runs_once_where_only_the_talk_suffers(JobFault fault)
    {
        var world = Make();
        world.Inflict(fault, "work");
        var job = await world.RunAsync(world.Enqueue("work", 1));

        Assert.Equal((JobStatus.Succeeded, 1), (job.Status, job.Attempt));
        Assert.Single(_tokens);
    }

    [Fact]
    public async Task A_bot_that_nobody_hears_works_on_and_what_it_reports_is_refused()
    {
        JobsWorld? world = null;
        _handlers.AddHandler<int, int>("slow", async (args, job) =>
        {
            _tokens.Add(job.Token);
            await Task.Delay(TimeSpan.FromSeconds(15), world!.Time);
            return job.Attempt;
        });
        world = new JobsWorld(_handlers);
        world.Inflict(JobFault.BotIsCutOff, "slow");
        var job = await world.RunAsync(world.Enqueue("slow", 1));
        await world.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((JobStatus.Succeeded, "2"), (job.Status, job.Result?.ToString()));
        Assert.Equal(2, _tokens.Count);
        Assert.True(_tokens[1] > _tokens[0]);
        Assert.Contains(world.History(job.Id), line => line.Event == "report-refused");
    }

    [Fact]
    public async Task A_day_of_the_worlds_clock_passes_in_a_moment_and_other_work_takes_no_time_there()
    {
        JobsWorld? world = null;
        _handlers.AddHandler<int, int>("day", async (args, job) =>
        {
            await Task.Delay(TimeSpan.FromDays(1), world!.Time, job.Cancel);
            return await Task.Run(() => args);
        });
        world = new JobsWorld(_handlers);
        var id = world.Enqueue(new JobRequest("day", JsonText.From(5)) { Timeout = TimeSpan.FromDays(2) });
        var job = await world.RunAsync(id);

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.InRange(
            job.FinishedAt!.Value - job.ClaimedAt!.Value, TimeSpan.FromDays(1), TimeSpan.FromDays(1.001));
    }

    [Fact]
    public async Task A_handler_that_waits_only_for_its_cancellation_gets_it()
    {
        var stopped = false;
        _handlers.AddHandler<int, int>("wait", async (args, job) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, job.Cancel);
                return 0;
            }
            finally
            {
                stopped = true;
            }
        });
        var world = new JobsWorld(_handlers) { RealPatience = TimeSpan.FromMilliseconds(50) };
        var id = world.Enqueue("wait", 1);
        await world.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(JobStatus.Processing, world.Get(id).Status);

        world.Cancel(id);
        await world.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(JobStatus.Cancelled, world.Get(id).Status);
        Assert.True(stopped);
        world.Retry(id);
        await world.RunForAsync(TimeSpan.FromMinutes(1));
        world.Release(id);
        await world.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, world.Get(id).Attempt);
    }

    [Fact]
    public async Task A_handler_hands_over_what_follows()
    {
        JobsWorld? world = null;
        _handlers.AddHandler<int, string>("split", (parts, job) =>
        {
            for (var i = 0; i < parts; i++)
            {
                world!.Enqueue("part", i);
            }

            return "split";
        });
        _handlers.AddHandler<int, int>("part", (part, job) => Note(job, part));
        world = new JobsWorld(_handlers) { Bots = 1, Slots = 1 };
        world.Enqueue("split", 10);
        await world.RunAllAsync();

        Assert.Equal(10, _tokens.Distinct().Count());
    }

    [Fact]
    public async Task A_handler_class_gets_its_services_and_a_scope_for_each_attempt()
    {
        var services = new ServiceCollection().AddScoped<Counted>().AddScoped<Counting>().BuildServiceProvider();
        var world = new JobsWorld(_handlers.AddHandler<Counting>("count"), services: services);

        Assert.Equal("1", (await world.RunAsync(world.Enqueue("count", 0))).Result?.ToString());
        Assert.Equal("1", (await world.RunAsync(world.Enqueue("count", 0))).Result?.ToString());
    }

    [Fact]
    public async Task Whatever_chance_brings_a_fence_keeps_the_last_attempts_word()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var written = new Dictionary<JobId, (long Token, int Attempt)>();
            JobsWorld? world = null;
            var handlers = new HandlerRegistry().AddHandler<int, int>("write", async (args, job) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(args), world!.Time, job.Cancel);
                if (!written.TryGetValue(job.Id, out var before) || before.Token < job.Token)
                {
                    written[job.Id] = (job.Token, job.Attempt);
                }

                return job.Attempt;
            });
            world = new JobsWorld(handlers, seed) { Chaos = 0.3 };
            JobId[] jobs = [.. Enumerable.Range(0, 20).Select(i => world.Enqueue("write", i))];
            await world.RunAllAsync();

            foreach (var job in jobs.Select(world.Get).Where(job => job.Status == JobStatus.Succeeded))
            {
                Assert.Equal($"{written[job.Id].Attempt}", job.Result?.ToString());
            }
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_as_elsewhere()
    {
        var world = Make();

        var large = Assert.Throws<JobRefusedException>(() => world.Enqueue("work", new string('x', 300_000)));
        Assert.Equal(RejectionCode.TooLarge, large.Rejection.Code);
        var unknown = Assert.Throws<JobRefusedException>(() => world.Get(new JobId(Guid.NewGuid())));
        Assert.Equal(RejectionCode.UnknownJob, unknown.Rejection.Code);
        Assert.Throws<JobRefusedException>(() => world.Release(world.Enqueue("work", 1)));
    }

    private JobsWorld Make(int failures = 0)
    {
        _handlers.AddHandler<int, int>("work", (args, job) =>
            job.Attempt > failures ? Note(job, args) : throw new InvalidOperationException("Not yet."));
        return new JobsWorld(_handlers);
    }

    private int Note(JobContext job, int result)
    {
        _tokens.Add(job.Token);
        return result;
    }

    private sealed class Counted
    {
        public int Count { get; set; }
    }

    private sealed class Counting(Counted counted) : IJobHandler
    {
        public Task<JsonText> RunAsync(JsonText args, JobContext job) =>
            Task.FromResult(JsonText.From(++counted.Count));
    }
}
