using AkkaJobs.Bots;
using AkkaJobs.Coordination;
using CsCheck;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>What holds for a bot whatever is lost, repeated, crossed or cancelled.</summary>
public sealed class BotProperties
{
    private static readonly Gen<(int Slots, (int Act, int Choice)[] Steps)> Histories =
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1000]).Array[0, 150]);

    [Fact]
    public void Nothing_begins_twice_and_no_slot_is_filled_twice() => Histories.Sample(history =>
    {
        var world = new Disorder(history.Slots);
        foreach (var (act, choice) in history.Steps)
        {
            world.Act(act, choice);
            world.CheckBot();
        }
    });

    [Fact]
    public void Every_report_is_sent_until_it_is_answered() => Histories.Sample(history =>
    {
        var world = new Disorder(history.Slots);
        foreach (var (act, choice) in history.Steps)
        {
            world.Act(act, choice);
        }

        world.BringOrder();
        Assert.Empty(world.Bot.State.Attempts);
        Assert.Empty(world.Owed);
    });

    [Fact]
    public void A_bot_that_drains_ends_within_its_time_whatever_happens() => Histories.Sample(history =>
    {
        var world = new Disorder(history.Slots);
        var half = history.Steps.Length / 2;
        foreach (var (act, choice) in history.Steps[..half])
        {
            world.Act(act, choice);
        }

        var since = world.Bot.Now;
        world.Bot.Signal(DrainAsked.Instance);
        world.TakeEffects();
        foreach (var (act, choice) in history.Steps[half..])
        {
            world.Act(act, choice);
        }

        world.Pass(since + world.Bot.Rules.DrainWithin + TimeSpan.FromMilliseconds(100) - world.Bot.Now);
        Assert.Equal(BotStanding.Ended, world.Bot.State.Standing);
    });

    /// <summary>A coordinator, a network and handlers that do as they like.</summary>
    private sealed class Disorder
    {
        private readonly List<ClaimedJob> _placed = [];
        private readonly List<SendCommands> _unanswered = [];
        private readonly HashSet<long> _began = [];
        private readonly HashSet<long> _running = [];

        public Disorder(int slots)
        {
            Bot = BotWorld.Joined(slots);
        }

        public BotWorld Bot { get; }

        /// <summary>Attempts that began or were given, and of which no report has been answered.</summary>
        public HashSet<long> Owed { get; } = [];

        public void Act(int act, int choice)
        {
            switch (act)
            {
                case < 25:
                    Place(Bot.Job(choice % 10 == 0 ? "paint" : "echo", choice % 7 == 0 ? 1000 : 600_000));
                    break;
                case < 30 when _placed.Count > 0:
                    Place(_placed[choice % _placed.Count]);
                    break;
                case < 50 when _running.Count > 0:
                    End(_running.Order().ElementAt(choice % _running.Count), choice);
                    break;
                case < 60 when _placed.Count > 0:
                    Bot.Cancel(_placed[choice % _placed.Count], choice % 2 == 0 ? "cancelled" : "timed-out");
                    break;
                case < 80 when _unanswered.Count > 0:
                    Answer(_unanswered[choice % _unanswered.Count], choice);
                    break;
                case < 85 when _unanswered.Count > 0:
                    _unanswered.RemoveAt(choice % _unanswered.Count);
                    return;
                case < 87:
                    Bot.Signal(CoordinatorMissing.Instance);
                    break;
                case < 89:
                    Bot.Epoch++;
                    Bot.Ordinal = 0;
                    _unanswered.Clear();
                    return;
                default:
                    Pass(TimeSpan.FromMilliseconds(100 * (1 + (choice % 20))));
                    return;
            }

            TakeEffects();
        }

        public void Pass(TimeSpan time)
        {
            Bot.Pass(time);
            TakeEffects();
        }

        public void TakeEffects()
        {
            foreach (var effect in Bot.Effects)
            {
                switch (effect)
                {
                    case StartAttempt start:
                        Assert.True(_began.Add(start.Job.Token), $"{start.Job.Token} began twice.");
                        _running.Add(start.Job.Token);
                        break;
                    case SendCommands sent:
                        _unanswered.Add(sent);
                        break;
                }
            }
        }

        public void CheckBot()
        {
            var state = Bot.State;
            var running = state.Attempts.Values.Count(attempt => attempt.Phase == AttemptPhase.Running);
            Assert.Equal(running, state.Running);
            Assert.True(running <= state.Me.Slots, $"{running} run in {state.Me.Slots} slots.");
            Assert.True(state.Abandoned.IsSubsetOf(_running));
            Assert.Equal(state.Sent.Values.Count(sent => !sent.GivenUp), state.InFlight);
            Assert.All(state.Attempts.Values, attempt =>
            {
                Assert.Equal(attempt.Phase == AttemptPhase.Reported, attempt.Report is not null);
                Assert.Equal(attempt.IsUnsent, state.Unsent.Contains(attempt.Token));
                Assert.Equal(attempt.Phase == AttemptPhase.Held,
                    state.Held.Contains(attempt.Token) && attempt.Report is null);
            });
        }

        /// <summary>From now on handlers end, nothing is lost, and the coordinator answers.</summary>
        public void BringOrder()
        {
            for (var round = 0; round < 100 && Bot.State.Standing != BotStanding.Ended; round++)
            {
                foreach (var token in _running.ToArray())
                {
                    End(token, 1);
                    TakeEffects();
                }

                foreach (var sent in _unanswered.ToArray())
                {
                    Answer(sent, 1);
                    TakeEffects();
                }

                Pass(TimeSpan.FromMilliseconds(500));
            }

            if (Bot.State.Standing == BotStanding.Ended)
            {
                // It became stuck, and gave the rest back as it left.
                Owed.Clear();
                Bot.State.Attempts.Clear();
            }
        }

        private void Place(ClaimedJob job)
        {
            if (!_placed.Contains(job))
            {
                _placed.Add(job);
                Owed.Add(job.Token);
            }

            Bot.Place(job);
        }

        private void End(long token, int choice)
        {
            _running.Remove(token);
            Bot.Signal(new AttemptEnded(token, (choice % 4) switch
            {
                0 => HandlerStopped.Instance,
                1 => new HandlerSucceeded(JsonText.Null),
                _ => new HandlerFailed("no", choice % 2 == 0),
            }, 1, 0.5));
        }

        private void Answer(SendCommands sent, int choice)
        {
            _unanswered.Remove(sent);
            Bot.Answer(sent.Correlation, [.. sent.Items.Select(command => Decide(command, choice))]);
        }

        private CoordinatorReply Decide(CoordinatorCommand command, int choice)
        {
            if (command is JobCommand && choice % 10 == 0)
            {
                return new Refused(Rejection.CoordinatorUnavailable());
            }

            switch (command)
            {
                case JoinBot:
                    return new BotStands("bot-1");
                case Heartbeat:
                    return new HeartbeatAnswered(false, [], [], Unknown: choice % 11 == 0);
                case Complete complete:
                    Owed.Remove(complete.Token);
                    return new ReportAnswered((ReportAnswer)(1 + (choice % 3)));
                case Fail fail:
                    Owed.Remove(fail.Token);
                    return new ReportAnswered((ReportAnswer)(1 + (choice % 3)));
                case Release release:
                    Owed.Remove(release.Token!.Value);
                    return new Refused(new Rejection(RejectionCode.Superseded, "no"));
                case AbandonAttempt abandon:
                    Owed.Remove(abandon.Token);
                    return Noted.Instance;
                default:
                    return Noted.Instance;
            }
        }
    }
}
