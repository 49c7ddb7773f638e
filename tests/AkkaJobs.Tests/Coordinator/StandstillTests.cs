using Akka.Actor;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Bots;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>A coordinator whose process stood still, as one that was stopped and goes on.</summary>
public sealed class StandstillTests : CoordinatorSpec
{
    private static readonly TimeSpan SureFor = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource<bool> _answer = new();
    private int _times;

    [Fact]
    public async Task It_answers_once_the_database_has_confirmed_its_lease()
    {
        var (coordinator, job) = await StandAsync();
        var found = FindAsync(coordinator, job);
        await _asked.Task;
        _answer.SetResult(true);

        Assert.NotNull(await found);
        Assert.NotNull(await FindAsync(coordinator, job));
        Assert.Equal(1, Volatile.Read(ref _times));
    }

    [Fact]
    public async Task It_answers_nothing_when_another_has_taken_its_lease()
    {
        var (coordinator, _) = await StandAsync();
        var found = coordinator.Ask<object>(new FindJob(NewId(), 0), TimeSpan.FromMinutes(1));
        var enqueued = SendAsync(coordinator, Job(NewId()));
        await _asked.Task;
        _answer.SetResult(false);
        await StopAsync(coordinator);

        Assert.IsType<CoordinatorAway>(await found);
        Assert.IsType<AkkaJobs.Coordination.Refused>(await enqueued);
    }

    [Fact]
    public async Task It_goes_on_when_the_database_that_could_tell_is_away()
    {
        var (coordinator, job) = await StandAsync();
        var found = FindAsync(coordinator, job);
        _answer.SetException(new IOException("The database is away."));

        Assert.NotNull(await found);
    }

    [Fact]
    public async Task It_asks_nobody_while_it_has_not_stood_still()
    {
        var coordinator = await StartAsync(parts: Parts());
        _time.Advance(SureFor);
        Assert.Null(await FindAsync(coordinator, NewId()));
        _time.Advance(SureFor);
        Assert.Null(await FindAsync(coordinator, NewId()));

        Assert.Equal(0, Volatile.Read(ref _times));
    }

    private async Task<(IActorRef Coordinator, JobId Job)> StandAsync()
    {
        var coordinator = await StartAsync(parts: Parts());
        var job = NewId();
        await SendAsync(coordinator, Job(job));
        _time.Advance(SureFor + TimeSpan.FromMilliseconds(1));
        return (coordinator, job);
    }

    private CoordinatorParts Parts() => Tables.Parts() with
    {
        Time = _time,
        Lead = new LeadProof(SureFor, () =>
        {
            Interlocked.Increment(ref _times);
            _asked.TrySetResult();
            return _answer.Task;
        }),
    };
}
