using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Bots;

/// <summary>One bot, its clock, and what it did last.</summary>
internal sealed class BotWorld
{
    private long _lastToken = 100;

    public BotWorld(int slots = 2, BotRules? rules = null)
    {
        Rules = rules ?? new BotRules();
        State = new BotState(new BotIdentity("bot-1", "session-1", "node-1", slots, ["echo", "sum"]), Rules);
    }

    public BotRules Rules { get; }

    public BotState State { get; }

    public Timestamp Now { get; private set; } = new(1_000_000);

    public long Epoch { get; set; } = 7;

    public long Ordinal { get; set; }

    /// <summary>The effects of the last signal.</summary>
    public IReadOnlyList<BotEffect> Effects { get; private set; } = [];

    public IEnumerable<SendCommands> Sent => Effects.OfType<SendCommands>();

    public IEnumerable<CoordinatorCommand> Commands => Sent.SelectMany(sent => sent.Items);

    public long[] Started => [.. Effects.OfType<StartAttempt>().Select(start => start.Job.Token)];

    public long[] Cancelled => [.. Effects.OfType<CancelAttempt>().Select(cancel => cancel.Token)];

    /// <summary>A bot that has joined and is given work.</summary>
    public static BotWorld Joined(int slots = 2, BotRules? rules = null)
    {
        var world = new BotWorld(slots, rules);
        world.Signal(BotStarted.Instance);
        world.Answer(new BotStands("bot-1"));
        world.Answer(new HeartbeatAnswered(false, [], []));
        return world;
    }

    public BotWorld Signal(BotSignal signal)
    {
        Effects = BotDecider.Decide(State, signal, Now);
        return this;
    }

    /// <summary>Lets time pass in steps of 100 ms; the effects are those of all steps.</summary>
    public BotWorld Pass(TimeSpan time)
    {
        var effects = new List<BotEffect>();
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(100))
        {
            Now += TimeSpan.FromMilliseconds(100);
            effects.AddRange(BotDecider.Decide(State, TimePassed.Instance, Now));
        }

        Effects = effects;
        return this;
    }

    public ClaimedJob Job(string operation = "echo", long timeoutMs = 600_000)
    {
        var token = ++_lastToken;
        return new ClaimedJob(JobId.FromKey($"job-{token}"), operation, JsonText.Null, 1, token, 6000, timeoutMs);
    }

    public ClaimedJob Place(string operation = "echo", long timeoutMs = 600_000)
    {
        var job = Job(operation, timeoutMs);
        Place(job);
        return job;
    }

    public BotWorld Place(params ClaimedJob[] jobs) =>
        Notify([.. jobs.Select(job => new JobPlaced("bot-1", "session-1", job))]);

    public BotWorld Cancel(ClaimedJob job, string reason = "cancelled") => Notify(
        new AttemptCancelled("bot-1", "session-1", new AttemptToCancel(job.Id, job.Token, reason)));

    public BotWorld Notify(params CoordinatorNotice[] notices) =>
        Signal(new NoticesArrived(Epoch, ++Ordinal, notices));

    /// <summary>Answers the last message.</summary>
    public BotWorld Answer(params CoordinatorReply[] replies) => Answer(State.LastCorrelation, replies);

    public BotWorld Answer(long correlation, params CoordinatorReply[] replies) =>
        Signal(new RepliesArrived(correlation, Epoch, ++Ordinal, replies));

    /// <summary>Answers a message with a report for each of its commands.</summary>
    public BotWorld AnswerReports(SendCommands sent, ReportAnswer answer = ReportAnswer.Stored) =>
        Answer(sent.Correlation, [.. sent.Items.Select(_ => new ReportAnswered(answer))]);

    public BotWorld End(ClaimedJob job, HandlerOutcome? outcome = null) =>
        Signal(new AttemptEnded(job.Token, outcome ?? new HandlerSucceeded(JsonText.Null), 5, 0.5));

    /// <summary>The one command of a kind among the effects.</summary>
    public T Command<T>()
        where T : CoordinatorCommand => Assert.Single(Commands.OfType<T>());

    /// <summary>What the next heartbeat lists.</summary>
    public RunningAttempt[] Listed()
    {
        Pass(Rules.HeartbeatEvery);
        return [.. Commands.OfType<Heartbeat>().Last().Running];
    }
}
