using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>
/// A coordinator's life made of numbers: each becomes one command, or a move of time, of the tables, or a fail-over.
/// Tables follow the journal, as far behind as it happens.
/// </summary>
internal sealed class RandomLife
{
    private static readonly CoordinatorRules Rules = new() { MaxOpenJobs = 5, MaxBots = 3 };

    private readonly CoordinatorState _tables = new(Rules);
    private readonly List<long> _tokens = [];
    private CoordinatorSnapshot? _snapshot;

    public CoordinatorState State { get; private set; } = new(Rules);

    public Timestamp Now { get; private set; } = Scene.Start;

    public List<CoordinatorEvent> Journal { get; } = [];

    /// <summary>The last command that was decided.</summary>
    public CoordinatorCommand? Last { get; private set; }

    public void Step(ulong number)
    {
        var dice = new Dice(number);
        Last = null;
        switch (dice.Next(16))
        {
            case 0:
                Now += dice.Of(0.1, 1, 1, 1.9, 7, 60).Seconds();
                Do(new Tick());
                break;
            case 1:
                FollowTables(_tables.LastNumber + dice.Next(20));
                State.Forget(_tables.LastNumber);
                break;
            case 2 when dice.OneIn(6):
                FailOver();
                break;
            case 2 or 3:
                _snapshot = dice.OneIn(4) ? CoordinatorSnapshot.Capture(State) : _snapshot;
                Do(new Place());
                break;
            case 4:
                Do(new Place());
                break;
            case 5 when dice.OneIn(4):
                TakeAndForget(dice.Of("a", "b"));
                break;
            case 5:
                TakeAndDie(dice.Of("a", "b"), dice.Next(3) + 1);
                break;
            default:
                Do(Command(dice));
                break;
        }
    }

    /// <summary>Decides a command, asking the tables when it must.</summary>
    public IReadOnlyList<CoordinatorEvent> Do(CoordinatorCommand command)
    {
        Last = command;
        var decision = new Decision(State);
        if (CoordinatorDecider.Decide(decision, command, Now) is TablesNeeded)
        {
            FollowTables(State.ForgottenUpTo);
            Last = Answered((JobCommand)command);
            Assert.IsNotType<TablesNeeded>(CoordinatorDecider.Decide(decision, Last, Now));
        }

        Journal.AddRange(decision.Events);
        _tokens.AddRange(decision.Events.OfType<JobClaimed>().Select(e => e.Token));
        Number(decision.Notices);
        return decision.Events;
    }

    /// <summary>The state as a new coordinator would find it: from the last snapshot, if there is one.</summary>
    public CoordinatorState Recovered(bool fromSnapshot)
    {
        var state = fromSnapshot && _snapshot is { } snapshot ? snapshot.Restore(Rules) : new CoordinatorState(Rules);
        foreach (var e in Journal.Skip((int)state.LastNumber))
        {
            CoordinatorFold.Apply(state, e);
        }

        return state;
    }

    /// <summary>
    /// Bots of one name that take what there is and die of it, so that losses in a row are no rarity.
    /// </summary>
    private void TakeAndDie(string bot, int times)
    {
        for (; times > 0; times--)
        {
            var session = State.Bots.GetValueOrDefault(bot)?.Session ?? "s1";
            Do(new JoinBot(bot, session, $"akka://{bot}", 3, ["x", "y"]));
            Do(new Heartbeat(bot, session, 3, ["x", "y"], 0, 0, []));
            Do(new Place());
            Do(new LoseBot(bot, session, Verdict.BotLost));
        }
    }

    /// <summary>A bot that has taken what there is, and then twice lists none of it.</summary>
    private void TakeAndForget(string bot)
    {
        var session = State.Bots.GetValueOrDefault(bot)?.Session ?? "s1";
        Do(new JoinBot(bot, session, $"akka://{bot}", 3, ["x", "y"]));
        Do(new Heartbeat(bot, session, 3, ["x", "y"], 0, 0, []));
        Do(new Place());
        for (var beats = 0; beats < 2 && State.Bots.TryGetValue(bot, out var known); beats++)
        {
            Do(new Heartbeat(bot, session, 3, ["x", "y"], State.Epoch, known.Sent, []));
        }
    }

    private void FailOver()
    {
        State = Recovered(fromSnapshot: true);
        Do(new Start("next", State.Format));
    }

    private void FollowTables(long to)
    {
        while (_tables.LastNumber < Math.Min(to, Journal.Count))
        {
            CoordinatorFold.Apply(_tables, Journal[(int)_tables.LastNumber]);
        }
    }

    private JobCommand Answered(JobCommand command)
    {
        var record = _tables.Find(command.Job) is { } job && !job.Status.IsOpen() ? job : null;
        return command with { Tables = new TableAnswer(_tables.LastNumber, record) };
    }

    private void Number(IEnumerable<CoordinatorNotice> notices)
    {
        foreach (var placed in notices.OfType<JobPlaced>())
        {
            if (State.Watches.TryGetValue(placed.Job.Token, out var watch))
            {
                watch.Sent(++State.Bots[placed.Bot].Sent, Now);
            }
        }
    }

