using AkkaJobs.Alerts;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Alerts;

public sealed class AlertRulesTests
{
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly JobId Job = new(new Guid(1, 0, 0, new byte[8]));

    private static readonly TroubleRead Well = Here(new Trouble(0, [], null, [], 100, 0, []));

    /// <summary>What brings each alert about, and what it says.</summary>
    private static readonly Dictionary<Alert, (TroubleRead? Read, string Detail, long Count)> Cases = new()
    {
        [Alert.StuckJobs] = (
            Stuck(2), "2 jobs thought stuck. The sum job is processing: its bot a has ended.", 2),
        [Alert.NoBot] = (
            Unserved("summ"), "3 jobs of the operation summ pending: no bot is there for it.", 3),
        [Alert.Lag] = (
            HeldUp("disk full"), "datalake: stopped or delayed by an error: disk full.", 0),
        [Alert.FailedRate] = (
            Finished(10, 10), "Of 20 jobs that finished in the last minute 10 failed.", 10),
        [Alert.CoordinatorUnreachable] = (
            null, "The coordinator does not answer: nothing can be enqueued or claimed.", 0),
    };

    private readonly AlertOptions _options = new()
    {
        StuckJobs = 2,
        StuckJobsFor = TimeSpan.FromSeconds(20),
        NoBotFor = TimeSpan.FromSeconds(40),
        LagOver = TimeSpan.FromSeconds(50),
        CoordinatorUnreachableFor = TimeSpan.FromSeconds(60),
        ClearAfter = TimeSpan.FromSeconds(30),
        Repeat = TimeSpan.Zero,
    };

    private AlertRules? _rules;

    public static TheoryData<string, int> Holds => new()
    {
        { "stuck-jobs", 20 }, { "no-bot", 40 }, { "lag", 50 }, { "failed-rate", 0 }, { "coordinator-unreachable", 60 },
    };

    private AlertRules Rules => _rules ??= new AlertRules(_options);

    [Fact]
    public void Every_alert_is_tried() => Assert.Equal(
        Enum.GetValues<Alert>().Select(alert => alert.Word()).Order(), Holds.Select(hold => $"{hold[0]}").Order());

    [Theory, MemberData(nameof(Holds))]
    public void Is_raised_once_it_has_held_and_cleared_once_it_has_not(string word, int hold)
    {
        var (read, detail, count) = Of(word);
        Assert.Empty(Look(Well, 0));
        if (hold > 0)
        {
            Assert.Empty(Look(read, 1));
            Assert.Empty(Look(read, hold));
        }

        var raised = Assert.Single(Look(read, 1 + hold));
        Assert.Equal((word, "raised"), (raised.Alert.Word(), raised.State));
        Assert.Equal((Start + Seconds(1), Start + Seconds(1 + hold)), (raised.Since, raised.At));
        Assert.Equal((detail, count), (raised.Detail, raised.Count));
        Assert.Equal(raised, Standing(word));
        Assert.Empty(Look(read, 500));

        Assert.Empty(Look(Well, 600));
        Assert.Empty(Look(Well, 629));
        Assert.NotNull(Standing(word));
        var cleared = Assert.Single(Look(Well, 630));
        Assert.Equal((word, "cleared"), (cleared.Alert.Word(), cleared.State));
        Assert.Equal((Start + Seconds(1), Start + Seconds(630)), (cleared.Since, cleared.At));
        Assert.Equal(($"It is over. It was: {detail}", 0), (cleared.Detail, cleared.Count));
        Assert.Empty(cleared.Jobs);
        Assert.Null(Standing(word));
        Assert.Empty(Look(Well, 700));
    }

