using System.Collections.Concurrent;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>The journal's format follows what every node reads: up, and never down.</summary>
public sealed class RaisingTests : CoordinatorSpec
{
    private readonly ConcurrentQueue<JournalCommit> _stored = new();
    private volatile int _allRead = Formats.First;

    [Fact]
    public async Task It_goes_up_when_the_last_node_reads_more_and_every_row_says_so()
    {
        var coordinator = await StartAsync(parts: Parts());
        await SendAsync(coordinator, Job(NewId()));
        Assert.All(_stored, commit => Assert.Equal(Formats.First, commit.Format));

        _allRead = Formats.Latest;
        await AwaitConditionAsync(() => Task.FromResult(_stored.Any(HasRaised)));
        await SendAsync(coordinator, Job(NewId()));

        Assert.Equal(Formats.Latest, Assert.Single(_stored, HasRaised).Format);
        Assert.Equal(Formats.Latest, _stored.Last().Format);
    }

    [Fact]
    public async Task It_stays_when_a_node_comes_that_reads_less_and_that_is_warned_of()
    {
        _allRead = Formats.Latest;
        var coordinator = await StartAsync(parts: Parts());

        await EventFilter.Warning(contains: "A node reads no format after 1, but the journal is in 2")
            .ExpectOneAsync(() =>
            {
                _allRead = Formats.First;
                return Task.CompletedTask;
            });
        await SendAsync(coordinator, Job(NewId()));

        Assert.All(_stored, commit => Assert.Equal(Formats.Latest, commit.Format));
    }

    [Fact]
    public void A_row_that_was_full_before_it_was_raised_is_in_the_format_of_before()
    {
        var state = new CoordinatorState(new CoordinatorRules());
        var buffer = new CommitBuffer(state, commitBytes: 1);
        CoordinatorDecider.Decide(buffer.Open, new Start("node-1"), default);
        buffer.Weigh();
        CoordinatorDecider.Decide(buffer.Open, new RaiseFormat(Formats.Latest), default);

        Assert.Equal(Formats.First, buffer.Take(out _).Format);
        Assert.Equal(Formats.Latest, buffer.Take(out _).Format);
    }

    private static bool HasRaised(JournalCommit commit) => commit.Events.Any(e => e is FormatRaised);

    private CoordinatorParts Parts() => Tables.Parts() with
    {
        Format = () => _allRead,
        Publish = stored => _stored.Enqueue(stored.Commit),
    };
}
