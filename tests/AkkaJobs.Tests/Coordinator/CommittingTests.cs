using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

public sealed class CommittingTests : CoordinatorSpec
{
    [Fact]
    public async Task An_enqueue_is_answered_only_once_it_is_stored()
    {
        var coordinator = await StartAsync();
        Writes.Hold();
        var answer = SendAsync(coordinator, Job(NewId()));
        await Writes.ArrivedAsync();
        Assert.False(answer.IsCompleted);

        Writes.Land();
        Assert.False(Assert.IsType<Enqueued>(await answer).Duplicate);
    }

    [Fact]
    public async Task A_duplicate_is_answered_no_sooner_than_the_event_it_rests_on()
    {
        var coordinator = await StartAsync();
        var id = NewId();
        Writes.Hold();
        var first = SendAsync(coordinator, Job(id));
        await Writes.ArrivedAsync();
        var second = SendAsync(coordinator, Job(id, fresh: false));
        var read = FindAsync(coordinator, id);

        // A message that needs no event passes through the mailbox behind the duplicate, and is held as well.
        var stats = StatsAsync(coordinator);
        Assert.False(second.IsCompleted || read.IsCompleted || stats.IsCompleted);

        Writes.Land();
        Assert.False(Assert.IsType<Enqueued>(await first).Duplicate);
        Assert.True(Assert.IsType<Enqueued>(await second).Duplicate);
        Assert.NotNull(await read);
    }

    [Fact]
    public async Task Commands_that_come_during_a_write_share_the_next_row()
    {
        var coordinator = await StartAsync();
        Writes.Hold();
        var first = SendAsync(coordinator, Job(NewId()));
        await Writes.ArrivedAsync();
        var others = Enumerable.Range(0, 50).Select(_ => SendAsync(coordinator, Job(NewId()))).ToArray();
        Writes.Land();
        await first;
        await Task.WhenAll(others);

        await StopAsync(coordinator);
        var rows = await RowsAsync();
        Assert.Equal(52, rows.Sum(r => r.Events.Count));
        Assert.True(rows.Count <= 4, $"52 events took {rows.Count} rows.");
    }

    [Fact]
    public async Task A_failed_write_stops_the_coordinator_and_nothing_of_it_was_said()
    {
        var coordinator = await StartAsync();
        var id = NewId();
        Watch(coordinator);
        Writes.Hold();
        var answer = SendAsync(coordinator, Job(id));
        await Writes.ArrivedAsync();
        Writes.Fail();
        await ExpectTerminatedAsync(coordinator);
        Assert.Equal(RejectionCode.CoordinatorUnavailable, Assert.IsType<Refused>(await answer).Rejection.Code);

        var next = await StartAsync();
        Assert.Null(await FindAsync(next, id));
        Assert.False(Assert.IsType<Enqueued>(await SendAsync(next, Job(id, fresh: false))).Duplicate);
    }

    [Fact]
    public async Task Who_asked_something_while_the_write_failed_is_told_that_nobody_answers()
    {
        var coordinator = await StartAsync();
        Writes.Hold();
        var job = SendAsync(coordinator, Job(NewId()));
        await Writes.ArrivedAsync();
        var found = coordinator.Ask<object>(new FindJob(NewId(), 0), TimeSpan.FromSeconds(10));
        var stats = coordinator.Ask<object>(ReadStats.Instance, TimeSpan.FromSeconds(10));
        Writes.Fail();

        Assert.IsType<CoordinatorAway>(await found);
        Assert.IsType<CoordinatorAway>(await stats);
        await job;
    }

    [Fact]
    public async Task Epochs_grow_with_each_start()
    {
        var first = await StartAsync();
        var before = await StatsAsync(first);
        await StopAsync(first);
        var after = await StatsAsync(await StartAsync());
        Assert.True(after.Epoch > before.Epoch);
    }

    private async Task<IReadOnlyList<JournalCommit>> RowsAsync()
    {
        var reader = Sys.ActorOf(Props.Create(() => new RowReader()));
        return await reader.Ask<IReadOnlyList<JournalCommit>>("rows", TimeSpan.FromSeconds(10));
    }

    /// <summary>Reads the coordinator's journal as a second, silent incarnation would.</summary>
    private sealed class RowReader : Akka.Persistence.UntypedPersistentActor
    {
        private readonly List<JournalCommit> _rows = [];

        public RowReader() => JournalPluginId = "akka.persistence.journal.akkajobs";

        public override string PersistenceId => CoordinatorSettings.PersistenceId;

        public override Akka.Persistence.Recovery Recovery { get; } =
            new(Akka.Persistence.SnapshotSelectionCriteria.None);

        protected override void OnRecover(object message)
        {
            if (message is JournalCommit commit)
            {
                _rows.Add(commit);
            }
        }

        protected override void OnCommand(object message) => Sender.Tell((IReadOnlyList<JournalCommit>)_rows, Self);
    }
}