    [Theory, MemberData(nameof(Holds))]
    public void What_comes_and_goes_is_told_once_or_never(string word, int hold)
    {
        var (read, _, _) = Of(word);
        for (var at = 0; at < 500; at += 20)
        {
            // Never seen twice in a row: it may be another each time.
            Assert.True(hold == 0 || Look(read, at).Count == 0);
            Assert.Empty(Look(Well, at + 10));
        }

        Look(read, 1_000);
        Look(read, 1_000 + hold);
        for (var at = 1_100; at < 2_000; at += 25 + hold)
        {
            Assert.Empty(Look(Well, at));
            Assert.Empty(Look(Well, at + 15));
            Assert.Empty(Look(read, at + 20));
            Assert.Empty(Look(read, at + 20 + hold));
            Assert.NotNull(Standing(word));
        }
    }

    [Theory, MemberData(nameof(Holds))]
    public void What_is_raised_is_not_cleared_by_looks_between_which_it_still_holds(string word, int hold)
    {
        var (read, _, _) = Of(word);
        Look(read, 1);
        Look(read, 1 + hold);
        Assert.NotNull(Standing(word));

        // One look finds nothing, and one is not answered, if that is not what it is about; all others find it.
        var at = 10 + hold;
        Assert.Empty(Look(Well, at));
        Assert.Empty(Look(read is null ? Well : null, at + 5));
        for (var look = 0; look < 12; look++)
        {
            at += 10;
            Assert.Empty(Look(read, at));
        }

        Assert.NotNull(Standing(word));
    }

    [Theory, MemberData(nameof(Holds))]
    public void What_stays_raised_is_told_again_now_and_then(string word, int hold)
    {
        _options.Repeat = TimeSpan.FromHours(1);
        var (read, _, _) = Of(word);
        Look(read, 0);
        Look(read, hold);

        Assert.Empty(Look(read, hold + 3_599));
        var again = Assert.Single(Look(read, hold + 3_600));
        Assert.Equal(("raised", Start, Start + Seconds(hold + 3_600)), (again.State, again.Since, again.At));
        Assert.Empty(Look(read, hold + 7_199));
    }

    [Theory, MemberData(nameof(Holds))]
    public void Is_never_raised_while_it_is_off(string word, int hold)
    {
        _options.StuckJobs = 0;
        _options.NoBotFor = _options.LagOver = _options.CoordinatorUnreachableFor = TimeSpan.Zero;
        _options.FailedRateShare = 0;
        var (read, _, _) = Of(word);

        Assert.Empty(Look(read, 0));
        Assert.Empty(Look(read, hold + 10_000));
    }

    [Fact]
    public void While_the_coordinator_is_away_what_is_raised_stays_and_the_rest_begins_anew()
    {
        Look(Unserved("summ"), 0);
        Assert.Single(Look(Unserved("summ"), 40));
        Look(Stuck(2), 41);
        Assert.Empty(Look(null, 50));
        Assert.NotNull(Standing("no-bot"));
        Assert.Empty(Look(Stuck(2), 65));
        Assert.Equal(Alert.StuckJobs, Assert.Single(Look(Stuck(2), 85)).Alert);

        // Gone since 65, and not since 41.
        Assert.Equal((Alert.NoBot, false), Told(Assert.Single(Look(Stuck(2), 95))));
    }

    [Fact]
    public void A_node_without_the_coordinator_tells_only_that_there_is_none()
    {
        var elsewhere = new TroubleRead("node-2", null);
        Assert.Empty(Look(elsewhere, 0));
        Assert.Equal([Alert.CoordinatorUnreachable], Rules.Standing.Select(standing => standing.Alert));
        Look(null, 1);
        Assert.Equal((Alert.CoordinatorUnreachable, true), Told(Assert.Single(Look(null, 61))));
        Look(elsewhere, 70);
        Assert.Equal((Alert.CoordinatorUnreachable, false), Told(Assert.Single(Look(elsewhere, 100))));
    }

    [Fact]
    public void When_the_coordinator_goes_elsewhere_what_is_raised_here_is_cleared()
    {
        Look(Stuck(2), 0);
        Look(Stuck(2), 20);
        var cleared = Assert.Single(Look(new TroubleRead("node-2", null), 30));

        Assert.Equal((Alert.StuckJobs, false), Told(cleared));
        Assert.StartsWith("The coordinator is on node-2 now", cleared.Detail, StringComparison.Ordinal);
        Assert.Empty(Look(Stuck(2), 40));
        Assert.Single(Look(Stuck(2), 60));
    }

