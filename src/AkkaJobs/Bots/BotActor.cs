using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using AkkaJobs.Protocol;

namespace AkkaJobs.Bots;

/// <summary>
/// A bot: a shell round <see cref="BotDecider"/>. Messages become signals; effects become messages to the coordinator
/// and children that run attempts. Its session begins with the actor: one that was restarted is another bot to the
/// coordinator, which gives back what the first one ran.
/// </summary>
internal sealed class BotActor : UntypedActor, IWithTimers
{
    private readonly BotState _state;
    private readonly IActorRef _way;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly long _beganAt;
    private readonly Action<BotEnd, string> _ended;
    private readonly TimeSpan _tickEvery;
    private readonly Props _attempt;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _drainers = [];

    /// <summary>
    /// The coordinator itself, once it has been heard: the proxy may hold or lose what is sent while it looks for
    /// another. Watched; null until one is heard, and after its end.
    /// </summary>
    private IActorRef? _coordinator;

    /// <summary>Attempts whose handlers run, abandoned ones included, by token.</summary>
    private readonly Dictionary<long, (AttemptRun Run, IActorRef Child)> _running = [];

    /// <summary>
    /// Children whose attempts have ended: they take the next ones, since to make a child costs more than all else that
    /// a bot does for a small job. The last one in is the first one out. Bounded by slots and attempts that were
    /// abandoned and ended after all.
    /// </summary>
    private readonly List<IActorRef> _idle = [];

