using AkkaJobs.Retention;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Audit;

/// <summary>
/// What retention has taken away, so that it can be told from what is lost: behind its status' horizon a finish is
/// gone.
/// </summary>
/// <param name="horizons">The event number up to which, by the word of the status.</param>
/// <param name="start">The event behind which the journal begins.</param>
internal sealed class PrunedRows(IReadOnlyDictionary<string, long> horizons, long start)
{
    /// <summary>As the horizons stand.</summary>
    public static PrunedRows Read(DataConnection tables, long start) => new(
        TablePruning.Statuses.Select(status => status.Word())
            .ToDictionary(word => word, word => Horizons.Read(tables, word).Number),
        start);

    /// <summary>Takes away what came back from before the start, which no journal tells of.</summary>
    public void Delete(DataConnection tables)
    {
        foreach (var (status, upTo) in horizons)
        {
            var last = Math.Min(upTo, start);
            tables.GetTable<ResultRow>().Where(row => row.Status == status && row.Id <= last).Delete();
        }
    }

    /// <summary>Whether a finish is gone from the tables.</summary>
    public bool IsGone(long number, string status) => horizons.TryGetValue(status, out var upTo) && number <= upTo;

    /// <summary>
    /// Whether nothing but the lake can tell of a finish: the journal no longer has it, and the tables neither.
    /// </summary>
    public bool IsOnlyInLake(long number, string? status) => number <= start && status is not null
        && IsGone(number, status);

    /// <summary>Whether a finish may have been that nobody but the lake tells of.</summary>
    public bool MayBeOnlyInLake(long number) => number <= start && horizons.Values.Any(upTo => number <= upTo);
}
