using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Testing;

/// <summary>The coordinator's shell round its rules; what it decides is stored at once, and never lost.</summary>
internal sealed class WorldCoordinator
{
    private readonly JobsWorld _world;
    private readonly CoordinatorState _state;
    private bool _hasEnded;

    public WorldCoordinator(JobsWorld world, string node)
    {
        _world = world;
        _state = new CoordinatorState(world.Rules);
        foreach (var e in world.Journal)
        {
            CoordinatorFold.Apply(_state, e);
        }

        Decide(new Start(node));
        world.Every(JobsWorld.Tick, () =>
        {
            if (!_hasEnded)
            {
                Decide(new Tick());
            }

            return !_hasEnded;
        });
    }

    public JobRecord? Find(JobId id) => _state.Find(id);

    public IEnumerable<JobRecord> Jobs => _state.Jobs.Values;

    public void End() => _hasEnded = true;

    /// <summary>Decides, stores, and tells bots what follows.</summary>
    public CoordinatorReply Decide(CoordinatorCommand command)
    {
        var decision = new Decision(_state);
        var reply = CoordinatorDecider.Decide(decision, command, _world.Now);
        if (reply is TablesNeeded)
        {
            // No finished job is forgotten here, so the tables would know no other.
            var asked = (JobCommand)command with { Tables = new TableAnswer(_state.LastNumber, null) };
            reply = CoordinatorDecider.Decide(decision, asked, _world.Now);
        }

        CoordinatorDecider.Decide(decision, new Place(), _world.Now);
        _world.Journal.AddRange(decision.Events);
        foreach (var toOne in decision.Notices.GroupBy(notice => (notice.Bot, notice.Session)))
        {
            var items = toOne.ToArray();
            var ordinal = Number(toOne.Key.Bot, items.OfType<JobPlaced>().Select(placed => placed.Job));
            _world.Tell(toOne.Key.Session, new NoticesArrived(_state.Epoch, ordinal, items));
        }

        return reply;
    }

    /// <summary>Answers what a bot has sent.</summary>
    public BotSignal Answer(WorldBot bot, SendCommands send)
    {
        CoordinatorReply[] replies = [.. send.Items.Select(Decide)];
        var again = replies.OfType<HeartbeatAnswered>().SelectMany(answered => answered.Again);
        var isCounted = send.Items.Any(item => item is Heartbeat or JoinBot);
        return new RepliesArrived(
            send.Correlation, _state.Epoch, isCounted ? Number(bot.Me.Name, again) : 0, replies);
    }

    private long Number(string bot, IEnumerable<ClaimedJob> claims)
    {
        if (!_state.Bots.TryGetValue(bot, out var record))
        {
            return 0;
        }

        var ordinal = ++record.Sent;
        foreach (var claim in claims)
        {
            if (_state.Watches.TryGetValue(claim.Token, out var watch))
            {
                watch.Sent(ordinal, _world.Now);
            }
        }

        return ordinal;
    }
}
