using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Testing;

/// <summary>A bot's shell round its rules; it runs the handlers that a test gave.</summary>
internal sealed class WorldBot
{
    private readonly JobsWorld _world;
    private readonly BotState _state;
    private readonly HandlerTable _handlers;
    private readonly SortedDictionary<long, WorldAttempt> _attempts = [];
    private readonly HashSet<long> _losesReport = [];
    private readonly HashSet<long> _diesAfter = [];
    private Timestamp _cutOffUntil;
    private bool _isDead;

    public WorldBot(JobsWorld world, BotIdentity me, HandlerTable handlers)
    {
        _world = world;
        _state = new BotState(me, new BotRules());
        _handlers = handlers;
        Hear(BotStarted.Instance);
        world.Every(JobsWorld.Tick, () =>
        {
            Hear(TimePassed.Instance);
            return !_isDead;
        });
    }

    public BotIdentity Me => _state.Me;

    /// <summary>In the order of their claims.</summary>
    public IEnumerable<WorldAttempt> Attempts => _attempts.Values;

    private bool IsCutOff => _world.Now < _cutOffUntil;

    /// <summary>The coordinator said something.</summary>
    public void Receive(BotSignal signal)
    {
        if (!IsCutOff)
        {
            Hear(signal);
        }
    }

    /// <summary>Takes note of handlers that have returned, or said how far they are.</summary>
    public void Collect()
    {
        foreach (var (token, attempt) in _attempts.ToArray())
        {
            if (attempt.TakeProgress() is { } progress)
            {
                Hear(new AttemptProgressed(token, progress));
            }
        }

        foreach (var (token, attempt) in _attempts.Where(pair => pair.Value.Outcome is not null).ToArray())
        {
            _attempts.Remove(token);
            if (_diesAfter.Remove(token))
            {
                Die();
                return;
            }

            var took = (long)(_world.Now - attempt.Begins).TotalMilliseconds;
            Hear(new AttemptEnded(token, attempt.Outcome!, took, _world.Chance.NextDouble()));
            attempt.Dispose();
        }
    }

    private void Hear(BotSignal signal)
    {
        if (_isDead)
        {
            return;
        }

        foreach (var effect in BotDecider.Decide(_state, signal, _world.Now))
        {
            Do(effect);
        }
    }

    private void Do(BotEffect effect)
    {
        switch (effect)
        {
            case SendCommands send when !IsCutOff:
                Send(send);
                break;
            case StartAttempt start when !_isDead:
                Begin(start.Job);
                break;
            case CancelAttempt cancel:
                if (_attempts.TryGetValue(cancel.Token, out var attempt))
                {
                    _world.Unlocked(TimeSpan.Zero, attempt.Cancel);
                }

                break;
            case EndBot:
                Die();
                break;
        }
    }

    private void Send(SendCommands send)
    {
        var isLost = send.Items.Select(item => item switch
        {
            Complete complete => complete.Token,
            Fail fail => fail.Token,
            _ => 0,
        }).Aggregate(false, (lost, token) => _losesReport.Remove(token) || lost);
        if (!isLost)
        {
            _world.Carry(this, send);
        }
    }

    private void Begin(ClaimedJob job)
    {
        var fault = _world.FaultFor(job);
        var handler = fault == JobFault.HandlerHangs ? null : _handlers[job.Operation];
        var attempt = new WorldAttempt(job, handler, _world.Now);
        _attempts.Add(job.Token, attempt);
        switch (fault)
        {
            case JobFault.BotDiesBefore:
                Die();
                return;
            case JobFault.BotDiesAfter:
                _diesAfter.Add(job.Token);
                break;
            case JobFault.ReportIsLost:
                _losesReport.Add(job.Token);
                break;
            case JobFault.BotIsCutOff:
                _cutOffUntil = _world.Now + (3 * _world.Rules.Lease);
                break;
            case JobFault.CoordinatorFailsOver:
                _world.FailOver();
                break;
        }

        _world.Unlocked(TimeSpan.Zero, attempt.Begin);
    }

    private void Die()
    {
        _isDead = true;
        foreach (var attempt in _attempts.Values)
        {
            attempt.IsDead = true;
        }

        _attempts.Clear();
        _world.Replace(this);
    }
}
