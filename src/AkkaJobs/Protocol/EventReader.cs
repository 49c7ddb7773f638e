using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;
using Kind = AkkaJobs.Protocol.Journal.EventRow.KindOneofCase;

namespace AkkaJobs.Protocol;

/// <summary>Rows of the journal's format to events, names shared.</summary>
internal static class EventReader
{
    public static CoordinatorEvent Read(EventRow row)
    {
        var at = new Timestamp(row.At);
        return row.KindCase switch
        {
            Kind.CoordinatorStarted => new CoordinatorStarted(
                at, row.CoordinatorStarted.Node,
                row.CoordinatorStarted.HasFormat ? row.CoordinatorStarted.Format : Formats.First),
            Kind.JobEnqueued => Read(at, row.JobEnqueued),
            Kind.JobDue => new JobDue(at, row.JobDue.Job.ToJobId()),
            Kind.JobClaimed => Read(at, row.JobClaimed),
            Kind.AttemptOverdue => new AttemptOverdue(
                at, row.AttemptOverdue.Job.ToJobId(), row.AttemptOverdue.Token),
            Kind.JobSucceeded => Read(at, row.JobSucceeded),
            Kind.AttemptFailed => Read(at, row.AttemptFailed),
            Kind.JobFailed => Read(at, row.JobFailed),
            Kind.JobReleased => Read(at, row.JobReleased),
            Kind.JobCancelled => Read(at, row.JobCancelled),
            Kind.JobRetried => Read(at, row.JobRetried),
            Kind.ReportRefused => Read(at, row.ReportRefused),
            Kind.AttemptAbandoned => new AttemptAbandoned(
                at, row.AttemptAbandoned.Job.ToJobId(), row.AttemptAbandoned.Token,
                NamePool.Share(row.AttemptAbandoned.Bot)),
            Kind.BotJoined => Read(at, row.BotJoined),
            Kind.BotChanged => new BotChanged(
                at, NamePool.Share(row.BotChanged.Bot), row.BotChanged.Slots,
                NamePool.Share(row.BotChanged.Operations)),
            Kind.BotLeft => new BotLeft(
                at, NamePool.Share(row.BotLeft.Bot), row.BotLeft.Session, (Verdict)row.BotLeft.Verdict),
            Kind.BotDrained => new BotDrained(
                at, row.BotDrained.Bot, row.BotDrained.HasBy ? row.BotDrained.By : null,
                row.BotDrained.HasReason ? row.BotDrained.Reason : null),
            Kind.BotResumed => new BotResumed(
                at, row.BotResumed.Bot, row.BotResumed.HasBy ? row.BotResumed.By : null,
                row.BotResumed.HasReason ? row.BotResumed.Reason : null),
            Kind.BotForgotten => new BotForgotten(at, row.BotForgotten.Bot),
            Kind.QueuePaused => QueueRows.Read(at, row.QueuePaused),
            Kind.QueueResumed => QueueRows.Read(at, row.QueueResumed),
            Kind.FormatRaised => new FormatRaised(at, row.FormatRaised.Format),
            Kind.TokensRaised => new TokensRaised(at, row.TokensRaised.Token),
            _ => throw new InvalidDataException(
                "The event is of a kind that this version does not know; a newer version wrote it."),
        };
    }

    private static JobEnqueued Read(Timestamp at, JobEnqueuedRow row) =>
        new(at, row.Spec.ToSpec(), row.HasRunAt ? new Timestamp(row.RunAt) : null);

    private static JobClaimed Read(Timestamp at, JobClaimedRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, NamePool.Share(row.Bot), NamePool.Share(row.Session),
        row.HasRequest ? row.Request : null);

    private static JobSucceeded Read(Timestamp at, JobSucceededRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, NamePool.Share(row.Bot), row.Result.ToJson(),
        row.HasDurationMs ? row.DurationMs : null);

    private static AttemptFailed Read(Timestamp at, AttemptFailedRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, NamePool.Share(row.Bot), row.Error,
        row.HasDurationMs ? row.DurationMs : null, new Timestamp(row.RetryAt));

    private static JobFailed Read(Timestamp at, JobFailedRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, NamePool.Share(row.Bot), row.Error,
        row.HasDurationMs ? row.DurationMs : null, row.HasVerdict ? (Verdict)row.Verdict : null);

    private static JobReleased Read(Timestamp at, JobReleasedRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, NamePool.Share(row.Bot), (Verdict)row.Verdict,
        row.HasBy ? row.By : null, row.HasReason ? row.Reason : null, row.Exclude);

    private static JobCancelled Read(Timestamp at, JobCancelledRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.HasToken ? row.Token : null,
        row.HasBot ? NamePool.Share(row.Bot) : null, row.HasBy ? row.By : null, row.HasReason ? row.Reason : null);

    private static JobRetried Read(Timestamp at, JobRetriedRow row) => new(
        at, row.Record.ToRecord(), row.HasBy ? row.By : null, row.HasReason ? row.Reason : null);

    private static ReportRefused Read(Timestamp at, ReportRefusedRow row) => new(
        at, row.Job.ToJobId(), row.Attempt, row.Token, row.HasBot ? NamePool.Share(row.Bot) : null,
        (ReportKind)row.Report);

    private static BotJoined Read(Timestamp at, BotJoinedRow row) => new(
        at, NamePool.Share(row.Bot), NamePool.Share(row.Session), row.HasNode ? row.Node : null, row.Slots,
        NamePool.Share(row.Operations));
}
