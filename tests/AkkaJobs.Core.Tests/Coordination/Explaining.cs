using System.Text.Json;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

public sealed class Explaining
{
    private static readonly HashSet<string> NoNodes = [];

    /// <summary>What brings each reason about, for job 1.</summary>
    private static readonly Dictionary<ExplainCode, Action<Scene>> Cases = new()
    {
        [ExplainCode.NotDue] = s => s.Enqueue(Scene.Spec(1), s.Now + TimeSpan.FromMinutes(1)),
        [ExplainCode.BackingOff] = s => Then(s, () => s.Fail(1)),
        [ExplainCode.NoBot] = s => s.Enqueue(1),
        [ExplainCode.BotsLost] = BotsLost,
        [ExplainCode.BotsDraining] = BotsDraining,
        [ExplainCode.BotsUnheard] = BotsUnheard,
        [ExplainCode.SlotsTaken] = SlotsTaken,
        [ExplainCode.BotsNotAsking] = BotsNotAsking,
        [ExplainCode.Suspected] = Suspected,
        [ExplainCode.JobsAhead] = SlotsTaken,
        [ExplainCode.Next] = Next,
        [ExplainCode.Processing] = s => Then(s, () => s.Beat("a")),
        [ExplainCode.ClaimUnderWay] = s => s.Claimed(1),
        [ExplainCode.BotGone] = BotGone,
        [ExplainCode.HeartbeatLate] = HeartbeatLate,
        [ExplainCode.Overdue] = Overdue,
        [ExplainCode.NotListed] = NotListed,
        [ExplainCode.VerdictsSuspended] = s => Then(s, () => s.FailOver()),
        [ExplainCode.Succeeded] = s => Then(s, () => s.Complete(1)),
        [ExplainCode.Failed] = s => Then(s, () => s.Fail(1, retryable: false)),
        [ExplainCode.QueuePaused] = QueuePaused,
        [ExplainCode.BotsExcluded] = s => Then(s, () => s.Do(Scene.Release(1) with { Exclude = true })),
        [ExplainCode.Cancelled] = s => Then(s, () => s.Do(new Cancel(Scene.Id(1), "ops", "enough"))),
    };

    private readonly Scene _scene = new();

    public static TheoryData<ExplainCode> Codes => [.. Enum.GetValues<ExplainCode>()];

    public static TheoryData<ExplainCode, Verdict> Troubles => new()
    {
        { ExplainCode.HeartbeatLate, Verdict.LeaseExpired },
        { ExplainCode.Overdue, Verdict.TimedOut },
        { ExplainCode.NotListed, Verdict.ReportLost },
        { ExplainCode.BotGone, Verdict.BotLost },
    };

    [Theory, MemberData(nameof(Codes))]
    public void Every_reason_is_brought_about_by_something(ExplainCode code)
    {
        var view = code == ExplainCode.CoordinatorUnavailable ? Away() : Explained(code);

        Assert.Contains(code, view.Reasons.Select(reason => reason.Code));
        Assert.All(view.Reasons, reason => Assert.EndsWith(".", reason.Detail, StringComparison.Ordinal));
        Assert.EndsWith(view.Reasons[0].Detail[1..], view.Summary, StringComparison.Ordinal);
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{code}"), code.Word());
    }

    [Fact]
    public void Explaining_changes_nothing()
    {
        foreach (var code in Cases.Keys)
        {
            var scene = new Scene();
            Cases[code](scene);
            var before = StoredPart.Of(scene.State);
            Assert.Empty(scene.Of(() => Explain(scene)));
            Assert.Equal(before, StoredPart.Of(scene.State));
            Assert.Empty(Invariants.Violations(scene.State));
        }
    }

    [Fact]
    public void An_operation_that_no_bot_runs_is_shown_with_the_nearest_names()
    {
        _scene.Join("a", 1, "s1", "resize", "Resize", "sum", "sha256");
        _scene.Enqueue(Scene.Spec(1, "reszie"));

        var reason = Single(ExplainCode.NoBot);

        Assert.Equal("reszie", reason.Operation);
        Assert.Equal(["Resize", "resize"], reason.NearestOperations);
        Assert.Equal("No bot runs the operation reszie; the nearest names are Resize, resize.", reason.Detail);
    }

    [Fact]
    public void Slots_are_taken_by_named_jobs_since_a_stated_time()
    {
        _scene.Claimed(2);
        _scene.Wait(1, "a");
        _scene.Enqueue(1);

        var reason = Single(ExplainCode.SlotsTaken);

        var holder = Assert.Single(reason.Holders!);
        Assert.Equal((Scene.Id(2), "a", _scene.Token(2), false), (holder.Job, holder.Bot, holder.Token, holder.Ended));
        Assert.Equal(Scene.Start.ToDateTimeOffset(), holder.Since);
        Assert.Equal((1, Scene.Start.ToDateTimeOffset()), (reason.Slots, reason.Since));
    }

    [Fact]
    public void A_slot_that_an_ended_attempt_still_fills_is_shown_as_that()
    {
        _scene.Claimed(2);
        _scene.Beat("a");
        _scene.Do(new Cancel(Scene.Id(2), "ops", null));
        _scene.Enqueue(1);

        Assert.True(Assert.Single(Single(ExplainCode.SlotsTaken).Holders!).Ended);
    }

