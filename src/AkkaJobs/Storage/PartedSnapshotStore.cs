using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Akka.Persistence.Sql.Config;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Storage;

/// <summary>
/// The coordinator's snapshots, written in parts of a few megabytes, each in a transaction of its own: a million jobs
/// never become one block of bytes, and the journal's writes pass between the parts. The head is written last, and a
/// snapshot without one does not exist.
/// </summary>
internal sealed class PartedSnapshotStore : SnapshotStore
{
    private const int PartBytes = 4 << 20;

    private readonly DataOptions _options;
    private readonly (TimeSpan Every, long Events)? _keep;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <param name="config">
    /// The plugin's block: its <c>plugin-id</c>, under which the way to the database is set up, as the journal's is;
    /// and how far apart snapshots are that are kept for the journal's horizon, <c>keep.every</c> or
    /// <c>keep.events</c>, whichever comes first; without them none is.
    /// </param>
    public PartedSnapshotStore(Config config)
    {
        _options = Context.System.Settings.Setup.Get<MultiDataOptionsSetup>().Value
            .TryGetDataOptionsFor(config.GetString("plugin-id"), out var options)
            ? options!
            : throw new ConfigurationException("No database is set up for the snapshots of AkkaJobs.");
        _keep = config.HasPath("keep") ? (config.GetTimeSpan("keep.every"), config.GetLong("keep.events")) : null;
    }

    protected override Task<SelectedSnapshot?> LoadAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        Task.Run<SelectedSnapshot?>(() => Load(persistenceId, criteria), cancellationToken);

    protected override Task SaveAsync(
        SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken) =>
        Task.Run(() => Save(metadata, (CoordinatorSnapshot)snapshot, cancellationToken), cancellationToken);

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        DeleteAsync(
            metadata.PersistenceId,
            new SnapshotSelectionCriteria(metadata.SequenceNr, DateTime.MaxValue, metadata.SequenceNr, null),
            cancellationToken);

    protected override async Task DeleteAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await using var db = new DataConnection(_options);
        await Matching(db, persistenceId, criteria).DeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private SelectedSnapshot? Load(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        using var db = new DataConnection(_options);
        var heads = Matching(db, persistenceId, criteria)
            .Where(row => row.Part == 0).OrderByDescending(row => row.SequenceNumber).ToArray();
        foreach (var head in heads)
        {
            try
            {
                var created = new DateTime(head.Created, DateTimeKind.Utc);
                var metadata = new SnapshotMetadata(persistenceId, head.SequenceNumber, created);
                return new SelectedSnapshot(metadata, Read(db, head));
            }
            catch (InvalidDataException e)
            {
                // The journal is whole: an older snapshot, or none, gives the same state and only takes longer.
                _log.Error(e, "The snapshot at journal row {0} is passed over.", head.SequenceNumber);
            }
        }

        return null;
    }

    /// <summary>The snapshot behind a row; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static CoordinatorSnapshot? Find(DataConnection db, string persistenceId, long row) =>
        Of(db, persistenceId, row).FirstOrDefault(part => part.Part == 0) is { } head ? Read(db, head) : null;

    private static CoordinatorSnapshot Read(DataConnection db, SnapshotPartRow head)
    {
        var snapshot = JournalFormat.ReadHead(head.Bytes);
        var parts = Of(db, head.PersistenceId, head.SequenceNumber)
            .Where(row => row.Part > 0).OrderBy(row => row.Part).Select(row => row.Bytes);
        var count = 0;
        var jobs = 0;
        foreach (var part in parts)
        {
            jobs = JournalFormat.ReadPart(part, snapshot.Jobs, jobs);
            count++;
        }

        return count == head.Parts && jobs == snapshot.Jobs.Length
            ? snapshot
            : throw new InvalidDataException(
                $"It has {count} parts of {head.Parts}, with {jobs} jobs of {snapshot.Jobs.Length}.");
    }

    private void Save(SnapshotMetadata metadata, CoordinatorSnapshot snapshot, CancellationToken cancel)
    {
        using var db = new DataConnection(_options);

        // An earlier life may have left another one of this row, whole or not; its parts are cut differently.
        Of(db, metadata.PersistenceId, metadata.SequenceNr).Delete();
        var row = new SnapshotPartRow
        {
            PersistenceId = metadata.PersistenceId,
            SequenceNumber = metadata.SequenceNr,
            Created = metadata.Timestamp.Ticks,
        };
        var parts = 0;
        for (var from = 0; from < snapshot.Jobs.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            var bytes = JournalFormat.WritePart(snapshot.Jobs, from, PartBytes, out from);
            db.Insert(row with { Part = ++parts, Bytes = bytes });
        }

        db.Insert(row with
        {
            Part = 0,
            Parts = parts,
            Kept = IsToBeKept(db, metadata, snapshot.LastNumber),
            Bytes = JournalFormat.WriteHead(snapshot),
        });
        Prune(db, metadata);
    }

    /// <summary>Some stay for the journal's horizon: far enough apart in time, or in events, to be few.</summary>
    private bool IsToBeKept(DataConnection db, SnapshotMetadata metadata, long number)
    {
        if (_keep is not { } apart)
        {
            return false;
        }

        var last = Heads(db, metadata.PersistenceId).Where(row => row.Kept)
            .OrderByDescending(row => row.SequenceNumber).FirstOrDefault();
        return last is null
            || metadata.Timestamp.Ticks - last.Created >= apart.Every.Ticks
            || number - JournalFormat.ReadHead(last.Bytes).LastNumber >= apart.Events;
    }

    /// <summary>
    /// Keeps this snapshot, the whole one before it, and those kept for the journal's horizon; what was begun between
    /// them goes too.
    /// </summary>
    private static void Prune(DataConnection db, SnapshotMetadata newest)
    {
        var earlier = db.GetTable<SnapshotPartRow>().Where(
            row => row.PersistenceId == newest.PersistenceId && row.SequenceNumber < newest.SequenceNr);
        var before = earlier.Where(row => row.Part == 0).Max(row => (long?)row.SequenceNumber) ?? 0;
        var kept = Heads(db, newest.PersistenceId).Where(row => row.Kept).Select(row => row.SequenceNumber);
        earlier.Where(row => row.SequenceNumber != before && !kept.Contains(row.SequenceNumber)).Delete();
    }

    private static IQueryable<SnapshotPartRow> Heads(DataConnection db, string persistenceId) =>
        db.GetTable<SnapshotPartRow>().Where(row => row.PersistenceId == persistenceId && row.Part == 0);

    private static IQueryable<SnapshotPartRow> Of(DataConnection db, string persistenceId, long sequenceNumber) =>
        db.GetTable<SnapshotPartRow>().Where(
            row => row.PersistenceId == persistenceId && row.SequenceNumber == sequenceNumber);

    private static IQueryable<SnapshotPartRow> Matching(
        DataConnection db, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var latest = criteria.MaxTimeStamp.Ticks;
        var earliest = criteria.MinTimestamp?.Ticks ?? 0;
        return db.GetTable<SnapshotPartRow>().Where(row =>
            row.PersistenceId == persistenceId
            && row.SequenceNumber <= criteria.MaxSequenceNr
            && row.SequenceNumber >= criteria.MinSequenceNr
            && row.Created <= latest
            && row.Created >= earliest);
    }
}
