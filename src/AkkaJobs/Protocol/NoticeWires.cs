using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Wire;
using Kind = AkkaJobs.Protocol.Wire.NoticeWire.KindOneofCase;

namespace AkkaJobs.Protocol;

/// <summary>
/// Notices to the wire's format and back. <see cref="ClaimSettled"/> never travels as one: it becomes the answer to the
/// claim that waited.
/// </summary>
internal static class NoticeWires
{
    public static NoticeWire ToWire(this CoordinatorNotice notice)
    {
        var wire = new NoticeWire { Bot = notice.Bot, Session = notice.Session };
        switch (notice)
        {
            case JobPlaced placed:
                wire.JobPlaced = Wire(placed.Job);
                break;
            case AttemptCancelled cancelled:
                wire.AttemptCancelled = Wire(cancelled.Attempt);
                break;
            case SessionEnded:
                wire.SessionEnded = new NothingWire();
                break;
            default:
                throw new UnreachableException($"A {notice.GetType().Name} does not travel.");
        }

        return wire;
    }

    public static CoordinatorNotice ToNotice(this NoticeWire wire)
    {
        var bot = NamePool.Share(wire.Bot);
        var session = NamePool.Share(wire.Session);
        return wire.KindCase switch
        {
            Kind.JobPlaced => new JobPlaced(bot, session, Read(wire.JobPlaced)),
            Kind.AttemptCancelled => new AttemptCancelled(bot, session, Read(wire.AttemptCancelled)),
            Kind.SessionEnded => new SessionEnded(bot, session),
            _ => throw new InvalidDataException("It holds a notice that this version does not know."),
        };
    }

    public static ClaimedJobWire Wire(ClaimedJob job)
    {
        var wire = new ClaimedJobWire
        {
            Job = job.Id.ToBytes(),
            Operation = job.Operation,
            Args = job.Args.ToBytes(),
            Attempt = job.Attempt,
            Token = job.Token,
            LeaseMs = job.LeaseMs,
            TimeoutMs = job.TimeoutMs,
        };
        if (job.TraceParent is { } trace)
        {
            wire.TraceParent = trace;
        }

        return wire;
    }

    public static ClaimedJob Read(ClaimedJobWire wire) => new(
        wire.Job.ToJobId(), NamePool.Share(wire.Operation), wire.Args.ToJson(), wire.Attempt, wire.Token, wire.LeaseMs,
        wire.TimeoutMs)
    {
        TraceParent = wire.HasTraceParent ? wire.TraceParent : null,
    };

    public static AttemptToCancelWire Wire(AttemptToCancel attempt) =>
        new() { Job = attempt.Id.ToBytes(), Token = attempt.Token, Reason = attempt.Reason };

    public static AttemptToCancel Read(AttemptToCancelWire wire) =>
        new(wire.Job.ToJobId(), wire.Token, NamePool.Share(wire.Reason));
}
