using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// A whole system in one thread: one clock that jumps from act to act, one source of chance. The same seed gives the
/// same life to the last message.
/// </summary>
internal sealed class World
{
    private readonly PriorityQueue<Action, (long At, long Order)> _acts = new();
    private readonly bool[] _possible = new bool[Mishaps.All.Count];
    private readonly int[] _happened = new int[Mishaps.All.Count];
    private readonly Random _random;
    private long _order;

    public World(int seed, SimulatedRules? mutant = null, IReadOnlyList<Mishap>? mishaps = null)
    {
        _random = new Random(seed);
        Now = Begin;
        Mutant = mutant ?? new SimulatedRules();

        // Where everything goes wrong at once, much never comes about: each world lacks some kinds.
        foreach (var mishap in mishaps ?? Mishaps.All)
        {
            _possible[(int)mishap] = mishaps is not null || Chance(0.75);
        }

        Witness = new Witness(this);
        Network = new SimulatedNetwork(this);
        Journal = new SimulatedJournal(this);
        Snapshots = new SimulatedSnapshots(this);
        Tables = new SimulatedTables(this);
        Cluster = new SimulatedCluster(this);
        Client = new SimulatedClient(this);
    }

    public Timestamp Begin { get; } = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public Timestamp Now { get; private set; }

    /// <summary>While set, mishaps happen.</summary>
    public bool Chaos { get; set; } = true;

    /// <summary>What every node reads: in the middle of the chaos the last one gets another version.</summary>
    public int Format => Now - Begin < TimeSpan.FromSeconds(30) ? 1 : 2;

    public CoordinatorRules Rules { get; } = new()
    {
        ForgetBotAfter = TimeSpan.FromSeconds(10),
        Retry = new RetryPolicy { Longest = TimeSpan.FromSeconds(20) },
    };

    public SimulatedRules Mutant { get; }

    public Witness Witness { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedJournal Journal { get; }

    public SimulatedSnapshots Snapshots { get; }

    public SimulatedTables Tables { get; }

    public SimulatedCluster Cluster { get; }

    public SimulatedClient Client { get; }

    /// <summary>Hears of every act, for a replay; null in the many runs that nobody reads.</summary>
    public Action<string>? Listener { get; init; }

    public int Happened(Mishap mishap) => _happened[(int)mishap];

    public bool Chance(double share) => _random.NextDouble() < share;

    /// <summary>Something that goes wrong with this chance, while anything does.</summary>
    public bool Mishap(Mishap mishap, double share)
    {
        if (!Chaos || !_possible[(int)mishap] || !Chance(share))
        {
            return false;
        }

        _happened[(int)mishap]++;
        Listener?.Invoke($"{Clock} mishap: {mishap}");
        return true;
    }

    public double Between(double least, double most) => least + (_random.NextDouble() * (most - least));

    public int Below(int most) => _random.Next(most);

    public T Of<T>(params IReadOnlyList<T> some) => some[Below(some.Count)];

    public void After(double seconds, Action act) => At(Now + TimeSpan.FromSeconds(seconds), act);

    public void At(Timestamp time, Action act) =>
        _acts.Enqueue(act, (Math.Max(time.Milliseconds, Now.Milliseconds), _order++));

    /// <summary>Does something again and again, until it says that it is over.</summary>
    public void Every(double seconds, Func<bool> act)
    {
        After(seconds, Again);

        void Again()
        {
            if (act())
            {
                After(seconds, Again);
            }
        }
    }

    /// <summary>Lets time pass until something holds; false if it does not by then.</summary>
    public bool Run(Timestamp until, Func<bool> holds)
    {
        while (!holds())
        {
            if (!_acts.TryPeek(out _, out var next) || next.At > until.Milliseconds)
            {
                return false;
            }

            Now = new Timestamp(next.At);
            _acts.Dequeue()();
        }

        return true;
    }

    public void Tell(string act) => Listener?.Invoke($"{Clock} {act}");

    private string Clock => $"{(Now - Begin).TotalSeconds,8:0.000}";
}
