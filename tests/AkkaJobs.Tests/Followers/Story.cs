using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Followers;

/// <summary>A journal as the coordinator's own rules would write it: commands in, commits out.</summary>
internal sealed class Story
{
    private static readonly Timestamp Start = Timestamp.From(DateTimeOffset.Parse(
        "2026-11-24T20:15:28.123Z", System.Globalization.CultureInfo.InvariantCulture));

    private readonly List<StoredCommit> _commits = [];

    public Story(CoordinatorRules? rules = null)
    {
        State = new CoordinatorState(rules ?? new CoordinatorRules());
        Now = Start;
        Do(new Start("node-1:4053"));
        Do(new JoinBot("bot-1", "session-1", "node-1:4053", 64, ["sum"]));
        Do(new Heartbeat("bot-1", "session-1", 64, ["sum"], 0, 0, []));
    }

    public CoordinatorState State { get; }

    /// <summary>The clock; moved by tests.</summary>
    public Timestamp Now { get; set; }

    /// <summary>Every commit so far.</summary>
    public IReadOnlyList<StoredCommit> Commits => _commits;

    public StoredCommit Last => _commits[^1];

    /// <summary>Decides commands in one commit; none is written when they decide nothing.</summary>
    public CoordinatorReply Do(params CoordinatorCommand[] commands)
    {
        var decision = new Decision(State);
        var first = State.LastNumber + 1;
        CoordinatorReply reply = Noted.Instance;
        foreach (var command in commands)
        {
            reply = CoordinatorDecider.Decide(decision, command, Now);
        }

        if (decision.Events.Count > 0)
        {
            _commits.Add(new StoredCommit(_commits.Count + 1, new JournalCommit(first, [.. decision.Events])));
        }

        return reply;
    }

    /// <summary>Adds an event as it is.</summary>
    public void Add(params CoordinatorEvent[] events)
    {
        var first = State.LastNumber + 1;
        foreach (var e in events)
        {
            CoordinatorFold.Apply(State, e);
        }

        _commits.Add(new StoredCommit(_commits.Count + 1, new JournalCommit(first, events)));
    }

    public JobId Enqueue(int a = 792, int b = 943, Action<SpecBuilder>? with = null)
    {
        var builder = new SpecBuilder();
        with?.Invoke(builder);
        var id = new JobId(Guid.CreateVersion7());
        Do(new Enqueue(
            new JobSpec
            {
                Id = id,
                Operation = builder.Operation,
                Queue = builder.Queue,
                Args = JsonText.Parse(builder.Args ?? $$"""{"a":{{a}},"b":{{b}}}"""),
                MaxAttempts = builder.MaxAttempts,
                Tags = builder.Tags,
                UniqueKey = builder.UniqueKey,
                By = "alice",
            },
            builder.RunAt,
            FreshId: true));
        return id;
    }

    /// <summary>Hands out what is pending.</summary>
    public void Place() => Do(new Place());

    public CoordinatorReply Complete(JobId job, string result = "1735") => Do(new Complete(
        job, State.Jobs[job].Lease!.Token, JsonText.Parse(result), 3, "bot-1"));

    public CoordinatorReply Fail(JobId job, string error = "no", bool retryable = true) => Do(new Fail(
        job, State.Jobs[job].Lease!.Token, error, retryable, 3, "bot-1", 0.5));

    /// <summary>From enqueue to result.</summary>
    public JobId Succeed()
    {
        var job = Enqueue();
        Place();
        Complete(job);
        return job;
    }

    public sealed class SpecBuilder
    {
        public string Operation { get; set; } = "sum";

        /// <summary>In the place of the two numbers.</summary>
        public string? Args { get; set; }

        public string Queue { get; set; } = "default";

        public int MaxAttempts { get; set; } = 5;

        public string[] Tags { get; set; } = [];

        public string? UniqueKey { get; set; }

        public Timestamp? RunAt { get; set; }
    }
}
