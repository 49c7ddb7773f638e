using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>Who coordinates and which bots there are, and how commands find the coordinator.</summary>
internal sealed class SimulatedCluster(World world)
{
    private readonly Dictionary<string, SimulatedBot> _bots = [];
    private readonly Dictionary<string, SimulatedCoordinator> _stale = [];
    private readonly HashSet<string> _places = [];
    private readonly List<(Timestamp At, double Seconds)> _withoutVerdicts = [];
    private int _started;

    public SimulatedCoordinator? Coordinator { get; private set; }

    public SimulatedRemoteBot? Remote { get; private set; }

    public IReadOnlyCollection<SimulatedBot> Bots => _bots.Values;

    public void Begin()
    {
        StartCoordinator();
        StartBot("bot-a", 1, [Behaviour.Operation]);
        StartBot("bot-b", 2, [Behaviour.Operation, Behaviour.Rare]);
        StartBot("bot-c", 4, [Behaviour.Operation]);
        StartRemoteBot(1);
        world.Every(0.5, Watch);
    }

    /// <summary>How much of a time nobody could pass verdicts; half of it where a clock goes at half pace.</summary>
    public TimeSpan WithoutVerdicts(Timestamp from, Timestamp to) => TimeSpan.FromSeconds(
        _withoutVerdicts.Where(span => span.At >= from && span.At - to < TimeSpan.FromSeconds(0.5))
            .Sum(span => span.Seconds));

    /// <summary>Sends commands to whoever coordinates when they arrive; checks what is said to them.</summary>
    public void Send(string from, IReadOnlyList<CoordinatorCommand> items, Action<Answer?> hear)
    {
        _places.Add(from);
        world.Witness.Say(items);
        var call = new Call(from, world.Now, items, answer =>
        {
            for (var i = 0; i < answer?.Items.Count; i++)
            {
                world.Journal.Check(items[i], answer.Items[i]);
            }

            hear(answer);
        });
        var to = RouteOf(from)?.Node ?? "nobody";
        world.Listener?.Invoke($"         {from} to {to}: {string.Join("; ", items.Select(Trace.Of))}");
        world.Network.Send(from, to, () => Arrive(call), items is not [Enqueue { FreshId: true }]);
    }

    /// <summary>A message to one session's actor; a later one of the same name does not get it.</summary>
    public void Tell(
        string bot, string session, long epoch, long ordinal, IReadOnlyList<CoordinatorNotice> notices)
    {
        if (_bots.TryGetValue(bot, out var there) && there.Session == session)
        {
            there.Hear(new NoticesArrived(epoch, ordinal, notices));
        }
    }

    /// <summary>A bot's process has ended; the cluster notices sooner or later, or the lease does.</summary>
    public void Ended(SimulatedBot bot)
    {
        world.Witness.Die(bot.Session);
        if (!world.Mishap(Mishap.BotDeathUnnoticed, 0.3))
        {
            world.After(world.Between(0.1, 3), () => Coordinator?.Lose(bot.Name, bot.Session));
        }

        // Now and then so late that nobody remembers it.
        var away = world.Chance(0.1) ? world.Between(12, 25) : world.Between(0.2, 8);
        world.After(away, () => StartBot(bot.Name, bot.Slots, bot.Operations));
    }

    public void Ended(SimulatedRemoteBot bot)
    {
        world.Witness.Die(bot.Session);
        world.After(world.Between(0.2, 8), () => StartRemoteBot(bot.Number + 1));
    }

    /// <summary>
    /// Another takes over. Nobody need have told the old one, and some still find it for a while: it goes on until the
    /// journal stops it.
    /// </summary>
    public void StartCoordinator()
    {
        var old = Coordinator;
        Coordinator = new SimulatedCoordinator(world, $"node-{_started++}");
        if (old is not { Stopped: false })
        {
            return;
        }

        foreach (var place in _places.Where(_ => world.Chance(0.5)))
        {
            _stale[place] = old;
            world.After(world.Between(0.1, 10), () => _stale.Remove(place));
        }
    }

    private SimulatedCoordinator? RouteOf(string place) =>
        _stale.TryGetValue(place, out var old) && !old.Stopped ? old : Coordinator;

    private void Arrive(Call call)
    {
        if (RouteOf(call.From) is { Stopped: false } coordinator)
        {
            coordinator.Receive(call);
        }
        else if (world.Chance(0.5))
        {
            world.Network.Send("nobody", call.From, () => call.Reply(null));
        }
    }

    private void StartBot(string name, int slots, string[] operations) =>
        _bots[name] = new SimulatedBot(world, new BotIdentity(
            name, $"{name}/{_started++}", $"akka://{name}", slots, operations));

    private void StartRemoteBot(int number) => Remote = new SimulatedRemoteBot(world, number);

    private bool Watch()
    {
        if (Coordinator is not { PassesVerdicts: true } coordinator)
        {
            _withoutVerdicts.Add((world.Now, 0.5));
        }
        else if (coordinator.Clock.IsHeldBack)
        {
            _withoutVerdicts.Add((world.Now, 0.25));
        }

        if (Coordinator is { Stopped: true })
        {
            Coordinator = null;
            world.After(world.Between(0.1, world.Chaos ? 10 : 1), () =>
            {
                if (Coordinator is null)
                {
                    StartCoordinator();
                }
            });
        }

        return true;
    }
}
