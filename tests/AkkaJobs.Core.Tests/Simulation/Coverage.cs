using System.Globalization;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What came about in many worlds. Worlds in which nothing goes wrong would prove nothing.</summary>
internal sealed class Coverage
{
    /// <summary>Fewer than this many worlds need not show everything.</summary>
    private const int Enough = 1000;

    private readonly SortedDictionary<string, long> _counts = [];
    private int _worlds;

    public void Add(World world)
    {
        _worlds++;
        foreach (var mishap in Mishaps.All)
        {
            Count($"mishap {mishap}", world.Happened(mishap));
        }

        foreach (var e in world.Journal.Events)
        {
            Count($"event {e.GetType().Name}", 1);
            switch (e)
            {
                case JobReleased released:
                    Count($"released {released.Verdict.Word()}", 1);
                    break;
                case JobFailed { Verdict: { } verdict }:
                    Count($"failed {verdict.Word()}", 1);
                    break;
                case BotLeft left:
                    Count($"left {left.Verdict.Word()}", 1);
                    break;
            }
        }

        Count("attempts begun", world.Witness.Begun);
        Count("bots that ended as stuck", world.Witness.StuckBots);
        Count("enqueues refused by their unique key", world.Client.Refused);
        Count("snapshots saved whole", world.Snapshots.Whole);
    }

    /// <summary>What should have come about at least once in a hundred worlds, and has not.</summary>
    public IEnumerable<string> TooRare() => _worlds < Enough
        ? []
        : Expected().Where(name => _counts.GetValueOrDefault(name) < _worlds / 100)
            .Select(name => $"{name}: {_counts.GetValueOrDefault(name)} in {_worlds} worlds");

    public override string ToString() => string.Join('\n',
        _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}: {c.Value:N0}"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{_worlds:N0} worlds")));

    private static IEnumerable<string> Expected() =>
    [
        .. Mishaps.All.Select(mishap => $"mishap {mishap}"),
        .. typeof(CoordinatorEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CoordinatorEvent)) && !type.IsAbstract)

            // Only a repair of the journal writes it.
            .Where(type => type != typeof(TokensRaised))
            .Select(type => $"event {type.Name}"),
        .. Enum.GetValues<Verdict>().Select(verdict => $"released {verdict.Word()}"),
        "failed bot-lost", "failed lease-expired", "failed timed-out", "failed report-lost",
        "left bot-lost", "left lease-expired", "left drained",
        "bots that ended as stuck", "enqueues refused by their unique key", "snapshots saved whole",
    ];

    private void Count(string name, long times) => _counts[name] = _counts.GetValueOrDefault(name) + times;
}
