using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Testing;

/// <content>How it goes on.</content>
public sealed partial class JobsWorld
{
    /// <summary>The longest a job may take, in virtual time: many backoffs, and the longest delay.</summary>
    private static readonly TimeSpan Longest = Limits.MaxDelay + TimeSpan.FromDays(31);

    /// <summary>Lets time pass until a job has ended.</summary>
    /// <returns>The job as it ended.</returns>
    /// <exception cref="JobRefusedException">There is no such job.</exception>
    /// <exception cref="TimeoutException">It has not ended though no job can take longer.</exception>
    public async Task<JobView> RunAsync(JobId id)
    {
        if (!await RunAsync(Longest, coordinator => !OrThrow(coordinator, id).Status.IsOpen()).ConfigureAwait(false))
        {
            throw new TimeoutException(
                $"Job {id} is {Get(id).Status} after {Longest.TotalDays} days (seed {Seed}): "
                + string.Join("; ", History(id).Select(line => $"{line.At:T} {line.Event} {line.Reason}")));
        }

        return Get(id);
    }

    /// <summary>Lets time pass until every job has ended, those included that handlers hand over meanwhile.</summary>
    /// <exception cref="TimeoutException">Some have not ended though no job can take longer.</exception>
    public async Task RunAllAsync()
    {
        if (!await RunAsync(Longest, c => c.Jobs.All(job => !job.Status.IsOpen())).ConfigureAwait(false))
        {
            throw new TimeoutException($"Some jobs are open after {Longest.TotalDays} days (seed {Seed}).");
        }
    }

    /// <summary>Lets some time pass.</summary>
    public Task RunForAsync(TimeSpan time) => RunAsync(time, _ => false);

    /// <summary>Does something after a while, in the world's own order.</summary>
    internal void After(TimeSpan time, Action act) => Unlocked(time, () =>
    {
        lock (_lock)
        {
            act();
        }
    });

    /// <summary>The same for what calls a test's or a handler's code, which may call back from any thread.</summary>
    internal void Unlocked(TimeSpan time, Action act)
    {
        lock (_lock)
        {
            var at = Now.Milliseconds + Math.Max(0, (long)Math.Ceiling(time.TotalMilliseconds));
            _acts.Enqueue(act, (at, _order++));
        }
    }

    /// <summary>Does something again and again, until it says that it is over.</summary>
    internal void Every(TimeSpan time, Func<bool> act) => After(time, () =>
    {
        if (act())
        {
            Every(time, act);
        }
    });

    /// <summary>Takes a bot's message to the coordinator, and the answer back.</summary>
    internal void Carry(WorldBot bot, SendCommands send) => After(Way, () =>
    {
        var answer = _coordinator?.Answer(bot, send) ?? (BotSignal)CoordinatorMissing.Instance;
        After(Way, () => bot.Receive(answer));
    });

    /// <summary>Takes what the coordinator says unasked to a session.</summary>
    internal void Tell(string session, BotSignal signal) => After(Way, () =>
        _bots.Values.FirstOrDefault(bot => bot.Me.Session == session)?.Receive(signal));

    /// <summary>What befalls an attempt; null for nothing.</summary>
    internal JobFault? FaultFor(ClaimedJob job)
    {
        if (_faults.TryGetValue((job.Operation, job.Attempt), out var fault))
        {
            return fault;
        }

        return Chance.NextDouble() < Chaos ? (JobFault)Chance.Next(Enum.GetValues<JobFault>().Length) : null;
    }

    /// <summary>A bot's process has died: the coordinator hears of it soon, and another takes its place.</summary>
    internal void Replace(WorldBot bot)
    {
        After(Tick, () => _coordinator?.Decide(new LoseBot(bot.Me.Name, bot.Me.Session, Verdict.BotLost)));
        After(Rebirth, () => StartBot(bot.Me.Name));
    }

    /// <summary>The coordinator ends; what it has stored is there for the next.</summary>
    internal void FailOver()
    {
        _coordinator?.End();
        _coordinator = null;
        After(Rebirth, () => _coordinator ??= new WorldCoordinator(this, "coordinator"));
    }

    private static JobRecord OrThrow(WorldCoordinator coordinator, JobId id) =>
        coordinator.Find(id) ?? throw new JobRefusedException(Rejection.UnknownJob(id));

    private async Task<bool> RunAsync(TimeSpan longest, Func<WorldCoordinator, bool> isOver)
    {
        var until = Now + longest;
        Begin();
        while (true)
        {
            await SettleAsync().ConfigureAwait(false);
            Action act;
            lock (_lock)
            {
                if (_coordinator is { } coordinator && isOver(coordinator))
                {
                    return true;
                }

                if (!_acts.TryPeek(out _, out var next) || next.At > until.Milliseconds)
                {
                    Now = until;
                    return false;
                }

                Now = new Timestamp(Math.Max(Now.Milliseconds, next.At));
                act = _acts.Dequeue();
            }

            act();
        }
    }

    /// <summary>Waits for what handlers do outside the world, and takes note of those that have returned.</summary>
    private async Task SettleAsync()
    {
        WorldAttempt[] attempts;
        lock (_lock)
        {
            attempts = [.. _bots.Values.SelectMany(bot => bot.Attempts)];
        }

        foreach (var attempt in attempts)
        {
            await attempt.SettleAsync(RealPatience).ConfigureAwait(false);
        }

        lock (_lock)
        {
            foreach (var bot in _bots.Values.ToArray())
            {
                bot.Collect();
            }
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            if (_lives > 0)
            {
                return;
            }

            ArgumentOutOfRangeException.ThrowIfLessThan(Bots, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Bots, 100);
            ArgumentOutOfRangeException.ThrowIfLessThan(Slots, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Slots, Limits.MaxSlots);
            for (var i = 1; i <= Bots; i++)
            {
                StartBot($"bot-{i}");
            }
        }
    }

    private void StartBot(string name) => _bots[name] = new WorldBot(
        this, new BotIdentity(name, $"{name}/{++_lives}", $"node of {name}", Slots, _handlers.Operations), _handlers);
}
