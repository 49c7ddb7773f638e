using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// Delivers in order between two places, as a rule; late, twice, out of order or never, while anything goes wrong; and
/// nothing at all while a place is cut off.
/// </summary>
internal sealed class SimulatedNetwork(World world)
{
    private readonly Dictionary<(string From, string To), Timestamp> _last = [];
    private readonly Dictionary<string, Timestamp> _cutOffUntil = [];

    /// <summary>Answers when it will first arrive; null if it is lost.</summary>
    /// <param name="from">A place.</param>
    /// <param name="to">Another.</param>
    /// <param name="deliver">What happens there.</param>
    /// <param name="mayRepeat">Not what is made for one use only, such as a first enqueue under a fresh id.</param>
    /// <param name="inOrder">Akka promises it from actor to actor, and the bots' rules rest on it.</param>
    public Timestamp? Send(string from, string to, Action deliver, bool mayRepeat = true, bool inOrder = false)
    {
        if (IsCutOff(from) || IsCutOff(to) || world.Mishap(Mishap.MessageLost, 0.03))
        {
            return null;
        }

        var delay = world.Mishap(Mishap.MessageDelayed, 0.05) ? world.Between(0.5, 3) : world.Between(0.001, 0.02);
        var at = world.Now + TimeSpan.FromSeconds(delay);
        if (inOrder || !world.Mishap(Mishap.MessageReordered, 0.02))
        {
            at = Timestamp.Max(at, _last.GetValueOrDefault((from, to)));
            _last[(from, to)] = at;
        }

        world.At(at, deliver);
        if (mayRepeat && world.Mishap(Mishap.MessageDuplicated, 0.02))
        {
            world.At(at + TimeSpan.FromSeconds(world.Between(0.001, 3)), deliver);
        }

        return at;
    }

    public void CutOff(string place, double seconds)
    {
        world.Tell($"{place} is cut off for {seconds:0.0} s");
        _cutOffUntil[place] = world.Now + TimeSpan.FromSeconds(seconds);
    }

    private bool IsCutOff(string place) => world.Chaos && _cutOffUntil.GetValueOrDefault(place) > world.Now;
}

/// <summary>Commands on their way to whoever coordinates.</summary>
/// <param name="From">The sender's place.</param>
/// <param name="SentAt">When they left it.</param>
/// <param name="Items">In this order.</param>
/// <param name="Reply">Takes the answers there; null from whoever answers when nobody coordinates.</param>
internal sealed record Call(
    string From, Timestamp SentAt, IReadOnlyList<CoordinatorCommand> Items, Action<Answer?> Reply);

/// <summary>The answers to a call.</summary>
internal sealed record Answer(
    long Epoch, long Ordinal, IReadOnlyList<CoordinatorReply> Items);
