using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>
/// A coordinator without an actor: its state, its clock, and the little that the shell does (it numbers what it sends).
/// After every command the invariants are checked.
/// </summary>
internal sealed class Scene(CoordinatorRules? rules = null)
{
    private int _numbered;

    public static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public CoordinatorState State { get; private set; } = new(rules ?? new CoordinatorRules());

    public Timestamp Now { get; set; } = Start;

    public List<CoordinatorEvent> Events { get; } = [];

    public List<CoordinatorNotice> Notices { get; } = [];

    /// <summary>While set, nothing that was decided is sent: the commit is on its way.</summary>
    public bool CommitInFlight { get; set; }

    public static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    public CoordinatorReply Do(CoordinatorCommand command)
    {
        var decision = new Decision(State);
        var reply = CoordinatorDecider.Decide(decision, command, Now);
        Events.AddRange(decision.Events);
        Notices.AddRange(decision.Notices);
        if (!CommitInFlight)
        {
            Send();
        }

        if (reply is HeartbeatAnswered answered && command is Heartbeat heartbeat)
        {
            Number(heartbeat.Bot, answered.Again);
        }

        Assert.Empty(Invariants.Violations(State));
        return reply;
    }

    public T Do<T>(CoordinatorCommand command) where T : CoordinatorReply => Assert.IsType<T>(Do(command));

    /// <summary>The events that an act made.</summary>
    public IReadOnlyList<CoordinatorEvent> Of(Action act)
    {
        var before = Events.Count;
        act();
        return Events[before..];
    }

    /// <summary>The command is refused, and changes nothing.</summary>
    public Rejection Refusal(CoordinatorCommand command)
    {
        CoordinatorReply reply = Noted.Instance;
        Assert.Empty(Of(() => reply = Do(command)));
        return Assert.IsType<Refused>(reply).Rejection;
    }

    /// <summary>The coordinator dies, and another takes over from the journal.</summary>
    public void FailOver(string node = "other")
    {
        var state = new CoordinatorState(State.Rules);
        foreach (var e in Events)
        {
            CoordinatorFold.Apply(state, e);
        }

        State = state;
        Do(new Start(node));
    }

    public void Send()
    {
        for (; _numbered < Notices.Count; _numbered++)
        {
            if (Notices[_numbered] is JobPlaced placed)
            {
                Number(placed.Bot, [placed.Job]);
            }
        }
    }

    private void Number(string bot, IEnumerable<ClaimedJob> claims)
    {
        if (!State.Bots.TryGetValue(bot, out var record))
        {
            return;
        }

        foreach (var claim in claims)
        {
            if (State.Watches.TryGetValue(claim.Token, out var watch))
            {
                watch.Sent(++record.Sent, Now);
            }
        }
    }

    // ---- time ----

    /// <summary>Time passes in ticks too short to raise doubt; these bots show that they are alive meanwhile.</summary>
    public void Wait(TimeSpan time, params string[] alive)
    {
        var until = Now + time;
        while (Now < until)
        {
            Now = Now + TimeSpan.FromSeconds(1) < until ? Now + TimeSpan.FromSeconds(1) : until;
            foreach (var bot in alive)
            {
                Beat(bot);
            }

            Do(new Tick());
        }
    }

    public void Wait(double seconds, params string[] alive) => Wait(TimeSpan.FromSeconds(seconds), alive);

    // ---- jobs ----

    public static JobSpec Spec(int number, string operation = "sum") => new()
    {
        Id = Id(number),
        Operation = operation,
        Queue = "default",
        Args = JsonText.Parse("""{"a":1}"""),
    };

    public JobRecord Job(int number) => State.Jobs[Id(number)];

    public JobStatus Status(int number) => Job(number).Status;

    public void Enqueue(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            Enqueue(Spec(number));
        }
    }

    public Enqueued Enqueue(JobSpec spec, Timestamp? runAt = null) =>
        Do<Enqueued>(new Enqueue(spec, runAt, FreshId: true));

    // ---- bots ----

    public void Join(string bot, int slots = 1, string session = "s1", params string[] operations)
    {
        string[] runs = operations.Length > 0 ? operations : ["sum"];
        Do<BotStands>(new JoinBot(bot, session, $"akka://{bot}", slots, runs));
        Beat(bot);
    }

    /// <summary>A heartbeat of a bot that runs all its leases and has seen all that was sent to it.</summary>
    public HeartbeatAnswered Beat(string bot) => Beat(bot, [.. State.Bots[bot].Leases.Values.Select(Running)]);

    public HeartbeatAnswered Beat(string bot, RunningAttempt[] running, long? seen = null, int? slots = null)
    {
        var known = State.Bots[bot];
        return Do<HeartbeatAnswered>(new Heartbeat(
            bot, known.Session, slots ?? known.Slots, known.Operations, State.Epoch, seen ?? known.Sent, running));
    }

    public static RunningAttempt Running(LeaseWatch watch) => new(watch.Job, watch.Token, null);

    public RunningAttempt Running(int number) => new(Id(number), Job(number).Lease!.Token, null);

    public void Place() => Do(new Place());

    /// <summary>The job in the hands of a bot that runs nothing else.</summary>
    public long Claimed(int number, string bot = "a", JobSpec? spec = null)
    {
        Enqueue(spec ?? Spec(number));
        if (!State.Bots.ContainsKey(bot))
        {
            Join(bot);
        }

        Place();
        return Token(number);
    }

    public long Token(int number) => Job(number).Lease!.Token;

    public ReportAnswer Complete(int number, long? token = null) => Do<ReportAnswered>(
        new Complete(Id(number), token ?? Token(number), JsonText.Parse("2"), 5, null)).Answer;

    public ReportAnswer Fail(int number, long? token = null, bool retryable = true, double jitter = 0.5) =>
        Do<ReportAnswered>(new Fail(Id(number), token ?? Token(number), "broken", retryable, 5, null, jitter)).Answer;

    public void Lose(string bot, Verdict verdict = Verdict.BotLost) =>
        Do(new LoseBot(bot, State.Bots[bot].Session, verdict));

    public static Release Release(int number, long? token = null, bool dryRun = false) =>
        new(Id(number), token, dryRun, Verdict.Released, "ops", "why not");
}
