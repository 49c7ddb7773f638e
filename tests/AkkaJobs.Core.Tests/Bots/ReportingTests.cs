using System.Text;
using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>How a bot gets rid of what it has to say.</summary>
public sealed class ReportingTests
{
    [Fact]
    public void A_lone_report_is_sent_at_once()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        var complete = world.End(job, new HandlerSucceeded(JsonText.Parse("1735"))).Command<Complete>();

        Assert.Equal((job.Id, job.Token, 5L, "bot-1"),
            (complete.Id, complete.Token, complete.DurationMs, complete.Bot));
        Assert.Equal("1735", complete.Result.ToString());
    }

    [Fact]
    public void Reports_gather_while_one_is_unanswered_and_then_travel_together()
    {
        var world = BotWorld.Joined(slots: 10);
        var jobs = Enumerable.Range(0, 10).Select(_ => world.Job()).ToArray();
        world.Place(jobs);
        var first = world.End(jobs[0]).Sent.Single();

        foreach (var job in jobs[1..])
        {
            Assert.Empty(world.End(job).Commands);
        }

        Assert.Equal(9, world.AnswerReports(first).Sent.Single().Items.Count);
    }

    [Fact]
    public void Enough_reports_do_not_wait_for_an_answer()
    {
        var world = BotWorld.Joined(slots: 200);
        var jobs = Enumerable.Range(0, 200).Select(_ => world.Job()).ToArray();
        world.Place(jobs);

        var sizes = jobs.SelectMany(job => world.End(job).Sent.Select(sent => sent.Items.Count)).ToArray();

        Assert.Equal([1, 64, 64, 64], sizes);
    }

    [Fact]
    public void A_message_of_reports_fits_its_bound()
    {
        var world = BotWorld.Joined(slots: 5);
        var jobs = Enumerable.Range(0, 5).Select(_ => world.Job()).ToArray();
        world.Place(jobs);
        var large = new HandlerSucceeded(JsonText.From(new string('x', 200_000)));
        var first = world.End(jobs[0]).Sent.Single();
        foreach (var job in jobs[1..])
        {
            world.End(job, large);
        }

        var second = world.AnswerReports(first).Sent.Single();
        var third = world.AnswerReports(second).Sent.Single();

        Assert.Equal((2, 2), (second.Items.Count, third.Items.Count));
    }

    [Fact]
    public void What_is_given_back_travels_alone_since_its_answer_holds_the_whole_job()
    {
        var world = BotWorld.Joined(slots: 1);
        var (runs, one, other) = (world.Place(), world.Place(), world.Place());
        var sent = world.End(runs, new HandlerFailed("no", true)).Sent.First();
        world.Notify(
            [.. new[] { one, other }.Select(job => new AttemptCancelled(
                "bot-1", "session-1", new AttemptToCancel(job.Id, job.Token, "cancelled")))]);

        Assert.Single(Assert.Single(world.AnswerReports(sent).Sent).Items);
    }

    [Fact]
    public void A_report_is_sent_again_until_it_is_answered()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.End(job);

        world.Pass(TimeSpan.FromSeconds(6));

        Assert.Equal(3, world.Commands.OfType<Complete>().Count());
        Assert.All(world.Commands.OfType<Complete>(), complete => Assert.Equal(job.Token, complete.Token));
    }

    [Fact]
    public void Every_answer_is_final() => Assert.All(Enum.GetValues<ReportAnswer>(), answer =>
    {
        var world = BotWorld.Joined();
        var sent = world.End(world.Place()).Sent.Single();

        world.AnswerReports(sent, answer);

        Assert.Empty(world.Pass(TimeSpan.FromSeconds(1)).Commands);
        Assert.Empty(world.Listed());
    });

    [Fact]
    public void A_late_answer_is_an_answer()
    {
        var world = BotWorld.Joined();
        var first = world.End(world.Place()).Sent.Single();
        world.Pass(TimeSpan.FromSeconds(2.5));

        world.AnswerReports(first);

        Assert.Empty(world.Pass(TimeSpan.FromSeconds(5)).Commands.OfType<Complete>());
    }

    [Fact]
    public void A_coordinator_that_cannot_answer_is_asked_again_later()
    {
        var world = BotWorld.Joined();
        var sent = world.End(world.Place()).Sent.Single();

        world.Answer(sent.Correlation, new Refused(Rejection.CoordinatorUnavailable()));

        Assert.Single(world.Effects.OfType<Warn>());
        Assert.Empty(world.Commands);
        Assert.Single(world.Pass(TimeSpan.FromSeconds(2)).Commands.OfType<Complete>());
    }

    [Fact]
    public void Reports_wait_while_the_coordinator_is_away_and_none_is_lost()
    {
        var world = BotWorld.Joined();
        var (first, second) = (world.Job(), world.Job());
        world.Place(first, second);
        world.End(first);
        world.Signal(CoordinatorMissing.Instance);

        Assert.Empty(world.End(second).Commands);
        Assert.Equal(2, world.Pass(TimeSpan.FromSeconds(2)).Sent.Single(sent => sent.Items[0] is Complete).Items.Count);
    }

    [Fact]
    public void A_new_coordinator_gets_at_once_what_the_old_one_did_not_answer()
    {
        var world = BotWorld.Joined();
        var job = world.Place();
        world.End(job);
        world.Signal(CoordinatorMissing.Instance);
        world.Epoch = 20;

        world.Answer(0, new HeartbeatAnswered(false, [], []));

        Assert.Equal(job.Token, world.Command<Complete>().Token);
    }

    [Fact]
    public void An_answer_of_an_earlier_coordinator_does_not_count()
    {
        var world = BotWorld.Joined();
        var sent = world.End(world.Place()).Sent.Single();
        world.Epoch = 20;
        world.Answer(0, new HeartbeatAnswered(false, [], []));
        world.Epoch = 7;

        world.AnswerReports(sent);

        Assert.Single(world.State.Attempts);
    }

    [Fact]
    public void A_result_over_the_bound_never_leaves_the_bot()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        world.End(job, new HandlerSucceeded(JsonText.From(new string('x', Limits.MaxResultBytes))));

        var fail = world.Command<Fail>();
        Assert.False(fail.Retryable);
        Assert.Equal("result_too_large: the result has 262146 bytes, and at most 262144 are kept.", fail.Error);
    }

    [Fact]
    public void An_errors_text_is_cut_and_says_so()
    {
        var world = BotWorld.Joined();
        var job = world.Place();

        var fail = world.End(job, new HandlerFailed(new string('ü', 20_000), true)).Command<Fail>();

        Assert.True(Encoding.UTF8.GetByteCount(fail.Error) <= Limits.MaxErrorBytes);
        Assert.EndsWith("(cut)", fail.Error);
    }
}
