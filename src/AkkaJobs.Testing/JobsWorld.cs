using AkkaJobs.Bots;
using AkkaJobs.Coordination;
using AkkaJobs.Followers;

namespace AkkaJobs.Testing;

/// <summary>
/// A job system in one thread and in virtual time, for tests of handlers: the rules of coordinator and bots are the
/// real ones, the handlers yours. A day passes in a moment, and the same seed gives the same life. A handler that waits
/// by <see cref="Time"/> waits in the world; whatever else it awaits takes no time there.
/// </summary>
public sealed partial class JobsWorld
{
    internal static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Rebirth = TimeSpan.FromSeconds(5);

    private readonly PriorityQueue<Action, (long At, long Order)> _acts = new();
    private readonly Dictionary<(string Operation, int Attempt), JobFault> _faults = [];
    private readonly SortedDictionary<string, WorldBot> _bots = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly HandlerTable _handlers;
    private WorldCoordinator? _coordinator;
    private long _order;
    private int _lives;

    /// <param name="handlers">What the bots run.</param>
    /// <param name="seed">Decides what is left to chance: ids, backoffs, and <see cref="Chaos"/>. Default 1.</param>
    /// <param name="services">Where handler classes come from; needed if there are any.</param>
    /// <param name="start">When the world begins. Default 2026-01-01, midnight UTC.</param>
    public JobsWorld(
        HandlerRegistry handlers, int seed = 1, IServiceProvider? services = null, DateTimeOffset? start = null)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        Seed = seed;
        Chance = new Random(seed);
        _handlers = handlers.Build(services, []);
        Now = Timestamp.From(start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Time = new VirtualTime(this);
        _coordinator = new WorldCoordinator(this, "coordinator");
    }

    /// <summary>What its chance rests on.</summary>
    public int Seed { get; }

    /// <summary>The world's clock, with timers. Give it to your handlers in place of the system's.</summary>
    public TimeProvider Time { get; }

    /// <summary>Bots, 1 to 100. Default 2; read when the world first runs.</summary>
    public int Bots { get; init; } = 2;

    /// <summary>Jobs that each bot runs at once, 1 to 1,024. Default 4; read when the world first runs.</summary>
    public int Slots { get; init; } = 4;

    /// <summary>
    /// The share of attempts, 0 to 1, that a fault of chance befalls. Default 0. A job that loses three bots in a row
    /// ends in <c>failed</c>, as it does elsewhere.
    /// </summary>
    public double Chaos { get; set; }

    /// <summary>
    /// How long, in real time, a handler is waited for that awaits neither <see cref="Time"/> nor what ends by itself.
    /// After that it is taken to wait for its cancellation, and the world goes on. Default 2 s.
    /// </summary>
    public TimeSpan RealPatience { get; init; } = TimeSpan.FromSeconds(2);

    internal Timestamp Now { get; private set; }

    internal Random Chance { get; }

    internal CoordinatorRules Rules { get; } = new();

    internal List<CoordinatorEvent> Journal { get; } = [];

    /// <summary>Hands a job over, in a test or in a handler.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="JobRefusedException">It is out of bounds, or the coordinator has just ended.</exception>
    public JobId Enqueue(JobRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            var now = Now.ToDateTimeOffset();
            if (JobRequestRules.Check(request, now) is { } rejection)
            {
                throw new JobRefusedException(rejection);
            }

            var id = request.Id ?? NewId();
            Timestamp? due = request.DueAfter(now) is { } at ? Timestamp.From(at) : null;
            Decide(new Enqueue(JobSpec.Of(request, id), due, request.Id is null));
            return id;
        }
    }

    /// <summary>Hands a job over whose args are written as JSON.</summary>
    /// <inheritdoc cref="Enqueue(JobRequest)"/>
    public JobId Enqueue<TArgs>(string operation, TArgs args) =>
        Enqueue(new JobRequest(operation, JsonText.From(args)));

    /// <summary>A job as it stands.</summary>
    /// <exception cref="JobRefusedException">There is no such job, or the coordinator has just ended.</exception>
    public JobView Get(JobId id)
    {
        lock (_lock)
        {
            return Coordinator.Find(id)?.ToView() ?? throw new JobRefusedException(Rejection.UnknownJob(id));
        }
    }

    /// <summary>What became of a job, oldest first.</summary>
    public IReadOnlyList<HistoryLine> History(JobId id)
    {
        lock (_lock)
        {
            return
            [
                .. Journal.Select((e, i) => (Number: i + 1L, Event: e as JobEvent))
                    .Where(one => one.Event?.Job == id)
                    .Select(one => HistoryEntry.Of(one.Number, one.Event!).ToLine()),
            ];
        }
    }

    /// <summary>Cancels an open job, as an operator would.</summary>
    /// <exception cref="JobRefusedException">It cannot be.</exception>
    public void Cancel(JobId id) => Operate(new Cancel(id, null, null));

    /// <summary>Takes a job from its bot, as an operator would: it runs again.</summary>
    /// <exception cref="JobRefusedException">It cannot be.</exception>
    public void Release(JobId id) => Operate(new Release(id, null, false, Verdict.Released, null, null));

    /// <summary>Lets a failed or cancelled job run again, as an operator would.</summary>
    /// <exception cref="JobRefusedException">It cannot be.</exception>
    public void Retry(JobId id) => Operate(new Retry(id, null, null));

    /// <summary>Has something befall each job of an operation in one of its attempts.</summary>
    /// <param name="fault">What.</param>
    /// <param name="operation">Of which jobs.</param>
    /// <param name="attempt">In which attempt, from 1. Default the first.</param>
    public void Inflict(JobFault fault, string operation, int attempt = 1)
    {
        lock (_lock)
        {
            _faults[(operation, attempt)] = fault;
        }
    }

    private WorldCoordinator Coordinator =>
        _coordinator ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());

    private void Operate(CoordinatorCommand command)
    {
        lock (_lock)
        {
            Decide(command);
        }
    }

    private void Decide(CoordinatorCommand command)
    {
        if (Coordinator.Decide(command) is Refused refused)
        {
            throw new JobRefusedException(refused.Rejection);
        }
    }

    private JobId NewId()
    {
        var bytes = new byte[16];
        Chance.NextBytes(bytes);
        return new JobId(new Guid(bytes));
    }
}
