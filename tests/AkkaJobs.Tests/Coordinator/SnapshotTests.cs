using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;

namespace AkkaJobs.Tests.Coordinator;

public sealed class SnapshotTests : CoordinatorSpec
{
    private static readonly CoordinatorSettings EveryCommit = new() { Node = "test", SnapshotEvery = 1 };

    [Fact]
    public async Task Replay_equals_life_when_a_write_lands_behind_a_snapshot()
    {
        var (coordinator, kept, late) = await WithCommandsDecidedDuringAWriteAsync();
        Writes.Land();
        await Task.WhenAll(late);
        await StopAsync(coordinator);

        var next = await StartAsync(EveryCommit);
        Assert.Equal(4, (await StatsAsync(next)).Open.Sum(o => o.Count));
        foreach (var id in kept)
        {
            Assert.Equal(JobStatus.Pending, (await FindAsync(next, id))!.Status);
        }
    }

    [Fact]
    public async Task Replay_equals_life_when_a_write_fails_behind_a_snapshot()
    {
        var (coordinator, kept, late) = await WithCommandsDecidedDuringAWriteAsync();
        Watch(coordinator);
        Writes.Fail();
        await ExpectTerminatedAsync(coordinator);
        Assert.All(await Task.WhenAll(late), reply => Assert.IsType<Refused>(reply));

        var next = await StartAsync(EveryCommit);
        Assert.Equal(1, (await StatsAsync(next)).Open.Sum(o => o.Count));
        Assert.NotNull(await FindAsync(next, kept[0]));
        foreach (var id in kept.Skip(1))
        {
            Assert.Null(await FindAsync(next, id));
            Assert.False(Assert.IsType<Enqueued>(await SendAsync(next, Job(id, fresh: false))).Duplicate);
        }
    }

    /// <summary>
    /// One job stored under a snapshot; a second one's write is held, and two more are decided meanwhile.
    /// </summary>
    private async Task<(IActorRef Coordinator, JobId[] Jobs, Task<CoordinatorReply>[] Late)>
        WithCommandsDecidedDuringAWriteAsync()
    {
        JobId[] jobs = [NewId(), NewId(), NewId(), NewId()];
        var coordinator = await StartAsync(EveryCommit);
        await SendAsync(coordinator, Job(jobs[0]));
        Writes.Hold();
        var held = SendAsync(coordinator, Job(jobs[1]));
        await Writes.ArrivedAsync();
        Task<CoordinatorReply>[] late =
            [held, SendAsync(coordinator, Job(jobs[2])), SendAsync(coordinator, Job(jobs[3]))];
        return (coordinator, jobs, late);
    }
}
