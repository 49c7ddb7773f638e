using System.Globalization;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Hosting;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Audit;

/// <summary>
/// What a repair writes, in an order that may be cut off anywhere and begun again: first the tokens, while tables and
/// lake still tell them; then the tables, in one transaction; then the lake.
/// </summary>
internal sealed class AuditRepair(
    JobsStore store, LakeFolder lake, JournalFacts journal, Action<string> did, Timestamp now)
{
    /// <summary>
    /// Tokens left out besides those that were seen. A journal that lost its end may have given some that reached
    /// neither tables nor lake; no coordinator gives a million between a claim and its row.
    /// </summary>
    private const long Margin = 1_000_000;

    /// <summary>When it is done.</summary>
    public Timestamp Now => now;

    /// <summary>
    /// Sees to it that no token is given twice, and that recovery begins with nothing that the journal has lost.
    /// </summary>
    /// <param name="token">The highest token seen anywhere.</param>
    /// <param name="hasSnapshots">Whether there are snapshots behind the journal's end.</param>
    public void Journal(long token, bool hasSnapshots)
    {
        if (hasSnapshots)
        {
            SnapshotsBeyond.Delete(store.Journal, journal.End.Row);
            did(string.Create(
                CultureInfo.InvariantCulture, $"snapshots behind journal row {journal.End.Row}: taken away"));
        }

        if (token <= journal.End.Token)
        {
            return;
        }

        var raised = new TokensRaised(Timestamp.Max(now, journal.EndAt), token + Margin);
        using var data = store.Journal.Query();
        data.Insert(new JournalRow
        {
            PersistenceId = CoordinatorSettings.PersistenceId,
            SequenceNumber = journal.End.Row + 1,
            Created = now.ToDateTimeOffset().UtcTicks,
            Message = JournalFormat.Write(new JournalCommit(journal.End.Number + 1, [raised])),
            Manifest = Formats.Manifest(store.NewReader().Format()),
            Identifier = JournalSerializer.Number,
            WriterUuid = Guid.NewGuid().ToString("N"),
        });
        did(string.Create(
            CultureInfo.InvariantCulture,
            $"journal: event {journal.End.Number + 1} raises the next token above {raised.Token}"));
    }

    /// <summary>Writes rows, offset and the exporter's row in one transaction.</summary>
    /// <param name="mend">Writes the rows.</param>
    /// <param name="offset">The tables' offset as it was compared; null when there was none.</param>
    /// <param name="plan">The exporter's row as it was compared; null when there was none.</param>
    /// <param name="mended">The exporter's row as it should be.</param>
    /// <exception cref="OffsetTakenException">One of the two has moved since: another follower is at work.</exception>
    public void Tables(
        Action<DataConnection> mend, OffsetRow? offset, DatalakePlanRow? plan, DatalakePlanRow? mended)
    {
        using var data = store.Tables.Query();
        using var transaction = data.BeginTransaction();

        // First: a follower that comes now waits here, and then finds its rows as they should be.
        if (offset is not null && Move(data, offset) == 0)
        {
            throw new OffsetTakenException(offset.Name, offset.Number);
        }

        if (plan is not null && mended is not null && Move(data, plan, mended) == 0)
        {
            throw new OffsetTakenException(plan.Name, plan.Exported);
        }

        mend(data);
        transaction.Commit();
        did(string.Create(
            CultureInfo.InvariantCulture, $"tables: as the journal says up to event {journal.Upto.Number}"));
    }

    private int Move(DataConnection data, OffsetRow from) => data.GetTable<OffsetRow>()
        .Where(row => row.Name == from.Name && row.Number == from.Number && row.JournalRow == from.JournalRow)
        .Set(row => row.Number, journal.Upto.Number)
        .Set(row => row.JournalRow, journal.Upto.Row)
        .Set(row => row.Token, journal.Upto.Token)
        .Set(row => row.UpdatedAt, now.ToString())
        .Update();

    private static int Move(DataConnection data, DatalakePlanRow from, DatalakePlanRow to) => data
        .GetTable<DatalakePlanRow>()
        .Where(row =>
            row.Name == from.Name && row.Exported == from.Exported && row.First == from.First && row.Last == from.Last)
        .Set(row => row.Exported, to.Exported)
        .Set(row => row.First, to.First)
        .Set(row => row.Last, to.Last)
        .Set(row => row.Date, to.Date)
        .Set(row => row.UpdatedAt, to.UpdatedAt)
        .Update();

    /// <summary>Brings the lake to what the journal says.</summary>
    /// <param name="verdicts">On its files.</param>
    /// <param name="finishes">What the journal says.</param>
    /// <param name="exported">The exporter's offset.</param>
    public void Lake(IEnumerable<LakeVerdict> verdicts, IEnumerable<ResultRow> finishes, long exported)
    {
        using var cursor = new Cursor<ResultRow>(finishes);
        var repair = new LakeRepair(lake, exported, cursor, did);
        foreach (var stray in lake.Entries().Where(entry => entry.File is null).ToList())
        {
            repair.Remove(stray.Path);
        }

        repair.Run(verdicts);
    }
}
