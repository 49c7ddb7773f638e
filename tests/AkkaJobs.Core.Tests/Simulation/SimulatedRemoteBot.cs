using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// A bot in another language, behind a gateway: it asks for one job at a time and repeats the request until it has an
/// answer, sends heartbeats, and repeats its reports.
/// </summary>
internal sealed class SimulatedRemoteBot
{
    public const string Name = "remote";
    private static readonly string[] Operations = [Behaviour.Operation, Behaviour.Rare];

    private readonly World _world;
    private readonly Dictionary<long, (ClaimedJob Job, CoordinatorCommand? Report)> _held = [];
    private readonly HashSet<long> _over = [];
    private int _requests;
    private int _waiter;
    private long _epoch;
    private bool _asks;
    private bool _dead;

    public SimulatedRemoteBot(World world, int number)
    {
        _world = world;
        Number = number;
        world.Every(2, () => Act(Beat));
        world.Every(2, () => Act(Report));
        world.Every(0.5, () => Act(Ask));
    }

    public int Number { get; }

    public string Session => $"{Name}/{Number}";

    public void Die()
    {
        if (!_dead)
        {
            _world.Tell($"{Session} dies");
            _dead = true;
            _world.Cluster.Ended(this);
        }
    }

    private bool Act(Action act)
    {
        if (!_dead)
        {
            act();
        }

        return !_dead;
    }

    private void Ask()
    {
        if (!_asks && _held.Count == 0)
        {
            _requests++;
            _asks = true;
            Claim();
        }
    }

    private void Claim()
    {
        var waiter = (Number * 100_000) + ++_waiter;
        var until = _world.Now + TimeSpan.FromSeconds(_world.Of(0, 5, 20));
        var claim = new ClaimRemote(Name, Session, Operations, 2, until, $"{_requests}", waiter);
        Send(claim, reply => Hear(reply, waiter));
        var patience = (until - _world.Now).TotalSeconds + 2;
        if (_world.Mishap(Mishap.ConnectionGone, 0.05))
        {
            patience = _world.Between(0, patience);
        }

        _world.After(patience, () =>
        {
            if (_asks && _waiter == waiter % 100_000 && !_dead)
            {
                Send(new AbandonClaim(Name, waiter), _ => { });
                Claim();
            }
        });
    }

    private void Hear(CoordinatorReply reply, int waiter)
    {
        if (_waiter != waiter % 100_000 || !_asks)
        {
            // The connection it came by has gone: nobody reads it.
            return;
        }

        if (reply is Refused { Rejection.Code: RejectionCode.SessionEnded })
        {
            Die();
            return;
        }

        if (reply is not ClaimAnswered { Jobs: { } jobs })
        {
            return;
        }

        _asks = false;
        foreach (var job in jobs)
        {
            if (!_over.Contains(job.Token) && _held.TryAdd(job.Token, (job, null)))
            {
                Begin(job);
            }
        }
    }

    private void Begin(ClaimedJob job)
    {
        _world.Witness.Begin(job, Session);
        if (Behaviour.Of(job, _world) is not { } act)
        {
            return;
        }

        _world.After(act.Seconds, () =>
        {
            if (_dead || !_held.ContainsKey(job.Token))
            {
                return;
            }

            switch (act.Outcome)
            {
                case HandlerSucceeded succeeded:
                    _held[job.Token] = (job, new Complete(job.Id, job.Token, succeeded.Result, 5, Name));
                    break;
                case HandlerFailed failed:
                    _held[job.Token] = (job, new Fail(job.Id, job.Token, failed.Error, failed.Retryable, 5, Name, 0.5));
                    break;
                default:
                    _world.Witness.Kill(Session, job.Id);
                    Die();
                    break;
            }

            Report();
        });
    }

    private void Report()
    {
        foreach (var (token, held) in _held)
        {
            if (held.Report is { } report)
            {
                Send(report, reply =>
                {
                    if (reply is ReportAnswered && _held.Remove(token))
                    {
                        _over.Add(token);
                    }
                });
            }
        }
    }

    private void Beat()
    {
        RunningAttempt[] running = [.. _held.Values.Select(h => new RunningAttempt(h.Job.Id, h.Job.Token, null))];
        Send(new HeartbeatRemote(Name, Session, 2, Operations, running), reply =>
        {
            if (reply is Refused { Rejection.Code: RejectionCode.SessionEnded })
            {
                Die();
            }

            foreach (var stop in (reply as HeartbeatAnswered)?.Cancel ?? [])
            {
                if (_held.TryGetValue(stop.Token, out var held) && held.Report is null && _held.Remove(stop.Token))
                {
                    _over.Add(stop.Token);
                }
            }
        });
    }

    private void Send(CoordinatorCommand command, Action<CoordinatorReply> hear) =>
        _world.Cluster.Send(Name, [command], answer =>
        {
            // As at a node's edge: who has heard a later coordinator takes nothing from an earlier one.
            if (!_dead && answer is not null && answer.Epoch >= _epoch)
            {
                _epoch = answer.Epoch;
                hear(answer.Items[0]);
            }
        });
}
