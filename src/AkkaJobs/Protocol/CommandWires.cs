using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Wire;

namespace AkkaJobs.Protocol;

/// <summary>
/// Commands to the wire's format. Those that the coordinator gives itself (<see cref="Start"/>, <see
/// cref="RaiseFormat"/>, <see cref="Tick"/>, <see cref="Place"/>) never travel, nor does what the tables said of a job.
/// </summary>
internal static class CommandWires
{
    public static CommandWire ToWire(this CoordinatorCommand command) => command switch
    {
        Enqueue enqueue => new CommandWire { Enqueue = Wire(enqueue) },
        Complete complete => new CommandWire { Complete = Wire(complete) },
        Fail fail => new CommandWire { Fail = Wire(fail) },
        Release release => new CommandWire { Release = Wire(release) },
        Cancel cancel => new CommandWire { Cancel = Wire(cancel) },
        Retry retry => new CommandWire { Retry = Wire(retry) },
        ActOnJob act => new CommandWire { ActOnJob = Wire(act) },
        JoinBot join => new CommandWire { JoinBot = Wire(join) },
        Heartbeat heartbeat => new CommandWire { Heartbeat = Wire(heartbeat) },
        HeartbeatRemote heartbeat => new CommandWire { HeartbeatRemote = Wire(heartbeat) },
        ClaimRemote claim => new CommandWire { ClaimRemote = Wire(claim) },
        AbandonClaim abandon => new CommandWire
        {
            AbandonClaim = new AbandonClaimWire { Bot = abandon.Bot, Waiter = abandon.Waiter },
        },
        LoseBot lose => new CommandWire
        {
            LoseBot = new LoseBotWire
            {
                Bot = lose.Bot,
                Session = lose.Session,
                Verdict = (int)lose.Verdict,
                ByAddress = lose.ByAddress,
            },
        },
        AbandonAttempt abandon => new CommandWire { AbandonAttempt = Wire(abandon) },
        DrainBot drain => new CommandWire { DrainBot = Wire(drain) },
        PauseQueue pause => new CommandWire { PauseQueue = Wire(pause) },
        _ => throw new UnreachableException($"A {command.GetType().Name} does not travel."),
    };

    private static EnqueueWire Wire(Enqueue enqueue)
    {
        var wire = new EnqueueWire { Spec = enqueue.Spec.ToRow(), FreshId = enqueue.FreshId };
        if (enqueue.RunAt is { } runAt)
        {
            wire.RunAt = runAt.Milliseconds;
        }

        return wire;
    }

    private static CompleteWire Wire(Complete complete)
    {
        var wire = new CompleteWire
        {
            Job = complete.Id.ToBytes(),
            Token = complete.Token,
            Result = complete.Result.ToBytes(),
        };
        if (complete.DurationMs is { } duration)
        {
            wire.DurationMs = duration;
        }

        if (complete.Bot is { } bot)
        {
            wire.Bot = bot;
        }

        return wire;
    }

    private static FailWire Wire(Fail fail)
    {
        var wire = new FailWire
        {
            Job = fail.Id.ToBytes(),
            Token = fail.Token,
            Error = fail.Error,
            Retryable = fail.Retryable,
            Jitter = fail.Jitter,
        };
        if (fail.DurationMs is { } duration)
        {
            wire.DurationMs = duration;
        }

        if (fail.Bot is { } bot)
        {
            wire.Bot = bot;
        }

        return wire;
    }

    private static ReleaseWire Wire(Release release)
    {
        var wire = new ReleaseWire
        {
            Job = release.Id.ToBytes(),
            DryRun = release.DryRun,
            Verdict = (int)release.Verdict,
            Exclude = release.Exclude,
        };
        if (release.Token is { } token)
        {
            wire.Token = token;
        }

        if (release.By is { } by)
        {
            wire.By = by;
        }

        if (release.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static CancelWire Wire(Cancel cancel)
    {
        var wire = new CancelWire { Job = cancel.Id.ToBytes() };
        if (cancel.By is { } by)
        {
            wire.By = by;
        }

        if (cancel.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static RetryWire Wire(Retry retry)
    {
        var wire = new RetryWire { Job = retry.Id.ToBytes() };
        if (retry.By is { } by)
        {
            wire.By = by;
        }

        if (retry.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static ActOnJobWire Wire(ActOnJob act)
    {
        var wire = new ActOnJobWire
        {
            Job = act.Id.ToBytes(),
            Act = (int)act.Act,
            DryRun = act.DryRun,
            Exclude = act.Exclude,
        };
        if (act.Status is { } status)
        {
            wire.Status = (int)status;
        }

        if (act.Bot is { } bot)
        {
            wire.Bot = bot;
        }

        if (act.By is { } by)
        {
            wire.By = by;
        }

        if (act.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static JoinBotWire Wire(JoinBot join) => new()
    {
        Bot = join.Bot,
        Session = join.Session,
        Node = join.Node,
        Slots = join.Slots,
        Operations = { join.Operations },
    };

    private static HeartbeatWire Wire(Heartbeat heartbeat) => new()
    {
        Bot = heartbeat.Bot,
        Session = heartbeat.Session,
        Slots = heartbeat.Slots,
        Operations = { heartbeat.Operations },
        Epoch = heartbeat.Epoch,
        Seen = heartbeat.Seen,
        Running = { heartbeat.Running.Select(Wire) },
    };

    private static HeartbeatRemoteWire Wire(HeartbeatRemote heartbeat)
    {
        var wire = new HeartbeatRemoteWire
        {
            Bot = heartbeat.Bot,
            Session = heartbeat.Session,
            Running = { heartbeat.Running.Select(Wire) },
        };
        if (heartbeat.Slots is { } slots)
        {
            wire.Slots = slots;
        }

        if (heartbeat.Operations is { } operations)
        {
            wire.Operations = new NamesWire { Names = { operations } };
        }

        return wire;
    }

    private static ClaimRemoteWire Wire(ClaimRemote claim)
    {
        var wire = new ClaimRemoteWire
        {
            Bot = claim.Bot,
            Session = claim.Session,
            Operations = { claim.Operations },
            Max = claim.Max,
            Until = claim.Until.Milliseconds,
            Waiter = claim.Waiter,
        };
        if (claim.Request is { } request)
        {
            wire.Request = request;
        }

        if (claim.WaitMs is { } wait)
        {
            wire.WaitMs = wait;
        }

        return wire;
    }

    private static AbandonAttemptWire Wire(AbandonAttempt abandon) => new()
    {
        Bot = abandon.Bot,
        Session = abandon.Session,
        Job = abandon.Job.ToBytes(),
        Token = abandon.Token,
    };

    private static DrainBotWire Wire(DrainBot drain)
    {
        var wire = new DrainBotWire { Bot = drain.Bot, Drain = drain.Drain };
        if (drain.By is { } by)
        {
            wire.By = by;
        }

        if (drain.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static PauseQueueWire Wire(PauseQueue pause)
    {
        var wire = new PauseQueueWire { Queue = pause.Queue, Pause = pause.Pause };
        if (pause.By is { } by)
        {
            wire.By = by;
        }

        if (pause.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    private static RunningWire Wire(RunningAttempt running)
    {
        var wire = new RunningWire { Job = running.Id.ToBytes(), Token = running.Token };
        if (running.Progress is { } progress)
        {
            wire.Progress = progress.ToBytes();
        }

        return wire;
    }
}
