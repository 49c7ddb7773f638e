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

    private static T Single<T>(Commands commands) => Assert.IsType<T>(Assert.Single(commands.Items));
}