    [Fact]
    public void Of_many_slots_the_oldest_claims_are_shown()
    {
        _scene.Join("a", slots: 20);
        _scene.Enqueue([.. Enumerable.Range(2, 20)]);
        _scene.Place();
        _scene.Enqueue(1);

        var reason = Single(ExplainCode.SlotsTaken);

        Assert.Equal(Enumerable.Range(1, ExplainReason.MaxListed).Select(n => (long)n),
            reason.Holders!.Select(holder => holder.Token));
        Assert.Contains("20 slots by 20 attempts", reason.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_ahead_are_those_of_any_operation_that_the_bots_run_and_that_come_first()
    {
        _scene.Claimed(2);
        _scene.Join("b", 1, "s1", "other", "sum");
        _scene.Enqueue(Scene.Spec(3, "other"));
        _scene.Place();
        _scene.Enqueue(Scene.Spec(4, "other"));
        _scene.Enqueue(Scene.Spec(5) with { Priority = 0 });
        _scene.Enqueue(Scene.Spec(6) with { Priority = 9 });
        _scene.Enqueue(Scene.Spec(7, "nobody"));
        _scene.Enqueue(1, 8);

        var reason = Single(ExplainCode.JobsAhead);

        Assert.Equal((2, false), (reason.Ahead, reason.AtLeast));
    }

    [Fact]
    public void Of_a_long_line_it_says_at_least_how_many_come_first()
    {
        _scene.Claimed(2);
        EnqueueMany(1_500);
        _scene.Enqueue(1);

        var reason = Single(ExplainCode.JobsAhead);

        Assert.Equal((1_000, true), (reason.Ahead, reason.AtLeast));
        Assert.Contains("at least 1000 other pending jobs", reason.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_not_looked_through_to_its_end_but_its_first_is_seen()
    {
        _scene.Claimed(2);
        EnqueueMany(1);
        _scene.Enqueue(1);
        EnqueueMany(25_000);

        var reason = Single(ExplainCode.JobsAhead);

        Assert.Equal((1, true), (reason.Ahead, reason.AtLeast));
    }

    [Fact]
    public void A_job_that_backs_off_says_until_when_and_after_which_error()
    {
        Cases[ExplainCode.BackingOff](_scene);

        var reason = Single(ExplainCode.BackingOff);

        Assert.Equal((Scene.Start + TimeSpan.FromSeconds(1)).ToDateTimeOffset(), reason.Until);
        Assert.Equal(("broken", "a", 1, 5), (reason.Error, reason.Bot, reason.Attempt, reason.MaxAttempts));
    }

    [Fact]
    public void A_processing_job_says_where_since_when_and_which_verdict_comes()
    {
        Cases[ExplainCode.Processing](_scene);

        var reason = Single(ExplainCode.Processing);

        Assert.Equal(("a", _scene.Token(1), 1), (reason.Bot, reason.Token, reason.Attempt));
        Assert.Equal(Scene.Start.ToDateTimeOffset(), reason.Since);
        Assert.Equal(Scene.Start.ToDateTimeOffset(), reason.LastHeartbeatAt);
        Assert.Equal((Scene.Start + Limits.DefaultTimeout).ToDateTimeOffset(), reason.Until);
        Assert.Equal(Verdict.LeaseExpired, reason.Verdict);
        Assert.Equal((Scene.Start + _scene.State.Rules.Lease).ToDateTimeOffset(), reason.ExpectedAt);
    }

    [Fact]
    public void A_silent_bot_whose_node_is_out_of_reach_will_be_lost()
    {
        Cases[ExplainCode.HeartbeatLate](_scene);

        var view = Explanation.Of(_scene.State, _scene.Job(1), new HashSet<string> { "akka://a" }, _scene.Now);

        Assert.Equal(Verdict.BotLost, view.Reasons[0].Verdict);
    }

    [Theory, MemberData(nameof(Troubles))]
    public void The_verdict_that_is_announced_comes_and_when_it_was_said(ExplainCode code, Verdict verdict)
    {
        Cases[code](_scene);
        var reason = Single(code);
        Assert.Equal(verdict, reason.Verdict);
        var expected = Timestamp.From(reason.ExpectedAt!.Value);

        while (_scene.Status(1) == JobStatus.Processing)
        {
            Assert.True(_scene.Now <= expected + TimeSpan.FromMilliseconds(200), $"It is still held at {_scene.Now}.");
            _scene.Now += TimeSpan.FromMilliseconds(100);
            KeepTrouble(code);
            _scene.Do(new Tick());
        }

        Assert.Equal(verdict, Assert.Single(_scene.Events.OfType<JobReleased>()).Verdict);
        Assert.True(_scene.Now >= expected, $"It came at {_scene.Now}, before {expected}.");
    }

    [Fact]
    public void What_comes_from_the_tables_says_so_first_and_who_cancelled()
    {
        Cases[ExplainCode.Cancelled](_scene);
        var finish = new HistoryLine { At = default, Number = 5, Event = "cancelled", By = "ops", Reason = "enough" };

        var here = Explanation.OfTables(_scene.Job(1).ToView(), finish, away: false);
        var away = Explanation.OfTables(_scene.Job(1).ToView(), finish, away: true);

        Assert.Equal(("ops", "enough"), (Assert.Single(here.Reasons).By, here.Reasons[0].Reason));
        Assert.EndsWith("by ops: enough.", here.Summary, StringComparison.Ordinal);
        Assert.Equal(
            [ExplainCode.CoordinatorUnavailable, ExplainCode.Cancelled], away.Reasons.Select(reason => reason.Code));
    }

    [Theory, MemberData(nameof(Troubles))]
    public void A_job_in_trouble_is_listed_as_stuck_and_no_other(ExplainCode code, Verdict verdict)
    {
        Cases[code](_scene);
        _scene.Claimed(2, "healthy");
        _scene.Enqueue(3);

        var (token, stuck) = Assert.Single(Explanation.Stuck(_scene.State, NoNodes, _scene.Now, after: 0));

        Assert.Equal((Scene.Id(1), _scene.Token(1)), (stuck.Job.Id, token));
        Assert.Equal((code, verdict), (stuck.Reasons[0].Code, stuck.Reasons[0].Verdict!.Value));
        Assert.Empty(Explanation.Stuck(_scene.State, NoNodes, _scene.Now, after: token));
    }

    private static ExplainView Explained(ExplainCode code)
    {
        var scene = new Scene();
        Cases[code](scene);
        return Explain(scene);
    }

    private static ExplainView Explain(Scene scene) =>
        Explanation.Of(scene.State, scene.Job(1), NoNodes, scene.Now);

    private static ExplainView Away()
    {
        var scene = new Scene();
        scene.Enqueue(1);
        return Explanation.OfTables(scene.Job(1).ToView() with { Lag = TimeSpan.Zero }, null, away: true);
    }

    /// <summary>So many that the invariants, which look at everything, are not asked after each.</summary>
    private void EnqueueMany(int count)
    {
        var first = 10 + (int)_scene.State.LastNumber;
        foreach (var number in Enumerable.Range(first, count))
        {
            CoordinatorDecider.Decide(
                new Decision(_scene.State), new Enqueue(Scene.Spec(number), null, FreshId: true), _scene.Now);
        }
    }

    private ExplainReason Single(ExplainCode code) =>
        Assert.Single(Explain(_scene).Reasons, reason => reason.Code == code);

    /// <summary>The bot does meanwhile what it did to bring the trouble about.</summary>
    private void KeepTrouble(ExplainCode code)
    {
        var since = (_scene.Now - Scene.Start).TotalMilliseconds;
        if (code == ExplainCode.Overdue || (code == ExplainCode.NotListed && since % 2_000 == 0))
        {
            _scene.Beat("a", code == ExplainCode.Overdue ? [_scene.Running(1)] : []);
        }
    }

    private static void Then(Scene scene, Action what)
    {
        scene.Claimed(1);
        what();
    }

    private static void BotsLost(Scene scene)
    {
        scene.Join("a");
        scene.Lose("a");
        scene.Enqueue(1);
    }

    private static void BotsDraining(Scene scene)
    {
        scene.Join("a");
        scene.Do(new DrainBot("a", true, "ops", null));
        scene.Enqueue(1);
    }

    private static void QueuePaused(Scene scene)
    {
        scene.Join("a");
        scene.Do(new PauseQueue("default", true, "anna", "the printer is out of ink"));
        scene.Enqueue(1);
    }

    private static void BotsUnheard(Scene scene)
    {
        scene.Do(new JoinBot("a", "s1", "akka://a", 1, ["sum"]));
        scene.Enqueue(1);
    }

    private static void SlotsTaken(Scene scene)
    {
        scene.Claimed(2);
        scene.Enqueue(3, 1);
    }

    private static void BotsNotAsking(Scene scene)
    {
        scene.Do(new HeartbeatRemote("r", "s1", 1, ["sum"], []));
        scene.Enqueue(1);
    }

    private static void Suspected(Scene scene)
    {
        scene.Enqueue(2, 1);
        foreach (var bot in new[] { "b", "c" })
        {
            scene.Join(bot, slots: 2);
            scene.Place();
            scene.Lose(bot);
        }

        scene.Join("a", slots: 2);
        scene.Place();
    }

    private static void Next(Scene scene)
    {
        scene.Join("a");
        scene.Enqueue(1);
    }

    private static void BotGone(Scene scene)
    {
        Then(scene, () => scene.FailOver());
        scene.Beat("a");
        scene.Lose("a");
    }

    private static void HeartbeatLate(Scene scene)
    {
        Then(scene, () => scene.Beat("a"));
        scene.Wait(5);
    }

    private static void Overdue(Scene scene)
    {
        scene.Claimed(1, spec: Scene.Spec(1) with { TimeoutMs = 1_000 });
        scene.Wait(2, "a");
    }

    private static void NotListed(Scene scene)
    {
        Then(scene, () => scene.Beat("a"));
        scene.Beat("a", []);
    }
}