    public BotActor(
        BotSettings settings,
        HandlerTable handlers,
        IActorRef coordinator,
        TimeProvider time,
        Action<BotEnd, string> ended)
    {
        _way = coordinator;
        _time = time;
        _began = time.GetUtcNow();
        _beganAt = time.GetTimestamp();
        _ended = ended;
        _tickEvery = settings.TickEvery;
        _attempt = AttemptActor.Props(handlers, time);
        var session = Guid.CreateVersion7(_began).ToString("N");
        _state = new BotState(
            new BotIdentity(settings.Name, session, settings.Node, settings.Slots, handlers.Operations),
            settings.Rules);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// A bot only measures how long something takes. By the wall clock it would be silent while that is behind where it
    /// has been, and stop what runs when that is set ahead.
    /// </summary>
    private Timestamp Now => Timestamp.From(_began + _time.GetElapsedTime(_beganAt));

    /// <summary>How to make a bot.</summary>
    /// <param name="settings">Checked here.</param>
    /// <param name="handlers">What it runs.</param>
    /// <param name="coordinator">Where commands go; the proxy of the singleton.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">
    /// Called once, on the bot's thread, when it has ended of itself: after <see cref="Drain"/>, because a later
    /// session took its name, or because too many handlers are stuck. The host decides what becomes of the process.
    /// </param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public static Props Props(
        BotSettings settings,
        HandlerTable handlers,
        IActorRef coordinator,
        TimeProvider time,
        Action<BotEnd, string> ended)
    {
        settings.Validate();
        return Akka.Actor.Props.Create(() => new BotActor(settings, handlers, coordinator, time, ended))
            .WithDispatcher(BotSettings.Dispatcher);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new StopCrashed();

    protected override void PreStart()
    {
        ThreadPoolRoom.Ensure(_state.Me.Slots);
        Timers.StartPeriodicTimer("moment", Moment.Instance, _tickEvery);
        Decide(BotStarted.Instance);
    }

    protected override void PostStop()
    {
        foreach (var drainer in _drainers)
        {
            drainer.Tell(Drained.Instance, Self);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AttemptRun { Ended: { } ended }:
                FreeChild(ended.Token);
                Decide(ended);
                break;
            case Replies replies:
                Decide(new RepliesArrived(replies.Correlation, replies.Epoch, replies.Ordinal, replies.Items));
                Attach(replies.Epoch);
                break;
            case Notices notices:
                Decide(new NoticesArrived(notices.Epoch, notices.Ordinal, notices.Items));
                Attach(notices.Epoch);
                break;
            case Terminated gone when gone.ActorRef.Equals(_coordinator):
                _coordinator = null;
                break;
            case CoordinatorAway:
                Detach();
                Decide(CoordinatorMissing.Instance);
                break;
            case Moment:
                FetchProgress();
                Decide(TimePassed.Instance);
                break;
            case AttemptCrashed crashed:
                Lose(crashed);
                break;
            case Drain:
                _drainers.Add(Sender);
                Decide(DrainAsked.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Attach(long epoch)
    {
        if (epoch == _state.Epoch && !Sender.IsNobody() && !Sender.Equals(_coordinator))
        {
            Detach();
            _coordinator = Context.Watch(Sender);
        }
    }

    private void Detach()
    {
        if (_coordinator is not null)
        {
            Context.Unwatch(_coordinator);
            _coordinator = null;
        }
    }

    private void Decide(BotSignal signal)
    {
        foreach (var effect in BotDecider.Decide(_state, signal, Now))
        {
            Do(effect);
        }
    }

    private void Do(BotEffect effect)
    {
        switch (effect)
        {
            case StartAttempt start:
                StartChild(start.Job);
                break;
            case SendCommands send:
                (_coordinator ?? _way).Tell(new Commands(send.Correlation, send.Items), Self);
                break;
            case CancelAttempt cancel:
                if (_running.TryGetValue(cancel.Token, out var running))
                {
                    running.Child.Tell(StopAttempt.Instance, Self);
                }

                break;
            case Warn warn:
                _log.Warning("{0}", warn.Text);
                break;
            case EndBot end:
                End(end);
                break;
            default:
                throw new UnreachableException($"No act for {effect.GetType().Name}.");
        }
    }

    private void StartChild(ClaimedJob job)
    {
        var run = new AttemptRun(job);
        var child = TakeIdle() ?? Context.ActorOf(_attempt);
        _running.Add(job.Token, (run, child));
        child.Tell(run, Self);
    }

    private IActorRef? TakeIdle()
    {
        if (_idle.Count == 0)
        {
            return null;
        }

        var child = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return child;
    }

    private void FreeChild(long token)
    {
        if (_running.Remove(token, out var running))
        {
            _idle.Add(running.Child);
        }
    }

    private void FetchProgress()
    {
        List<AttemptProgressed>? progressed = null;
        foreach (var (token, running) in _running)
        {
            if (running.Run.TakeProgress() is { } progress)
            {
                (progressed ??= []).Add(new AttemptProgressed(token, progress));
            }
        }

        progressed?.ForEach(Decide);
    }

    private void Lose(AttemptCrashed crashed)
    {
        _idle.Remove(crashed.Child);
        foreach (var (token, running) in _running)
        {
            if (running.Child.Equals(crashed.Child))
            {
                _running.Remove(token);
                Decide(new AttemptEnded(
                    token, new HandlerFailed(HandlerErrors.Describe(crashed.Cause), Retryable: true), 0, 0.5));
                return;
            }
        }
    }

    private void End(EndBot end)
    {
        if (end.Reason == BotEnd.Drained)
        {
            _log.Info("{0}", end.Text);
        }
        else
        {
            _log.Error("{0}", end.Text);
        }

        Context.Stop(Self);
        _ended(end.Reason, end.Text);
    }

    /// <summary>A child that fails is stopped, and the bot hears of it without having to watch every child.</summary>
    private sealed class StopCrashed() : OneForOneStrategy(_ => Directive.Stop)
    {
        public override void ProcessFailure(
            IActorContext context,
            bool restart,
            IActorRef child,
            Exception cause,
            ChildRestartStats stats,
            IReadOnlyCollection<ChildRestartStats> children)
        {
            base.ProcessFailure(context, restart, child, cause, stats, children);
            context.Self.Tell(new AttemptCrashed(child, cause), child);
        }
    }
}