    [Fact]
    public void Each_operation_must_have_been_without_a_bot_for_long_enough_by_itself()
    {
        Look(Unserved("a"), 0);
        Look(Unserved("b"), 20);
        Assert.Empty(Look(Unserved("b", "c"), 40));
        var raised = Assert.Single(Look(Unserved("b", "c"), 60));

        Assert.Contains("operation b ", raised.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("operation c ", raised.Detail, StringComparison.Ordinal);
        Assert.Equal(Start + Seconds(20), raised.Since);
        Assert.Equal([Job], raised.Jobs);
    }

    [Fact]
    public void Of_many_operations_some_are_named_and_all_are_counted_on_one_line()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"op-{i}\nAlert of mine\u2028")];
        Look(Unserved(names), 0);
        var raised = Assert.Single(Look(Unserved(names), 40));

        Assert.EndsWith(" And 20 more.", raised.Detail, StringComparison.Ordinal);
        Assert.Contains("op-9 Alert of mine  pending", raised.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(raised.Detail, letter => char.IsControl(letter) || letter == '\u2028');
        Assert.Equal((90, AlertNotice.MaxJobs), (raised.Count, raised.Jobs.Count));
    }

    [Fact]
    public void A_lag_counts_from_the_first_event_that_is_not_stored()
    {
        Assert.Empty(Look(Behind(49_999), 100));
        var raised = Assert.Single(Look(Behind(50_000), 101));

        Assert.Equal(Start + Seconds(51), raised.Since);
        Assert.Equal("tables: 7 events behind the journal for 50000 ms.", raised.Detail);
        Assert.Equal(7, raised.Count);
    }

    [Theory]
    [InlineData(0, 19, false)]
    [InlineData(0, 20, true)]
    [InlineData(11, 10, false)]
    [InlineData(10, 11, true)]
    public void Few_finishes_are_no_rate(long succeeded, long failed, bool raised) =>
        Assert.Equal(raised, Look(Finished(succeeded, failed), 0).Count == 1);

    [Fact]
    public void Fewer_jobs_than_asked_for_are_no_reason()
    {
        Look(Stuck(1), 0);
        Assert.Empty(Look(Stuck(1), 1_000));
    }

    private static (Alert, bool) Told(AlertNotice notice) => (notice.Alert, notice.IsRaised);

    private static (TroubleRead? Read, string Detail, long Count) Of(string word) =>
        Cases[Enum.GetValues<Alert>().Single(alert => alert.Word() == word)];

    private static TroubleRead Here(Trouble trouble) => new("node-1", trouble);

    private static TroubleRead Stuck(long jobs) => Here(Well.Trouble! with
    {
        Stuck = jobs,
        StuckJobs = [Job],
        StuckSummary = "The sum job is processing: its bot a has ended.",
    });

    private static TroubleRead Unserved(params string[] operations) => Here(Well.Trouble! with
    {
        Unserved = [.. operations.Select(operation => new UnservedOperation(operation, 3, [Job]))],
    });

    private static TroubleRead Finished(long succeeded, long failed) =>
        Here(Well.Trouble! with { Succeeded = succeeded, Failed = failed });

    private static TroubleRead HeldUp(string error) =>
        Here(Well.Trouble! with { Followers = [new FollowerView("datalake", 7, 0, 0, error)] });

    private static TroubleRead Behind(long milliseconds) =>
        Here(Well.Trouble! with { Followers = [new FollowerView("tables", 1, 7, milliseconds, null)] });

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private AlertNotice? Standing(string word) =>
        Rules.Standing.Single(standing => standing.Alert.Word() == word).Raised;

    private IReadOnlyList<AlertNotice> Look(TroubleRead? read, int second) =>
        Rules.Look(read, Start + Seconds(second));
}
