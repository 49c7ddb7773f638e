using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;

namespace AkkaJobs.Tests.Coordinator;

public sealed class ForgettingTests : CoordinatorSpec
{
    private static readonly CoordinatorSettings Quick =
        new() { Node = "test", ForgetAfter = TimeSpan.FromMilliseconds(20) };

    [Fact]
    public async Task A_repeated_enqueue_after_the_job_was_forgotten_runs_nothing_twice()
    {
        var coordinator = await StartAsync(Quick);
        var id = await ForgottenAsync(coordinator);
        var again = Assert.IsType<Enqueued>(await SendAsync(coordinator, Job(id, fresh: false)));
        Assert.True(again.Duplicate);
        Assert.Empty((await StatsAsync(coordinator)).Open);
    }

    [Fact]
    public async Task A_fresh_id_asks_no_table()
    {
        var coordinator = await StartAsync(Quick);
        var asked = Tables.Asked;
        await SendAsync(coordinator, Job(NewId()));
        Assert.Equal(asked, Tables.Asked);
    }

    [Fact]
    public async Task With_the_tables_away_only_what_needs_them_is_refused()
    {
        var coordinator = await StartAsync(Quick);
        Tables.Away = true;
        var refused = Assert.IsType<Refused>(await SendAsync(coordinator, Job(NewId(), fresh: false)));
        Assert.Equal(RejectionCode.CoordinatorUnavailable, refused.Rejection.Code);
        Assert.IsType<Enqueued>(await SendAsync(coordinator, Job(NewId())));
    }

    [Fact]
    public async Task A_late_report_on_a_forgotten_job_is_superseded_and_recorded_once()
    {
        var coordinator = await StartAsync(Quick);
        var id = await ForgottenAsync(coordinator, releaseFirst: true);
        var before = (await StatsAsync(coordinator)).LastNumber;
        for (var i = 0; i < 2; i++)
        {
            var late = await SendAsync(coordinator, new Complete(id, 1, JsonText.Parse("3"), null, "bot"));
            Assert.Equal(ReportAnswer.Superseded, Assert.IsType<ReportAnswered>(late).Answer);
        }

        Assert.Equal(before + 1, (await StatsAsync(coordinator)).LastNumber);
    }

    /// <summary>A job that a remote bot has completed, once memory has forgotten it.</summary>
    private async Task<JobId> ForgottenAsync(IActorRef coordinator, bool releaseFirst = false)
    {
        var id = NewId();
        await SendAsync(coordinator, Job(id));
        var token = await ClaimAsync(coordinator);
        if (releaseFirst)
        {
            await SendAsync(coordinator, new Release(id, token, false, Verdict.Released, "test", null));
            token = await ClaimAsync(coordinator);
        }

        await SendAsync(coordinator, new Complete(id, token, JsonText.Parse("3"), 1, "bot"));
        await AwaitAssertAsync(async () => Assert.Null(await FindAsync(coordinator, id)));
        return id;
    }

    private static async Task<long> ClaimAsync(IActorRef coordinator)
    {
        var until = Timestamp.From(DateTimeOffset.UtcNow.AddSeconds(30));
        var claim = new ClaimRemote("bot", "session", ["sum"], 1, until, null, Random.Shared.NextInt64());
        return Assert.IsType<ClaimAnswered>(await SendAsync(coordinator, claim)).Jobs![0].Token;
    }
}
