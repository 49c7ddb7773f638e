using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Wire;
using Kind = AkkaJobs.Protocol.Wire.ReplyWire.KindOneofCase;

namespace AkkaJobs.Protocol;

/// <summary>
/// Replies to the wire's format and back. <see cref="TablesNeeded"/> never travels: the coordinator asks them itself.
/// </summary>
internal static class ReplyWires
{
    public static ReplyWire ToWire(this CoordinatorReply reply) => reply switch
    {
        Refused refused => new ReplyWire { Refused = Wire(refused.Rejection) },
        Noted => new ReplyWire { Noted = new NothingWire() },
        Enqueued enqueued => new ReplyWire
        {
            Enqueued = new EnqueuedWire { Job = enqueued.Job.ToBytes(), Duplicate = enqueued.Duplicate },
        },
        JobStands stands => new ReplyWire { JobStands = stands.Record.ToRow() },
        ReleaseTried tried => new ReplyWire
        {
            ReleaseTried = new ReleaseTriedWire { Record = tried.Record.ToRow(), Release = tried.Release.ToWire() },
        },
        ReportAnswered answered => new ReplyWire { ReportAnswered = (int)answered.Answer },
        BotStands stands => new ReplyWire { BotStands = stands.Bot },
        Acted acted => new ReplyWire { Acted = (int)acted.Then },
        QueueStands stands => new ReplyWire { QueueStands = stands.Queue.ToWire() },
        HeartbeatAnswered answered => new ReplyWire { HeartbeatAnswered = Wire(answered) },
        ClaimAnswered answered => new ReplyWire { ClaimAnswered = Wire(answered) },
        _ => throw new UnreachableException($"A {reply.GetType().Name} does not travel."),
    };

    public static CoordinatorReply ToReply(this ReplyWire wire) => wire.KindCase switch
    {
        Kind.Refused => new Refused(Read(wire.Refused)),
        Kind.Noted => Noted.Instance,
        Kind.Enqueued => new Enqueued(wire.Enqueued.Job.ToJobId(), wire.Enqueued.Duplicate),
        Kind.JobStands => new JobStands(wire.JobStands.ToRecord()),
        Kind.ReleaseTried => new ReleaseTried(
            wire.ReleaseTried.Record.ToRecord(), wire.ReleaseTried.Release.ToView()),
        Kind.ReportAnswered => new ReportAnswered((ReportAnswer)wire.ReportAnswered),
        Kind.BotStands => new BotStands(NamePool.Share(wire.BotStands)),
        Kind.Acted => new Acted((JobStatus)wire.Acted),
        Kind.QueueStands => new QueueStands(wire.QueueStands.ToView()),
        Kind.HeartbeatAnswered => Read(wire.HeartbeatAnswered),
        Kind.ClaimAnswered => new ClaimAnswered(
            wire.ClaimAnswered.Waits ? null : [.. wire.ClaimAnswered.Jobs.Select(NoticeWires.Read)]),
        _ => throw new InvalidDataException("It holds a reply that this version does not know."),
    };

    private static RejectionWire Wire(Rejection rejection)
    {
        var wire = new RejectionWire { Code = (int)rejection.Code, Detail = rejection.Detail };
        if (rejection.Path is { } path)
        {
            wire.Path = path;
        }

        if (rejection.JobId is { } job)
        {
            wire.Job = job.ToBytes();
        }

        if (rejection.RetryAfter is { } retryAfter)
        {
            wire.RetryAfterMs = (long)Math.Ceiling(retryAfter.TotalMilliseconds);
        }

        return wire;
    }

    private static Rejection Read(RejectionWire wire) => new((RejectionCode)wire.Code, wire.Detail)
    {
        Path = wire.HasPath ? wire.Path : null,
        JobId = wire.HasJob ? wire.Job.ToJobId() : null,
        RetryAfter = wire.HasRetryAfterMs ? TimeSpan.FromMilliseconds(wire.RetryAfterMs) : null,
    };

    private static HeartbeatAnsweredWire Wire(HeartbeatAnswered answered) => new()
    {
        Drain = answered.Drain,
        Cancel = { answered.Cancel.Select(NoticeWires.Wire) },
        Again = { answered.Again.Select(NoticeWires.Wire) },
        Unknown = answered.Unknown,
    };

    private static HeartbeatAnswered Read(HeartbeatAnsweredWire wire) => new(
        wire.Drain, [.. wire.Cancel.Select(NoticeWires.Read)], [.. wire.Again.Select(NoticeWires.Read)], wire.Unknown);

    private static ClaimAnsweredWire Wire(ClaimAnswered answered) => answered.Jobs is { } jobs
        ? new ClaimAnsweredWire { Jobs = { jobs.Select(NoticeWires.Wire) } }
        : new ClaimAnsweredWire { Waits = true };
}
