namespace AkkaJobs.Coordination;

/// <summary>What clients see of the coordinator's records.</summary>
internal static class JobViews
{
    /// <summary>The job as it stands in memory.</summary>
    /// <param name="job">The record.</param>
    /// <param name="watch">Its lease's watch, for the progress.</param>
    public static JobView ToView(this JobRecord job, LeaseWatch? watch = null) => new()
    {
        Id = job.Spec.Id,
        Operation = job.Spec.Operation,
        Queue = job.Spec.Queue,
        Status = job.Status,
        Args = job.Spec.Args,
        Result = job.Outcome?.Result,
        Error = job.Outcome is null ? job.Run?.Error : job.Outcome.Error,
        Priority = job.Spec.Priority,
        Attempt = job.Attempt,
        MaxAttempts = job.Allowed,
        TimeoutMs = job.Spec.TimeoutMs,
        Tags = job.Spec.Tags,
        Bot = job.Run?.Bot,
        Progress = watch?.Progress,
        EnqueuedAt = job.Spec.EnqueuedAt.ToDateTimeOffset(),
        RunAt = job.RunAt?.ToDateTimeOffset(),
        ClaimedAt = job.Run?.ClaimedAt?.ToDateTimeOffset(),
        FinishedAt = job.Outcome?.FinishedAt.ToDateTimeOffset(),
        DurationMs = job.Outcome?.DurationMs,
    };

    /// <summary>The bot as the coordinator sees it.</summary>
    public static BotView ToView(this BotRecord bot) => new()
    {
        Name = bot.Name,
        Session = bot.Session,
        Node = bot.Node,
        State = bot.StateWord(),
        Operations = bot.Operations,
        Slots = bot.Slots,
        Running = bot.Leases.Count,
        LastSeenAt = (bot.HeardAt ?? bot.ChangedAt).ToDateTimeOffset(),
        Completed = bot.Completed,
        Failed = bot.Failed,
    };

    /// <summary>The queue as the coordinator sees it.</summary>
    public static QueueView ToView(this QueueRecord queue) => new()
    {
        Name = queue.Name,
        Paused = queue.Pause is not null,
        PausedAt = queue.Pause?.At.ToDateTimeOffset(),
        PausedBy = queue.Pause?.By,
        Reason = queue.Pause?.Reason,
        Scheduled = queue.Counts[(int)JobStatus.Scheduled],
        Pending = queue.Counts[(int)JobStatus.Pending],
        Processing = queue.Counts[(int)JobStatus.Processing],
        Retrying = queue.Counts[(int)JobStatus.Retrying],
    };

    /// <summary>Where the bot stands, in one word.</summary>
    public static string StateWord(this BotRecord bot) => bot switch
    {
        { Lost: true } => "lost",
        { Draining: true } => "draining",
        { Leases.Count: > 0 } => "processing",
        _ => "ready",
    };
}
