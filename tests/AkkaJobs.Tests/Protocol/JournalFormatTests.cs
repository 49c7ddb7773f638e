using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using CsCheck;

namespace AkkaJobs.Tests.Protocol;

public sealed class JournalFormatTests
{
    private static readonly Gen<CoordinatorEvent> AnyEvent =
        Gen.Select(Gen.Int, Gen.Double[0, 1], (seed, absent) =>
            new Samples(new Random(seed), absent).Make<CoordinatorEvent>());

    private static readonly Gen<JournalCommit> AnyCommit =
        Gen.Select(Gen.Long[1, long.MaxValue / 2], AnyEvent.Array[0, 20], (first, events) =>
            new JournalCommit(first, events));

    public static TheoryData<string> EventTypes => [.. Samples.Concrete(typeof(CoordinatorEvent)).Select(t => t.Name)];

    [Fact]
    public void Any_commit_is_read_as_it_was_written() => AnyCommit.Sample(
        commit => Assert.Equal(Text.Of(commit), Text.Of(JournalFormat.Read(JournalFormat.Write(commit)))), iter: 500);

    [Theory, MemberData(nameof(EventTypes))]
    public void No_field_of_an_event_is_forgotten(string type)
    {
        var kind = Samples.Concrete(typeof(CoordinatorEvent)).Single(t => t.Name == type);
        foreach (var samples in new[] { Samples.Full, Samples.Bare })
        {
            var commit = new JournalCommit(9, [(CoordinatorEvent)samples.Make(kind)]);
            Assert.Equal(Text.Of(commit), Text.Of(JournalFormat.Read(JournalFormat.Write(commit))));
        }
    }

    [Fact]
    public void Jobs_of_one_operation_share_its_name()
    {
        CoordinatorEvent[] events = [Enqueued("shared-operation"), Enqueued("shared-operation")];
        var bytes = JournalFormat.Write(new JournalCommit(1, events));
        var specs = JournalFormat.Read(bytes).Events.Cast<JobEnqueued>().Select(e => e.Spec).ToArray();
        Assert.Same(specs[0].Operation, specs[1].Operation);
        Assert.Same(specs[0].Queue, specs[1].Queue);
        Assert.Same(specs[0].Tags[0], specs[1].Tags[0]);
    }

    [Fact]
    public void Names_that_come_once_do_not_crowd_out_those_that_come_again()
    {
        for (var i = 0; i < 20_000; i++)
        {
            NamePool.Share($"once-{i}");
        }

        var first = NamePool.Share(new string("comes-again"));
        Assert.Same(first, NamePool.Share(new string("comes-again".AsSpan())));
    }

    [Theory]
    [InlineData("0807120308D20F 120408D20FF207", 8, "a kind from the future comes second")]
    [InlineData("0807120208 01", 7, "the first is cut off")]
    [InlineData("0807120308D20F", 7, "no kind at all")]
    [InlineData("0807120708D20F22020A00", 7, "an id without bytes")]
    [InlineData("0807120508D20F1A00", 7, "a job without a spec")]
    public void An_event_that_cannot_be_read_is_named_by_its_number(string hex, long number, string _)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var e = Assert.Throws<InvalidDataException>(() => JournalFormat.Read(bytes));
        Assert.StartsWith($"Event {number} cannot be read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_event_deep_in_a_commit_is_named_by_its_number()
    {
        var good = JournalFormat.Write(new JournalCommit(40, [Enqueued("sum"), Enqueued("sum")]));
        byte[] bytes = [.. good, 0x12, 0x02, 0x08];
        var e = Assert.Throws<InvalidDataException>(() => JournalFormat.Read(bytes));
        Assert.StartsWith("Event 42 cannot be read", e.Message, StringComparison.Ordinal);
    }

    private static JobEnqueued Enqueued(string operation) => new(
        new Timestamp(1),
        new JobSpec
        {
            Id = new JobId(Guid.Empty),
            Operation = operation,
            Queue = "shared-queue",
            Args = JsonText.Null,
            Tags = ["shared-tag"],
        },
        null);
}