    private CoordinatorCommand Command(Dice dice)
    {
        var kind = dice.Next(18);
        var job = dice.Next(6) + 1;
        var bot = dice.Of("a", "b");
        var known = State.Bots.GetValueOrDefault(bot);
        var session = dice.OneIn(5) || known is null ? dice.Of("s1", "s2", "s3") : known.Session;
        return kind switch
        {
            0 or 1 or 2 => Enqueue(job, dice),
            3 or 4 => new Complete(Scene.Id(job), Token(job, dice), JsonText.Parse("2"), 5, dice.Of(null, "a", "b")),
            5 => new Fail(Scene.Id(job), Token(job, dice), "broken", dice.Next(3) > 0, 5, null, dice.Next(11) / 10.0),
            6 => new Release(Scene.Id(job), dice.OneIn(2) ? Token(job, dice) : null, dice.OneIn(5),
                dice.Of(Verdict.Released, Verdict.Drained), "ops", null, dice.OneIn(3)),
            7 => new Cancel(Scene.Id(job), "ops", null),
            8 when dice.OneIn(2) => new ActOnJob(
                Scene.Id(job), dice.Of(JobAct.Release, JobAct.Cancel, JobAct.Retry),
                dice.Of([.. JobStatusExtensions.All]), dice.Of(null, null, "a"), dice.OneIn(4), dice.OneIn(3), "ops",
                "all of them"),
            8 => new Retry(Scene.Id(job), "ops", null),
            9 or 10 => new JoinBot(
                bot, session, $"akka://{bot}", dice.Next(3) + 1, dice.Of<string[]>(["x"], ["x", "y"])),
            11 or 12 or 13 => new Heartbeat(
                bot, session, known?.Slots ?? 1, known?.Operations ?? ["x"],
                State.Epoch - (dice.OneIn(3) ? 1 : 0), dice.OneIn(3) ? 0 : known?.Sent ?? 0, Running(bot, dice)),
            14 => new LoseBot(bot, session, dice.Of(Verdict.BotLost, Verdict.Drained)),
            15 => new ClaimRemote("r", dice.Of("s1", "s1", "s2"), ["x"], dice.Next(3) + 1,
                Now + dice.Of(0, 5, 60).Seconds(), dice.Of(null, "q1", "q2"), dice.Next(3)),
            16 => new HeartbeatRemote("r", dice.Of("s1", "s1", "s2"), dice.Of<int?>(null, 2), null, Running("r", dice)),
            _ => dice.Next(5) switch
            {
                0 => new AbandonClaim("r", dice.Next(3)),
                1 => new AbandonAttempt(bot, session, Scene.Id(job), Token(job, dice)),
                2 => new DrainBot(bot, dice.OneIn(2), "ops", null),
                3 => new RaiseFormat(dice.Next(9)),
                _ => new PauseQueue(dice.Of("q", "default"), dice.OneIn(4), "ops", null),
            },
        };
    }

    private Enqueue Enqueue(int job, Dice dice)
    {
        var spec = Scene.Spec(job, dice.Of("x", "x", "y")) with
        {
            Priority = dice.Next(3),
            MaxAttempts = dice.Next(3) + 1,
            TimeoutMs = dice.Of(1000L, 60_000L),
            UniqueKey = dice.Of(null, null, "k"),
            Queue = dice.Of("default", "default", "q"),
        };
        return new Enqueue(spec, dice.OneIn(4) ? Now + dice.Of(-1, 1, 5).Seconds() : null, FreshId: false);
    }

    /// <summary>The current token of the job, or any that was ever given, or one that never was.</summary>
    private long Token(int job, Dice dice)
    {
        if (dice.Next(3) > 0 && State.Find(Scene.Id(job))?.Lease is { } lease)
        {
            return lease.Token;
        }

        return _tokens.Count > 0 && dice.Next(8) > 0 ? dice.Of(_tokens) : State.LastToken + 7;
    }

    /// <summary>What a bot may say: its leases but for some, and some that ended long ago.</summary>
    private List<RunningAttempt> Running(string bot, Dice dice)
    {
        var running = new List<RunningAttempt>();
        foreach (var watch in State.Bots.GetValueOrDefault(bot)?.Leases.Values.ToArray() ?? [])
        {
            if (!dice.OneIn(3))
            {
                running.Add(Scene.Running(watch));
            }
        }

        if (_tokens.Count > 0 && dice.OneIn(4) && dice.Of(_tokens) is var token && running.All(r => r.Token != token))
        {
            running.Add(new RunningAttempt(Scene.Id(dice.Next(6) + 1), token, null));
        }

        return running;
    }
}

internal static class Durations
{
    public static TimeSpan Seconds(this double seconds) => TimeSpan.FromSeconds(seconds);

    public static TimeSpan Seconds(this int seconds) => TimeSpan.FromSeconds(seconds);
}
