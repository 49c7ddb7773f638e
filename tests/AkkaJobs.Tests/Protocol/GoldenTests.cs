using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

public sealed class GoldenTests
{
    private const string Commit = "Commit";
    private const string Head = "SnapshotHead";
    private const string Part = "SnapshotPart";
    private const string PausedHead = "SnapshotHead-paused";
    private const string ExcludingPart = "SnapshotPart-excluding";

    public static TheoryData<string> EventNames => [.. GoldenEvents.All.Select(e => e.Name)];

    public static TheoryData<string> EventTypes => [.. Samples.Concrete(typeof(CoordinatorEvent)).Select(t => t.Name)];

    [Theory, MemberData(nameof(EventNames))]
    public void An_event_is_written_and_read_as_it_was_recorded(string name)
    {
        var e = GoldenEvents.All.Single(golden => golden.Name == name).Event;
        Recorded(name, new JournalCommit(727_102, [e]));
    }

    [Fact]
    public void A_commit_is_written_and_read_as_it_was_recorded() =>
        Recorded(Commit, new JournalCommit(1, [.. GoldenEvents.All.Select(e => e.Event)]));

    [Fact]
    public void A_snapshot_is_written_and_read_as_it_was_recorded()
    {
        // Taken while one job has failed once and the other is run under a request, so that every part is there.
        var snapshot = CoordinatorSnapshot.Capture(Fold(Upto("JobClaimed-remote")));
        var head = Golden.Check(Head, JournalFormat.WriteHead(snapshot));
        var part = Golden.Check(Part, JournalFormat.WritePart(snapshot.Jobs, 0, 4 << 20, out _));

        var read = JournalFormat.ReadHead(head);
        Assert.Equal(snapshot.Jobs.Length, JournalFormat.ReadPart(part, read.Jobs, 0));
        Assert.Equal(Text.Of(snapshot), Text.Of(read));
    }

    [Fact]
    public void So_is_one_with_a_paused_queue_and_an_excluded_bot()
    {
        var paused = GoldenEvents.All.Where(golden => golden.Event is not QueueResumed).Select(golden => golden.Event);
        var snapshot = CoordinatorSnapshot.Capture(Fold(paused));
        var head = Golden.Check(PausedHead, JournalFormat.WriteHead(snapshot));
        var part = Golden.Check(ExcludingPart, JournalFormat.WritePart(snapshot.Jobs, 0, 4 << 20, out _));

        var read = JournalFormat.ReadHead(head);
        Assert.Equal(snapshot.Jobs.Length, JournalFormat.ReadPart(part, read.Jobs, 0));
        Assert.Equal(Text.Of(snapshot), Text.Of(read));
        Assert.Equal(2, read.Paused.Length);
        Assert.Contains(read.Jobs, job => job.Excluded.Length == 1);
    }

    [Theory, MemberData(nameof(EventTypes))]
    public void Every_kind_of_event_is_recorded(string type) =>
        Assert.Contains(GoldenEvents.All, golden => golden.Event.GetType().Name == type);

    [Fact]
    public void Nothing_is_recorded_that_is_not_checked() => Assert.Equal(
        GoldenEvents.All.Select(e => e.Name).Concat([Commit, Head, Part, PausedHead, ExcludingPart])
            .Order(StringComparer.Ordinal),
        Golden.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_recorded_event_can_be_folded()
    {
        var state = Fold(GoldenEvents.All.Select(e => e.Event));
        Assert.Equal(GoldenEvents.All.Count, state.LastNumber);
        Assert.Equal(["bot-2", "py-1"], state.Bots.Keys.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<CoordinatorEvent> Upto(string last)
    {
        foreach (var (name, e) in GoldenEvents.All)
        {
            yield return e;
            if (name == last)
            {
                yield break;
            }
        }
    }

    private static CoordinatorState Fold(IEnumerable<CoordinatorEvent> events)
    {
        var state = new CoordinatorState(new CoordinatorRules());
        foreach (var e in events)
        {
            CoordinatorFold.Apply(state, e);
        }

        return state;
    }

    private static void Recorded(string name, JournalCommit commit)
    {
        var bytes = Golden.Check(name, JournalFormat.Write(commit));
        Assert.Equal(Text.Of(commit), Text.Of(JournalFormat.Read(bytes)));
    }
}
