using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Retention;

/// <summary>
/// Prunes the journal: first its horizon moves to a snapshot that is kept for this, then, a few rows at a time, what is
/// behind it goes. A snapshot holds all that the coordinator needs of the rows behind it, so a recovery and an audit
/// can begin with the one at the horizon, which stays until the horizon passes it.
/// </summary>
/// <param name="journal">Journal and snapshots.</param>
/// <param name="tables">Offsets and horizons.</param>
/// <param name="persistenceId">The coordinator's.</param>
/// <param name="options">How long what is kept.</param>
/// <param name="lake">Whether the datalake is exported: it must hold what is pruned.</param>
/// <param name="time">Tells what is old.</param>
/// <param name="atStep">Tests cut a step off here.</param>
internal sealed class JournalPruning(
    JobsDatabase journal,
    JobsDatabase tables,
    string persistenceId,
    RetentionOptions options,
    bool lake,
    TimeProvider time,
    Action<PruneStep>? atStep = null)
{
    /// <summary>Rows of one step; each holds a commit, of at most a few megabytes.</summary>
    public const int RowsAtOnce = 100;

    /// <summary>Moves the horizon to the newest kept snapshot that is old enough, or followed by enough.</summary>
    public PruneOutcome MoveHorizon()
    {
        using var data = tables.Query();
        var horizon = Horizons.Read(data, HorizonRow.Journal);
        var now = time.GetUtcNow();
        var oldest = (now - options.Journal).UtcTicks;
        if (Kept(horizon.JournalRow) is not { Count: > 0 } kept)
        {
            return PruneOutcome.Nothing;
        }

        var end = LastEvent();
        var over = kept.Where(head => head.Created < oldest || end - head.Number > options.MaxJournal).ToList();
        var (follower, at, row) = Slowest(data);
        var last = over.LastOrDefault(head => head.Row <= row && head.Number <= at);
        if (last.Row == 0)
        {
            return over.Count == 0 ? PruneOutcome.Nothing : PruneOutcome.HeldBackBy(follower, at);
        }

        if (Horizons.Move(data, horizon, last.Number, last.Row, Timestamp.From(now)))
        {
            atStep?.Invoke(PruneStep.HorizonMoved);
        }

        return PruneOutcome.Pruned;
    }

    /// <summary>Deletes what is behind the horizon: the next rows, and at last the snapshots.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool Step()
    {
        var horizon = Read();
        using var data = journal.Query();
        var behind = data.GetTable<JournalRow>()
            .Where(row => row.PersistenceId == persistenceId && row.SequenceNumber < horizon.JournalRow);
        if (behind.Min(row => (long?)row.SequenceNumber) is { } first)
        {
            behind.Where(row => row.SequenceNumber < first + RowsAtOnce).Delete();
            atStep?.Invoke(PruneStep.EventsDeleted);
            return true;
        }

        data.GetTable<SnapshotPartRow>()
            .Where(part => part.PersistenceId == persistenceId && part.SequenceNumber < horizon.JournalRow)
            .Delete();
        atStep?.Invoke(PruneStep.SnapshotsDeleted);
        return false;
    }

    private HorizonRow Read()
    {
        using var data = tables.Query();
        return Horizons.Read(data, HorizonRow.Journal);
    }

    /// <summary>The snapshots after a row that are kept to become the horizon, oldest first.</summary>
    private List<(long Row, long Number, long Created)> Kept(long after)
    {
        using var data = journal.Query();
        return [.. data.GetTable<SnapshotPartRow>()
            .Where(part => part.PersistenceId == persistenceId && part.Part == 0 && part.Kept
                && part.SequenceNumber > after)
            .OrderBy(part => part.SequenceNumber)
            .AsEnumerable()
            .Select(head => (head.SequenceNumber, JournalFormat.ReadHead(head.Bytes).LastNumber, head.Created))];
    }

    private long LastEvent() =>
        new JournalReader(journal, persistenceId, JournalFormat.Read, time).Last()?.Commit.Last ?? 0;

    /// <summary>The configured follower that is least far: nothing goes that it has not stored.</summary>
    private (string Follower, long At, long Row) Slowest(DataConnection data)
    {
        var offset = data.GetTable<OffsetRow>().FirstOrDefault(row => row.Name == TableFollower.Name);
        if (offset is null)
        {
            return (TableFollower.Name, 0, 0);
        }

        // The datalake reads results, not the journal; but what it lacks could not be made again without that.
        var exported = data.GetTable<DatalakePlanRow>().Where(row => row.Name == DatalakeFollower.Name)
            .Select(row => row.Exported).FirstOrDefault();
        var waiting = lake
            ? data.GetTable<ResultRow>().Where(row => row.Id > exported).Select(row => (long?)row.Id).Min()
            : null;
        return waiting is { } first && first <= offset.Number
            ? (DatalakeFollower.Name, first - 1, offset.JournalRow)
            : (TableFollower.Name, offset.Number, offset.JournalRow);
    }
}
