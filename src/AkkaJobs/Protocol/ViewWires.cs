using AkkaJobs.Protocol.Wire;
using Google.Protobuf;

namespace AkkaJobs.Protocol;

/// <summary>
/// What clients see, to the wire's format and back. Times are whole milliseconds, since they come from events.
/// <see cref="JobView.Lag"/> is said by whoever reads the tables, and does not travel.
/// </summary>
internal static class ViewWires
{
    public static JobViewWire ToWire(this JobView job)
    {
        var wire = new JobViewWire
        {
            Id = job.Id.ToBytes(),
            Operation = job.Operation,
            Queue = job.Queue,
            Status = (int)job.Status,
            Args = job.Args.ToBytes(),
            Priority = job.Priority,
            Attempt = job.Attempt,
            MaxAttempts = job.MaxAttempts,
            TimeoutMs = job.TimeoutMs,
            Tags = { job.Tags },
            EnqueuedAt = job.EnqueuedAt.ToUnixTimeMilliseconds(),
        };
        SetOutcome(wire, job);
        if (job.Bot is { } bot)
        {
            wire.Bot = bot;
        }

        if (job.Progress is { } progress)
        {
            wire.Progress = progress.ToBytes();
        }

        if (job.RunAt is { } runAt)
        {
            wire.RunAt = runAt.ToUnixTimeMilliseconds();
        }

        if (job.ClaimedAt is { } claimedAt)
        {
            wire.ClaimedAt = claimedAt.ToUnixTimeMilliseconds();
        }

        return wire;
    }

    public static JobView ToView(this JobViewWire wire) => new()
    {
        Id = wire.Id.ToJobId(),
        Operation = NamePool.Share(wire.Operation),
        Queue = NamePool.Share(wire.Queue),
        Status = (JobStatus)wire.Status,
        Args = wire.Args.ToJson(),
        Result = Json(wire.HasResult, wire.Result),
        Error = wire.HasError ? wire.Error : null,
        Priority = wire.Priority,
        Attempt = wire.Attempt,
        MaxAttempts = wire.MaxAttempts,
        TimeoutMs = wire.TimeoutMs,
        Tags = NamePool.Share(wire.Tags),
        Bot = wire.HasBot ? NamePool.Share(wire.Bot) : null,
        Progress = Json(wire.HasProgress, wire.Progress),
        EnqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(wire.EnqueuedAt),
        RunAt = Time(wire.HasRunAt, wire.RunAt),
        ClaimedAt = Time(wire.HasClaimedAt, wire.ClaimedAt),
        FinishedAt = Time(wire.HasFinishedAt, wire.FinishedAt),
        DurationMs = wire.HasDurationMs ? wire.DurationMs : null,
    };

    public static BotViewWire ToWire(this BotView bot)
    {
        var wire = new BotViewWire
        {
            Name = bot.Name,
            Session = bot.Session,
            State = bot.State,
            Operations = { bot.Operations },
            Slots = bot.Slots,
            Running = bot.Running,
            Completed = bot.Completed,
            Failed = bot.Failed,
        };
        if (bot.Node is { } node)
        {
            wire.Node = node;
        }

        if (bot.LastSeenAt is { } lastSeenAt)
        {
            wire.LastSeenAt = lastSeenAt.ToUnixTimeMilliseconds();
        }

        return wire;
    }

    public static BotView ToView(this BotViewWire wire) => new()
    {
        Name = NamePool.Share(wire.Name),
        Session = NamePool.Share(wire.Session),
        Node = wire.HasNode ? NamePool.Share(wire.Node) : null,
        State = NamePool.Share(wire.State),
        Operations = NamePool.Share(wire.Operations),
        Slots = wire.Slots,
        Running = wire.Running,
        LastSeenAt = Time(wire.HasLastSeenAt, wire.LastSeenAt),
        Completed = wire.Completed,
        Failed = wire.Failed,
    };

    public static QueueViewWire ToWire(this QueueView queue)
    {
        var wire = new QueueViewWire
        {
            Name = queue.Name,
            Paused = queue.Paused,
            Scheduled = queue.Scheduled,
            Pending = queue.Pending,
            Processing = queue.Processing,
            Retrying = queue.Retrying,
        };
        if (queue.PausedAt is { } pausedAt)
        {
            wire.PausedAt = pausedAt.ToUnixTimeMilliseconds();
        }

        if (queue.PausedBy is { } by)
        {
            wire.PausedBy = by;
        }

        if (queue.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    public static QueueView ToView(this QueueViewWire wire) => new()
    {
        Name = NamePool.Share(wire.Name),
        Paused = wire.Paused,
        PausedAt = Time(wire.HasPausedAt, wire.PausedAt),
        PausedBy = wire.HasPausedBy ? wire.PausedBy : null,
        Reason = wire.HasReason ? wire.Reason : null,
        Scheduled = wire.Scheduled,
        Pending = wire.Pending,
        Processing = wire.Processing,
        Retrying = wire.Retrying,
    };

    private static void SetOutcome(JobViewWire wire, JobView job)
    {
        if (job.Result is { } result)
        {
            wire.Result = result.ToBytes();
        }

        if (job.Error is { } error)
        {
            wire.Error = error;
        }

        if (job.FinishedAt is { } finishedAt)
        {
            wire.FinishedAt = finishedAt.ToUnixTimeMilliseconds();
        }

        if (job.DurationMs is { } duration)
        {
            wire.DurationMs = duration;
        }
    }

    private static JsonText? Json(bool has, ByteString bytes) => has ? bytes.ToJson() : null;

    private static DateTimeOffset? Time(bool has, long milliseconds) =>
        has ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
