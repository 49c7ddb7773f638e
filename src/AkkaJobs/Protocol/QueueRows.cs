using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;

namespace AkkaJobs.Protocol;

/// <summary>Queues as rows of the journal's format, and back.</summary>
internal static class QueueRows
{
    public static QueuePausedRow ToRow(QueuePaused e)
    {
        var row = new QueuePausedRow { Queue = e.Queue };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    public static QueueResumedRow ToRow(QueueResumed e)
    {
        var row = new QueueResumedRow { Queue = e.Queue };
        if (e.By is { } by)
        {
            row.By = by;
        }

        if (e.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    public static QueuePaused Read(Timestamp at, QueuePausedRow row) => new(
        at, NamePool.Share(row.Queue), row.HasBy ? row.By : null, row.HasReason ? row.Reason : null);

    public static QueueResumed Read(Timestamp at, QueueResumedRow row) => new(
        at, NamePool.Share(row.Queue), row.HasBy ? row.By : null, row.HasReason ? row.Reason : null);

    public static PausedQueueRow ToRow(PausedQueue paused)
    {
        var row = new PausedQueueRow { Queue = paused.Queue, At = paused.Pause.At.Milliseconds };
        if (paused.Pause.By is { } by)
        {
            row.By = by;
        }

        if (paused.Pause.Reason is { } reason)
        {
            row.Reason = reason;
        }

        return row;
    }

    public static PausedQueue ToPaused(PausedQueueRow row) => new(
        NamePool.Share(row.Queue),
        new QueuePause(
            new Timestamp(row.At), row.HasBy ? row.By : null, row.HasReason ? row.Reason : null));
}
