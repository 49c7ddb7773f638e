using AkkaJobs.Coordinator;
using AkkaJobs.Storage;
using LinqToDB;

namespace AkkaJobs.Audit;

/// <summary>
/// Snapshots that stand behind the journal's last row: recovery would begin with what the journal has lost.
/// </summary>
internal static class SnapshotsBeyond
{
    /// <summary>Their rows.</summary>
    public static IReadOnlyList<long> Of(JobsDatabase journal, long row)
    {
        using var data = journal.Query();
        return [.. Parts(data, row).Select(part => part.SequenceNumber).Distinct().OrderBy(number => number)];
    }

    /// <summary>Takes them away.</summary>
    public static void Delete(JobsDatabase journal, long row)
    {
        using var data = journal.Query();
        Parts(data, row).Delete();
    }

    private static IQueryable<SnapshotPartRow> Parts(IDataContext data, long row) => data.GetTable<SnapshotPartRow>()
        .Where(part => part.PersistenceId == CoordinatorSettings.PersistenceId && part.SequenceNumber > row);
}
