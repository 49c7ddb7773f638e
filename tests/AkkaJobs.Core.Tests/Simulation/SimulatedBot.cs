using AkkaJobs.Bots;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>A bot's shell round the real rules; its handlers are as good as the job says.</summary>
internal sealed class SimulatedBot
{
    private readonly World _world;
    private readonly BotState _state;
    private readonly Dictionary<long, ClaimedJob> _running = [];
    private readonly Queue<BotSignal> _mailbox = new();
    private Timestamp _stillUntil;
    private bool _dead;

    public SimulatedBot(World world, BotIdentity me)
    {
        _world = world;
        _state = new BotState(me, new BotRules());
        Clock = new SimulatedClock(world);
        Hear(BotStarted.Instance);
        world.Every(0.5, () =>
        {
            Hear(TimePassed.Instance);
            return !_dead;
        });
    }

    public string Name => _state.Me.Name;

    public string Session => _state.Me.Session;

    public int Slots => _state.Me.Slots;

    public string[] Operations => _state.Me.Operations;

    public SimulatedClock Clock { get; }

    public void Hear(BotSignal signal)
    {
        _mailbox.Enqueue(signal);
        Pump();
    }

    public void Drain() => Hear(DrainAsked.Instance);

    /// <summary>The process stands still, its handlers too: what comes meanwhile is heard afterwards.</summary>
    public void StandStill(double seconds)
    {
        _stillUntil = _world.Now + TimeSpan.FromSeconds(seconds);
        _world.At(_stillUntil, Pump);
    }

    public void Die()
    {
        if (!_dead)
        {
            _world.Tell($"{Session} dies");
            _dead = true;
            _world.Cluster.Ended(this);
        }
    }

    private void Pump()
    {
        while (!_dead && _world.Now >= _stillUntil && _mailbox.TryDequeue(out var signal))
        {
            foreach (var effect in _world.Mutant.Decide(_state, signal, Clock.Now))
            {
                Do(effect);
            }

            if (_state.Running > Slots)
            {
                throw new BrokenPromiseException(Promises.Slots, $"{Name} runs {_state.Running} in {Slots} slots");
            }
        }
    }

    private void Do(BotEffect effect)
    {
        switch (effect)
        {
            case SendCommands send:
                _world.Cluster.Send(Name, send.Items, answer => Hear(Signal(send.Correlation, answer)));
                break;
            case StartAttempt start when !_dead:
                Begin(start.Job);
                break;
            case CancelAttempt cancel:
                Stop(cancel.Token);
                break;
            case EndBot end:
                _world.Witness.StuckBots += end.Reason == BotEnd.Stuck ? 1 : 0;
                Die();
                break;
        }
    }

    private static BotSignal Signal(long correlation, Answer? answer) => answer is null
        ? CoordinatorMissing.Instance
        : new RepliesArrived(correlation, answer.Epoch, answer.Ordinal, answer.Items);

    private void Begin(ClaimedJob job)
    {
        _world.Witness.Begin(job, Session);
        _running.Add(job.Token, job);
        if (Behaviour.Of(job, _world) is not { } act)
        {
            return;
        }

        _world.After(act.Seconds, () =>
        {
            if (act.Outcome is { } outcome)
            {
                End(job, outcome);
            }
            else if (_running.ContainsKey(job.Token) && !_dead)
            {
                _world.Witness.Kill(Session, job.Id);
                Die();
            }
        });
    }

    private void Stop(long token)
    {
        if (_state.Standing != BotStanding.Ended && _state.Attempts.TryGetValue(token, out var attempt))
        {
            _world.Witness.Stop(attempt, _state.Now);
        }

        if (_running.TryGetValue(token, out var job) && Behaviour.StopsAfter(job, _world) is { } seconds)
        {
            _world.After(seconds, () => End(job, HandlerStopped.Instance));
        }
    }

    private void End(ClaimedJob job, HandlerOutcome outcome)
    {
        if (_running.Remove(job.Token) && !_dead)
        {
            Hear(new AttemptEnded(job.Token, outcome, 5, _world.Between(0, 1)));
        }
    }
}
