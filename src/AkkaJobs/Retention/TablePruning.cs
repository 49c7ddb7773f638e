using AkkaJobs.Followers;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Retention;

/// <summary>
/// Prunes finished jobs and their results, a few at a time: the horizon of a status moves in the transaction in which
/// the rows behind it go. A result is behind it by its number; a job by its last finish, so a job that was retried
/// stays for as long as what came of that.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="options">How long what is kept.</param>
/// <param name="lake">Whether the datalake is exported: then nothing goes that it does not hold.</param>
/// <param name="time">Tells what is old.</param>
/// <param name="atStep">Tests cut a step off here.</param>
internal sealed class TablePruning(
    JobsDatabase tables, RetentionOptions options, bool lake, TimeProvider time, Action<PruneStep>? atStep = null)
{
    /// <summary>Finishes of one step: a transaction of some milliseconds.</summary>
    public const int RowsAtOnce = 500;

    /// <summary>The statuses that have a horizon.</summary>
    public static IReadOnlyList<JobStatus> Statuses { get; } =
        [.. JobStatusExtensions.All.Where(status => !status.IsOpen())];

    /// <summary>
    /// The number up to which finishes of a status are too many: all but the newest that are kept. Looks through as
    /// many rows of an index as are kept, so it is asked once a round.
    /// </summary>
    public long TooMany(JobStatus status)
    {
        using var data = tables.Query();
        return Of(data, status.Word()).OrderByDescending(row => row.Id).Skip(options.MaxOf(status))
            .Select(row => row.Id).FirstOrDefault();
    }

    /// <summary>Prunes the next finishes of a status.</summary>
    /// <param name="status">Which ones.</param>
    /// <param name="tooMany">What <see cref="TooMany"/> said in this round.</param>
    public PruneOutcome Step(JobStatus status, long tooMany)
    {
        var word = status.Word();
        var now = Timestamp.From(time.GetUtcNow());
        var oldest = (now - options.AgeOf(status)).ToString();
        using var data = tables.Query();
        using var transaction = data.BeginTransaction();
        var horizon = Horizons.Read(data, word);
        var over = Of(data, word).Where(row => row.Id > horizon.Number).OrderBy(row => row.Id)
            .Take(RowsAtOnce).Select(row => new { row.Id, row.ProcessedAt }).ToList()
            .TakeWhile(row => row.Id <= tooMany || string.CompareOrdinal(row.ProcessedAt, oldest) < 0)
            .Select(row => row.Id).ToList();
        var bound = lake ? Exported(data) : long.MaxValue;
        var last = over.LastOrDefault(id => id <= bound);
        if (last == 0)
        {
            return over.Count == 0 ? PruneOutcome.Nothing : PruneOutcome.HeldBackBy(DatalakeFollower.Name, bound);
        }

        if (!Horizons.Move(data, horizon, last, 0, now))
        {
            return PruneOutcome.Nothing;
        }

        atStep?.Invoke(PruneStep.HorizonMoved);
        var results = data.GetTable<ResultRow>();
        var finished = results
            .Where(row => row.Status == word && row.Id > horizon.Number && row.Id <= last).Select(row => row.JobId);
        data.GetTable<JobRow>()
            .Where(job => job.Status == word && finished.Contains(job.Id)
                && !results.Any(later => later.JobId == job.Id && later.Id > last))
            .Delete();
        atStep?.Invoke(PruneStep.JobsDeleted);
        results.Where(row => row.Status == word && row.Id > horizon.Number && row.Id <= last).Delete();
        atStep?.Invoke(PruneStep.ResultsDeleted);
        transaction.Commit();
        return PruneOutcome.Pruned;
    }

    private static IQueryable<ResultRow> Of(DataConnection data, string status) =>
        data.GetTable<ResultRow>().Where(row => row.Status == status);

    private static long Exported(DataConnection data) => data.GetTable<DatalakePlanRow>()
        .Where(row => row.Name == DatalakeFollower.Name).Select(row => row.Exported).FirstOrDefault();
}
