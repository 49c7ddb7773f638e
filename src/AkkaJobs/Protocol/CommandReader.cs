using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Wire;
using Kind = AkkaJobs.Protocol.Wire.CommandWire.KindOneofCase;

namespace AkkaJobs.Protocol;

/// <summary>
/// Commands from the wire's format, names shared: a job stays in memory with the strings it came with.
/// </summary>
internal static class CommandReader
{
    public static CoordinatorCommand ToCommand(this CommandWire wire) => wire.KindCase switch
    {
        Kind.Enqueue => Read(wire.Enqueue),
        Kind.Complete => Read(wire.Complete),
        Kind.Fail => Read(wire.Fail),
        Kind.Release => Read(wire.Release),
        Kind.Cancel => Read(wire.Cancel),
        Kind.Retry => Read(wire.Retry),
        Kind.ActOnJob => Read(wire.ActOnJob),
        Kind.JoinBot => Read(wire.JoinBot),
        Kind.Heartbeat => Read(wire.Heartbeat),
        Kind.HeartbeatRemote => Read(wire.HeartbeatRemote),
        Kind.ClaimRemote => Read(wire.ClaimRemote),
        Kind.AbandonClaim => new AbandonClaim(wire.AbandonClaim.Bot, wire.AbandonClaim.Waiter),
        Kind.LoseBot => new LoseBot(wire.LoseBot.Bot, wire.LoseBot.Session, (Verdict)wire.LoseBot.Verdict)
        {
            ByAddress = wire.LoseBot.ByAddress,
        },
        Kind.AbandonAttempt => Read(wire.AbandonAttempt),
        Kind.DrainBot => Read(wire.DrainBot),
        Kind.PauseQueue => Read(wire.PauseQueue),
        _ => throw new InvalidDataException("It holds a command that this version does not know."),
    };

    private static Enqueue Read(EnqueueWire wire) => new(
        wire.Spec.ToSpec(), wire.HasRunAt ? new Timestamp(wire.RunAt) : null, wire.FreshId);

    private static Complete Read(CompleteWire wire) => new(
        wire.Job.ToJobId(), wire.Token, wire.Result.ToJson(), wire.HasDurationMs ? wire.DurationMs : null,
        wire.HasBot ? NamePool.Share(wire.Bot) : null);

    private static Fail Read(FailWire wire) => new(
        wire.Job.ToJobId(), wire.Token, wire.Error, wire.Retryable, wire.HasDurationMs ? wire.DurationMs : null,
        wire.HasBot ? NamePool.Share(wire.Bot) : null, wire.Jitter);

    private static Release Read(ReleaseWire wire) => new(
        wire.Job.ToJobId(), wire.HasToken ? wire.Token : null, wire.DryRun, (Verdict)wire.Verdict,
        wire.HasBy ? wire.By : null, wire.HasReason ? wire.Reason : null, wire.Exclude);

    private static Cancel Read(CancelWire wire) =>
        new(wire.Job.ToJobId(), wire.HasBy ? wire.By : null, wire.HasReason ? wire.Reason : null);

    private static Retry Read(RetryWire wire) =>
        new(wire.Job.ToJobId(), wire.HasBy ? wire.By : null, wire.HasReason ? wire.Reason : null);

    private static ActOnJob Read(ActOnJobWire wire) => new(
        wire.Job.ToJobId(), (JobAct)wire.Act, wire.HasStatus ? (JobStatus)wire.Status : null,
        wire.HasBot ? NamePool.Share(wire.Bot) : null, wire.DryRun, wire.Exclude,
        wire.HasBy ? NamePool.Share(wire.By) : null,
        wire.HasReason ? NamePool.Share(wire.Reason) : null);

    private static JoinBot Read(JoinBotWire wire) => new(
        NamePool.Share(wire.Bot), NamePool.Share(wire.Session), NamePool.Share(wire.Node), wire.Slots,
        NamePool.Share(wire.Operations));

    private static Heartbeat Read(HeartbeatWire wire) => new(
        NamePool.Share(wire.Bot), NamePool.Share(wire.Session), wire.Slots, NamePool.Share(wire.Operations),
        wire.Epoch, wire.Seen, [.. wire.Running.Select(Read)]);

    private static HeartbeatRemote Read(HeartbeatRemoteWire wire) => new(
        NamePool.Share(wire.Bot), NamePool.Share(wire.Session), wire.HasSlots ? wire.Slots : null,
        wire.Operations is null ? null : NamePool.Share(wire.Operations.Names), [.. wire.Running.Select(Read)]);

    private static ClaimRemote Read(ClaimRemoteWire wire) => new(
        NamePool.Share(wire.Bot), NamePool.Share(wire.Session), NamePool.Share(wire.Operations), wire.Max,
        new Timestamp(wire.Until), wire.HasRequest ? wire.Request : null, wire.Waiter)
    {
        WaitMs = wire.HasWaitMs ? wire.WaitMs : null,
    };

    private static AbandonAttempt Read(AbandonAttemptWire wire) =>
        new(wire.Bot, wire.Session, wire.Job.ToJobId(), wire.Token);

    private static DrainBot Read(DrainBotWire wire) =>
        new(wire.Bot, wire.Drain, wire.HasBy ? wire.By : null, wire.HasReason ? wire.Reason : null);

    private static PauseQueue Read(PauseQueueWire wire) => new(
        NamePool.Share(wire.Queue), wire.Pause, wire.HasBy ? wire.By : null, wire.HasReason ? wire.Reason : null);

    private static RunningAttempt Read(RunningWire wire) =>
        new(wire.Job.ToJobId(), wire.Token, wire.HasProgress ? wire.Progress.ToJson() : null);
}
