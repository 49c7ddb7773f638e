using AkkaJobs.Followers;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Events on SQLite.</summary>
public sealed class EventsOnSqlite : EventsSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

/// <summary>Events on PostgreSQL.</summary>
public sealed class EventsOnPostgres : EventsSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);
}

/// <summary>Whoever follows a node's events hears each one, once and in order.</summary>
public abstract class EventsSpec
{
    private static readonly string[] Life = ["enqueued", "claimed", "succeeded"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where the node keeps its records, if not in its folder.</summary>
    private protected abstract void Keep(AkkaJobsBuilder jobs);

    [SkippableFact]
    public async Task A_job_is_heard_of_from_its_beginning_to_its_end()
    {
        await using var node = await StartAsync(_ => { });
        await RunAsync(node);
        var before = await HearAsync(node, new JobEventFilter(), 0, 3);
        var heard = HearAsync(node, new JobEventFilter(), before[2].Number, 3);
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));

        var events = await heard;
        Assert.Equal(Life, events.Select(e => e.Event));
        Assert.All(events, e => Assert.Equal(id, e.Job));
        Assert.Equal(events.Select(e => e.Number).Order(), events.Select(e => e.Number));
    }

    [SkippableFact]
    public async Task What_was_missed_comes_first_from_wherever_it_is_asked_for()
    {
        await using var node = await StartAsync(_ => { });
        for (var i = 0; i < 40; i++)
        {
            await RunAsync(node);
        }

        var all = await HearAsync(node, new JobEventFilter(), 0, 120);
        foreach (var seen in new[] { 0, 1, 57, 118 })
        {
            var rest = await HearAsync(node, new JobEventFilter(), all[seen].Number, 119 - seen);
            Assert.Equal(all.Skip(seen + 1), rest);
        }
    }

    [SkippableFact]
    public async Task A_filter_narrows()
    {
        await using var node = await StartAsync(_ => { });
        await RunAsync(node);
        var id = await RunAsync(node);

        var ofOne = await HearAsync(node, new JobEventFilter { Job = id }, 0, 3);
        Assert.Equal(Life, ofOne.Select(e => e.Event));
        var ends = await HearAsync(node, new JobEventFilter { Event = "succeeded", Bot = "bot-1" }, 0, 2);
        Assert.Equal(id, ends[1].Job);
    }

    [SkippableFact]
    public async Task What_operators_do_to_bots_and_queues_is_heard_too()
    {
        await using var node = await StartAsync(_ => { });
        await node.Operator.PauseQueueAsync("reports", new Request("anna", "disk full"));
        await node.Operator.DrainBotAsync("bot-1", new Request("anna", "new disk"));
        await node.Operator.ResumeBotAsync("bot-1", new Request("bert"));
        await node.Operator.ResumeQueueAsync("reports", new Request("bert", "disk is in"));

        var events = await HearAsync(node, new JobEventFilter(), 0, 4);

        Assert.Equal(
            [
                ("queue-paused", "reports", null, "anna", "disk full"),
                ("bot-drained", null, "bot-1", "anna", "new disk"),
                ("bot-resumed", null, "bot-1", "bert", null), ("queue-resumed", "reports", null, "bert", "disk is in"),
            ],
            events.Select(e => (e.Event, e.Queue, e.Bot, e.By, e.Reason)));
        Assert.All(events, e => Assert.Null(e.Job));
    }

    [SkippableFact]
    public async Task What_has_been_pruned_is_told_as_a_gap()
    {
        await using var node = await StartAsync(options =>
        {
            options.Coordinator.SnapshotEvery = 20;
            options.Retention.MaxJournal = 50;
            options.Retention.Every = TimeSpan.FromMilliseconds(100);
        });
        IReadOnlyList<JobEventView> events;
        do
        {
            await RunAsync(node);
            events = await HearAsync(node, new JobEventFilter(), 0, 2);
        }
        while (events[0].Event != "gap");

        Assert.Equal($"Events 1 to {events[0].Number} have been pruned.", events[0].Reason);
        Assert.True(events[1].Number > events[0].Number);
    }

    [SkippableFact]
    public async Task Readers_are_bounded_and_whoever_leaves_makes_room()
    {
        await using var node = await StartAsync(_ => { });
        using var leave = new CancellationTokenSource();
        var readers = Enumerable.Range(0, JournalEvents.MostReaders)
            .Select(_ => HearAsync(node, new JobEventFilter(), null, int.MaxValue, leave.Token)).ToList();

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => HearAsync(node, new JobEventFilter(), 0, 1));
        Assert.Equal(RejectionCode.Busy, refused.Rejection.Code);
        await leave.CancelAsync();
        foreach (var reader in readers)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);
        }

        await RunAsync(node);
        Assert.Single(await HearAsync(node, new JobEventFilter(), 0, 1));
    }

    private static async Task<IReadOnlyList<JobEventView>> HearAsync(
        JobsHost node, JobEventFilter filter, long? after, int count, CancellationToken cancel = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var heard = new List<JobEventView>();
        await foreach (var view in node.Events.FollowAsync(filter, after, patience.Token))
        {
            heard.Add(view);
            if (heard.Count == count)
            {
                break;
            }
        }

        return heard;
    }

    private static async Task<JobId> RunAsync(JobsHost node)
    {
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await node.Client.WaitForResultAsync<long>(id, Patience));
        return id;
    }

    private Task<JobsHost> StartAsync(Action<AkkaJobsOptions> configure) => JobsHost.StartAsync(jobs =>
    {
        Keep(jobs);
        jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B).Configure(configure);
    });
}
