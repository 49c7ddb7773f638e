using Akka.Actor;
using AkkaJobs.Client;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Coordinator;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

public sealed class RivalsOnSqlite : RivalSpec
{
    private protected override void Keep(AkkaJobsBuilder jobs)
    {
    }
}

public sealed class RivalsOnPostgres : RivalSpec, IDisposable
{
    private readonly PostgresStore _store = PostgresStore.Make();

    public void Dispose() => _store.Dispose();

    private protected override void Keep(AkkaJobsBuilder jobs) => jobs.UsePostgres(_store.Connection);
}

/// <summary>Two coordinators over one journal, forced: no cluster, no lease, only the journal between them.</summary>
public abstract class RivalSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private protected abstract void Keep(AkkaJobsBuilder jobs);

    [SkippableFact]
    public async Task The_journal_takes_the_writes_of_one_and_the_other_stops_without_a_word_that_was_false()
    {
        await using var node = await StartWithoutBotAsync();
        var own = await node.Client.EnqueueAsync("sum", 1);
        var tables = new FakeTables();
        var rival = node.System.ActorOf(CoordinatorActor.Props(
            new CoordinatorSettings { Node = "rival" }, tables.Parts()));
        var ended = rival.WatchAsync();
        Assert.True((await StatsAsync(rival)).Epoch > 1);
        Assert.NotNull((await FindAsync(rival, own)).Job);

        // The first one does not know of its rival yet. What it decides cannot be stored; it stops, begins anew behind
        // the rival, and has all that the rival has said.
        var theirs = new JobId(Guid.NewGuid());
        Assert.IsType<Enqueued>(await SendAsync(rival, theirs));
        var again = await AcceptedAsync(node.Client);
        Assert.NotNull(await node.Client.GetAsync(theirs));

        // Now the rival is the one that is behind.
        Assert.IsNotType<Enqueued>(await SendAsync(rival, new JobId(Guid.NewGuid())));
        Assert.True(await ended.WaitAsync(Patience));
        var stats = await node.Client.StatsAsync();
        Assert.Equal(3, stats.Jobs["pending"]);
        Assert.NotNull(await node.Client.GetAsync(again));
    }

    [SkippableFact]
    public async Task A_job_that_the_tables_lack_is_not_called_unknown_while_no_coordinator_answers()
    {
        await using var node = await StartWithoutBotAsync();
        await node.Client.EnqueueAsync("sum", 1);
        var rival = node.System.ActorOf(CoordinatorActor.Props(
            new CoordinatorSettings { Node = "rival" }, new FakeTables().Parts()));
        Assert.True((await StatsAsync(rival)).Epoch > 1);
        var job = new JobId(Guid.NewGuid());
        Assert.IsType<Enqueued>(await SendAsync(rival, job));

        var away = node.System.ActorOf(Props.Create(() => new Nobody()));
        await using var edge = new CoordinatorEdge(() => away, Patience, 1_000);
        var client = new ClusterJobClient(edge, node.Tables, past: null, TimeProvider.System, Patience);

        await NotUnknownAsync(() => client.GetAsync(job));
        await NotUnknownAsync(() => client.ExplainAsync(job));
        await NotUnknownAsync(() => client.HistoryAsync(job));
    }

    /// <summary>A bot that joins would have the node's coordinator write, and take the journal back.</summary>
    private Task<JobsHost> StartWithoutBotAsync() => JobsHost.StartAsync(jobs =>
    {
        Keep(jobs);
        jobs.Configure(o => o.Roles = [NodeRoles.Coordinator, NodeRoles.Http]);
    });

    private static async Task NotUnknownAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            Assert.NotNull(await read());
        }
        catch (JobRefusedException refused)
        {
            Assert.Equal(RejectionCode.CoordinatorUnavailable, refused.Rejection.Code);
        }
    }

    /// <summary>As a client does: the same id until it is taken.</summary>
    private static async Task<JobId> AcceptedAsync(IJobClient client)
    {
        var request = new JobRequest("sum", JsonText.Null) { Id = new JobId(Guid.NewGuid()) };
        using var patience = new CancellationTokenSource(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!(await client.EnqueueManyAsync([request]))[0].Stands)
        {
            await again.WaitForNextTickAsync(patience.Token);
        }

        return request.Id.Value;
    }

    private static async Task<CoordinatorReply> SendAsync(IActorRef coordinator, JobId id)
    {
        var spec = new JobSpec { Id = id, Operation = "sum", Queue = "default", Args = JsonText.Null };
        var answer = await coordinator.Ask<object>(new Commands(1, [new Enqueue(spec, null, true)]), Patience);
        return answer is Replies replies ? replies.Items[0] : new Refused(Rejection.CoordinatorUnavailable());
    }

    private static Task<StatsRead> StatsAsync(IActorRef coordinator) =>
        coordinator.Ask<StatsRead>(ReadStats.Instance, Patience);

    private static Task<JobFound> FindAsync(IActorRef coordinator, JobId id) =>
        coordinator.Ask<JobFound>(new FindJob(id, 0), Patience);
}
