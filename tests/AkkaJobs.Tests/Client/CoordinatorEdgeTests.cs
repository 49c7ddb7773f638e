using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaJobs.Client;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Client;

/// <summary>What a node does with questions whose coordinator has gone; the coordinator is a probe.</summary>
public sealed class CoordinatorEdgeTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly CoordinatorEdge _edge;

    public CoordinatorEdgeTests() => _edge = new CoordinatorEdge(() => TestActor, Patience, 1_000);

    [Fact]
    public async Task An_enqueue_is_sent_again_as_one_that_may_be_known()
    {
        var answer = _edge.SendAsync([Job(fresh: true)], CancellationToken.None);
        Assert.True(Single<Enqueue>(await ExpectMsgAsync<Commands>()).FreshId);

        _edge.AskAgain();

        var again = await ExpectMsgAsync<Commands>();
        var enqueue = Single<Enqueue>(again);
        Assert.False(enqueue.FreshId);
        LastSender.Tell(new Replies(again.Correlation, 2, 0, [new Enqueued(enqueue.Job, true)]), TestActor);
        Assert.True(Assert.IsType<Enqueued>(Assert.Single(await answer)).Duplicate);
    }

    [Fact]
    public async Task An_operators_act_is_not_repeated_and_its_outcome_is_called_unknown_at_once()
    {
        var id = new JobId(Guid.NewGuid());
        var answer = _edge.SendAsync([new Cancel(id, "ops", null)], CancellationToken.None);
        await ExpectMsgAsync<Commands>();

        _edge.AskAgain();

        var refused = Assert.IsType<Refused>(Assert.Single(await answer));
        Assert.Equal((RejectionCode.CoordinatorUnavailable, id), (refused.Rejection.Code, refused.Rejection.JobId));
    }

    [Fact]
    public async Task A_question_is_asked_again()
    {
        var answer = _edge.AskAsync<BotsListed>(new ListBots(""), TimeSpan.Zero, CancellationToken.None);
        await ExpectMsgAsync<ListBots>();

        _edge.AskAgain();

        await ExpectMsgAsync<ListBots>();
        LastSender.Tell(new BotsListed([], More: false), TestActor);
        Assert.NotNull(await answer);
    }

    [Fact]
    public async Task Where_there_is_no_room_an_enqueue_is_refused_and_what_a_bot_says_waits()
    {
        await using var full = new CoordinatorEdge(() => TestActor, Patience, maxUnanswered: 1);
        var asked = new List<(IActorRef Pump, Commands Commands)>();
        while (asked.Count < 4)
        {
            _ = full.SendAsync(Job(fresh: true), CancellationToken.None);
            var commands = await ExpectMsgAsync<Commands>();
            asked.Add((LastSender, commands));
        }

        _ = full.SendAsync(Job(fresh: true), CancellationToken.None);
        var refused = Assert.IsType<Refused>(await full.SendAsync(Job(fresh: true), CancellationToken.None));
        Assert.Equal(RejectionCode.Busy, refused.Rejection.Code);

        var id = new JobId(Guid.NewGuid());
        Task<CoordinatorReply>[] said =
        [
            full.SendAsync(new HeartbeatRemote("py", "s", 1, null, []), CancellationToken.None),
            full.SendAsync(new Complete(id, 7, JsonText.Null, null, "py"), CancellationToken.None),
            full.SendAsync(new Fail(id, 7, "broken", true, null, "py", 0), CancellationToken.None),
        ];
        Assert.All(said, answer => Assert.False(answer.IsCompleted));
        asked.ForEach(question => question.Pump.Tell(Noting(question.Commands), TestActor));
        _ = Task.WhenAll(said).ContinueWith(_ => TestActor.Tell("answered"), TaskScheduler.Default);
        await FishForMessageAsync(
            message =>
            {
                if (message is Commands commands)
                {
                    LastSender.Tell(Noting(commands), TestActor);
                }

                return message is "answered";
            },
            TimeSpan.FromSeconds(30));
        Assert.All(said, answer => Assert.IsType<Noted>(answer.Result));
    }

    protected override void AfterAll()
    {
        _edge.DisposeAsync().AsTask().Wait();
        base.AfterAll();
    }

    private static Enqueue Job(bool fresh)
    {
        var spec = new JobSpec
        {
            Id = new JobId(Guid.NewGuid()),
            Operation = "sum",
            Queue = "default",
            Args = JsonText.Null,
        };
        return new Enqueue(spec, null, fresh);
    }

    private static Replies Noting(Commands commands) =>
        new(commands.Correlation, 1, 0, [.. commands.Items.Select(_ => Noted.Instance)]);

    private static T Single<T>(Commands commands) => Assert.IsType<T>(Assert.Single(commands.Items));
}
