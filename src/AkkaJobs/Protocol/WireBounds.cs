using Akka.Configuration;
using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>
/// How much fits one message between nodes. Akka.Remote drops what does not fit its frame, with one line in the log, so
/// whoever sends what may be many weighs it first. A weight is never less than the bytes that the format makes of it,
/// and needs no writing: most messages stay on their node and are never written at all.
/// </summary>
internal static class WireBounds
{
    /// <summary>
    /// Bytes of a message that is cut by its weight, other than those to cluster bots, whose bound is a setting. More
    /// than two of the largest job's views.
    /// </summary>
    public const int MessageBytes = 2 << 20;

    /// <summary>What a message's own fields and Akka.Remote's envelope take at most, addresses and paths.</summary>
    public const int Envelope = 64 << 10;

    /// <summary>A job as it stands, at its largest: args, result, two errors, and the trace of its attempts.</summary>
    public const int LargestJob =
        Limits.MaxArgsBytes + Limits.MaxResultBytes + (2 * (Limits.MaxErrorBytes + (4 << 10))) + (32 << 10);

    /// <summary>Reasons why an attempt is where it is, and what a release of it would meet.</summary>
    public const int LargestRelease = 32 << 10;

    /// <summary>A queue but for its name: its counts, who paused it, and why.</summary>
    private const int LargestQueue = 128 + (3 * (Limits.MaxKeyBytes + Limits.MaxReasonBytes));

    /// <summary>A refusal: its sentence names a job, an operation, a queue or a bot.</summary>
    private const int Refusal = 1 << 10;

    private const string FrameKey = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>The smallest frame that holds every message.</summary>
    /// <param name="noticeBytes">Bytes of one message to a cluster bot.</param>
    public static long LeastFrame(int noticeBytes) => (long)Math.Max(MessageBytes, noticeBytes) + Envelope;

    /// <summary>What is wrong with the frame in force; null if it holds every message.</summary>
    /// <param name="akka">The whole configuration of the actor system.</param>
    /// <param name="noticeBytes">Bytes of one message to a cluster bot.</param>
    public static (string Key, string Problem)? FrameFault(Config akka, int noticeBytes)
    {
        var frame = akka.GetByteSize(FrameKey) ?? 0;
        var least = LeastFrame(noticeBytes);
        return frame >= least
            ? null
            : (FrameKey,
                $"must be at least {least} bytes, which a message of large jobs takes (with "
                + $"akkajobs.coordinator.notice-bytes of {noticeBytes}; a lower one may help), but is {frame}");
    }

    /// <summary>A command of a client.</summary>
    public static int Weight(CoordinatorCommand command) => 128 + command switch
    {
        Enqueue { Spec: var spec } => Weight(spec),
        Complete complete => complete.Result.Length + Weight(complete.Bot),
        Fail fail => Weight(fail.Error) + Weight(fail.Bot),
        Release release => Weight(release.By) + Weight(release.Reason),
        Cancel cancel => Weight(cancel.By) + Weight(cancel.Reason),
        Retry retry => Weight(retry.By) + Weight(retry.Reason),
        ActOnJob act => Weight(act.Bot) + Weight(act.By) + Weight(act.Reason),
        HeartbeatRemote heartbeat => Weight(heartbeat.Bot) + Weight(heartbeat.Session)
            + Weight(heartbeat.Operations ?? []) + heartbeat.Running.Sum(Weight),
        ClaimRemote claim => Weight(claim.Bot) + Weight(claim.Session) + Weight(claim.Operations)
            + Weight(claim.Request),
        DrainBot drain => Weight(drain.Bot) + Weight(drain.By) + Weight(drain.Reason),
        PauseQueue pause => Weight(pause.Queue) + Weight(pause.By) + Weight(pause.Reason),
        AbandonClaim abandon => Weight(abandon.Bot),

        // Bots alone send these, and not together with others.
        _ => MessageBytes,
    };

    /// <summary>The answer to a command of a client, at its largest.</summary>
    public static int AnswerWeight(CoordinatorCommand command) => Refusal + command switch
    {
        Release { DryRun: true } => LargestJob + LargestRelease,
        Release or Cancel or Retry => LargestJob,
        HeartbeatRemote heartbeat => 64 * heartbeat.Running.Count,
        DrainBot drain => Weight(drain.Bot),
        PauseQueue pause => LargestQueue + Weight(pause.Queue),
        _ => 0,
    };

    /// <summary>What a cluster bot is told.</summary>
    public static int Weight(CoordinatorNotice notice) =>
        64 + Weight(notice.Bot) + Weight(notice.Session) + (notice is JobPlaced placed ? Weight(placed.Job) : 64);

    /// <summary>A job on its way to a bot.</summary>
    public static int Weight(ClaimedJob job) =>
        128 + Weight(job.Operation) + job.Args.Length + Weight(job.TraceParent);

    /// <summary>A bot on a page of bots.</summary>
    public static int Weight(BotView bot) => 128 + Weight(bot.Name) + Weight(bot.Session) + Weight(bot.Node)
        + Weight(bot.State) + Weight(bot.Operations);

    /// <summary>A queue on a page of queues.</summary>
    public static int Weight(QueueView queue) =>
        128 + Weight(queue.Name) + Weight(queue.PausedBy) + Weight(queue.Reason);

    /// <summary>A job on a page of those that are thought stuck.</summary>
    public static int Weight(StuckView stuck) =>
        64 + Weight(stuck.Job) + Weight(stuck.Summary) + stuck.Reasons.Sum(Weight);

    private static int Weight(JobView job) => 192 + Weight(job.Operation) + Weight(job.Queue) + job.Args.Length
        + (job.Result?.Length ?? 0) + Weight(job.Error) + Weight(job.Tags) + Weight(job.Bot)
        + (job.Progress?.Length ?? 0);

    // Those of a held attempt; others say more, and stand in no list.
    private static int Weight(ExplainReason reason) => 160 + Weight(reason.Detail) + Weight(reason.Bot);

    private static int Weight(JobSpec spec) => 128 + Weight(spec.Operation) + Weight(spec.Queue) + spec.Args.Length
        + Weight(spec.UniqueKey) + Weight(spec.Tags) + Weight(spec.By) + Weight(spec.TraceParent);

    private static int Weight(RunningAttempt attempt) => 48 + (attempt.Progress?.Length ?? 0);

    private static int Weight(IReadOnlyList<string> names)
    {
        var sum = 0;
        foreach (var name in names)
        {
            sum += Weight(name);
        }

        return sum;
    }

    // No character of a string takes more than three bytes, and no length more than five.
    private static int Weight(string? text) => text is null ? 0 : 6 + (3 * text.Length);
}
