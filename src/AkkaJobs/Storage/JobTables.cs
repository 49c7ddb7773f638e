using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Followers;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace AkkaJobs.Storage;

/// <summary>
/// Every read of the tables, one method each. On SQLite they block their caller for the query, so they do not belong on
/// an actor's thread. A <see cref="System.Data.Common.DbException"/> means that the tables are away.
/// </summary>
/// <param name="database">The tables.</param>
/// <param name="journal">Tells how far they are behind.</param>
/// <param name="follower">The follower whose offset is theirs.</param>
internal sealed class JobTables(JobsDatabase database, JournalReader journal, string follower = TableFollower.Name)
    : IFinishedJobs
{
    private const string JobList = "jobs";
    private const string ResultList = "results";
    private const string HistoryList = "history";

    /// <summary>Lets the index of failed jobs by operation answer, which only a constant can.</summary>
    private const string OnlyFailed = "status = 'failed'";

    /// <summary>Ids asked for in one statement.</summary>
    private const int IdsAtOnce = 500;

    /// <summary>
    /// What the tables hold of these, all as of one moment. Open jobs are not among it: memory holds them.
    /// </summary>
    public async Task<TableAnswers> FindAsync(IReadOnlyList<JobId> ids, CancellationToken cancel = default)
    {
        using var read = database.Read();
        var asOf = (await OffsetAsync(read.Data, cancel).ConfigureAwait(false))?.Number ?? 0;
        var found = new Dictionary<JobId, JobRecord>();
        foreach (var some in ids.Select(id => id.ToString()).Chunk(IdsAtOnce))
        {
            var rows = await read.Data.GetTable<JobRow>().Where(row => some.Contains(row.Id)).ToListAsync(cancel)
                .ConfigureAwait(false);
            foreach (var record in rows.Select(row => row.ToFinishedRecord()).OfType<JobRecord>())
            {
                found[record.Spec.Id] = record;
            }
        }

        return new TableAnswers(asOf, found);
    }

    /// <summary>A job; null if the tables do not know it.</summary>
    public async Task<JobView?> GetAsync(JobId id, CancellationToken cancel = default)
    {
        var lag = await LagAsync(cancel).ConfigureAwait(false);
        using var data = database.Query();
        return (await RowAsync(data, id, cancel).ConfigureAwait(false))?.ToView(lag);
    }

    /// <summary>A job's row as it is stored; null if the tables do not know it.</summary>
    public async Task<JobRow?> RowAsync(JobId id, CancellationToken cancel = default)
    {
        using var data = database.Query();
        return await RowAsync(data, id, cancel).ConfigureAwait(false);
    }

    /// <summary>A job's history as it is stored, oldest first; null if the tables do not know it.</summary>
    public async Task<Page<HistoryLine>?> HistoryAsync(
        JobId id, int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var take = PageCursor.Limit(limit);
        var after = PageCursor.Read(HistoryList, cursor) ?? 0;
        var lag = await LagAsync(cancel).ConfigureAwait(false);
        using var data = database.Query();
        if (await RowAsync(data, id, cancel).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var lines = HistoryText.Read(row.History).Where(line => line.Number > after).Take(take + 1)
            .Select(line => line.ToLine()).ToList();
        return PageOf(lines, take, HistoryList, line => line.Number, lag);
    }

    /// <summary>Jobs, newest first.</summary>
    /// <exception cref="JobRefusedException">Limit or cursor is no good.</exception>
    public async Task<Page<JobView>> ListAsync(JobFilter filter, CancellationToken cancel = default)
    {
        var take = PageCursor.Limit(filter.Limit);
        var before = PageCursor.Read(JobList, filter.Cursor);
        var lag = await LagAsync(cancel).ConfigureAwait(false);
        using var data = database.Query();
        IQueryable<JobRow> jobs = data.GetTable<JobRow>();
        if (filter.Status is { } status)
        {
            var word = status.Word();
            var alone = filter is { Operation: null, Bot: null, Queue: null or Limits.DefaultQueue, Tag: null };
            jobs = alone ? jobs.Where(job => job.Status == word) : jobs.Where(job => HasStatus(job.Status, word));
            jobs = status == JobStatus.Failed ? jobs.Where(_ => Sql.Expr<bool>(OnlyFailed)) : jobs;
        }

        jobs = filter.Operation is { } operation ? jobs.Where(job => job.Operation == operation) : jobs;
        if (filter.Queue is { } queue)
        {
            jobs = jobs.Where(job => job.Queue == queue);

            // Lets the index of the other queues answer.
            jobs = queue == Limits.DefaultQueue ? jobs : jobs.Where(_ => Sql.Expr<bool>("queue <> 'default'"));
        }

        jobs = filter.Bot is { } bot ? jobs.Where(job => job.Bot == bot) : jobs;
        if (filter.Tag is { } tag)
        {
            // The first condition lets the index of tagged jobs answer the second.
            var stored = database.StoredText(tag);
            jobs = jobs.Where(job => Sql.Expr<bool>("tags <> '[]'") && HasTag(job.Tags, stored));
        }

        jobs = before is { } sequence ? jobs.Where(job => job.Sequence < sequence) : jobs;
        var rows = await jobs.OrderByDescending(job => job.Sequence).Take(take + 1).ToListAsync(cancel)
            .ConfigureAwait(false);
        var page = PageOf(rows, take, JobList, row => row.Sequence, lag);
        return new Page<JobView>([.. page.Items.Select(row => row.ToView(lag))], page.NextCursor, lag);
    }

    /// <summary>Finishes, newest first.</summary>
    /// <exception cref="JobRefusedException">Limit or cursor is no good.</exception>
    public async Task<Page<ResultView>> ResultsAsync(ResultFilter filter, CancellationToken cancel = default)
    {
        var take = PageCursor.Limit(filter.Limit);
        var before = PageCursor.Read(ResultList, filter.Cursor);
        var lag = await LagAsync(cancel).ConfigureAwait(false);
        using var data = database.Query();
        IQueryable<ResultRow> results = data.GetTable<ResultRow>();
        if (filter.JobId is { } job)
        {
            var id = job.ToString();
            results = results.Where(result => result.JobId == id);
        }

        if (filter.Status is { } status)
        {
            var word = status.Word();
            var alone = filter is { Operation: null, Bot: null, JobId: null };
            results = alone ? results.Where(r => r.Status == word) : results.Where(r => HasStatus(r.Status, word));
            results = status == JobStatus.Failed ? results.Where(_ => Sql.Expr<bool>(OnlyFailed)) : results;
        }

        results = filter.Operation is { } operation ? results.Where(r => r.Operation == operation) : results;
        results = filter.Bot is { } bot ? results.Where(result => result.ProcessedBy == bot) : results;
        results = before is { } last ? results.Where(result => result.Id < last) : results;
        var rows = await results.OrderByDescending(result => result.Id).Take(take + 1).ToListAsync(cancel)
            .ConfigureAwait(false);
        var page = PageOf(rows, take, ResultList, row => row.Id, lag);
        return new Page<ResultView>([.. page.Items.Select(row => row.ToView())], page.NextCursor, lag);
    }

    /// <summary>How many jobs stand where; only statuses that some job has.</summary>
    public async Task<IReadOnlyDictionary<JobStatus, long>> CountsAsync(CancellationToken cancel = default)
    {
        using var data = database.Query();
        var counts = await data.GetTable<JobRow>().GroupBy(job => job.Status)
            .Select(group => new { Status = group.Key, Count = group.LongCount() }).ToListAsync(cancel)
            .ConfigureAwait(false);
        return JobStatusExtensions.All.Join(counts, s => s.Word(), c => c.Status, (s, c) => (s, c.Count))
            .ToDictionary(pair => pair.s, pair => pair.Count);
    }

    /// <summary>How far the tables are.</summary>
    public async Task<FollowerOffset> OffsetAsync(CancellationToken cancel = default)
    {
        using var data = database.Query();
        return await OffsetAsync(data, cancel).ConfigureAwait(false) is { } row
            ? new FollowerOffset(row.Number, row.JournalRow, row.Token)
            : default;
    }

    /// <summary>Age of the oldest commit that the tables do not hold; zero when they are level.</summary>
    public async Task<TimeSpan> LagAsync(CancellationToken cancel = default)
    {
        var offset = await OffsetAsync(cancel).ConfigureAwait(false);
        return await journal.AgeAfterAsync(offset.Row, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether they hold all that the journal held when this was asked.</summary>
    public async Task<bool> AreLevelAsync(CancellationToken cancel = default)
    {
        var offset = await OffsetAsync(cancel).ConfigureAwait(false);
        return journal.LastRow() <= offset.Row;
    }

    private static Page<T> PageOf<T>(List<T> rows, int take, string list, Func<T, long> number, TimeSpan lag)
    {
        if (rows.Count <= take)
        {
            return new Page<T>(rows, null, lag);
        }

        rows.RemoveAt(take);
        return new Page<T>(rows, PageCursor.Write(list, number(rows[^1])), lag);
    }

    private static Task<JobRow?> RowAsync(DataConnection data, JobId id, CancellationToken cancel)
    {
        var text = id.ToString();
        return data.GetTable<JobRow>().FirstOrDefaultAsync(row => row.Id == text, cancel);
    }

    private Task<OffsetRow?> OffsetAsync(DataConnection data, CancellationToken cancel) =>
        data.GetTable<OffsetRow>().FirstOrDefaultAsync(row => row.Name == follower, cancel);

    /// <summary>
    /// SQLite knows no frequencies and might read the index of a status, which can be that of nearly every job, where
    /// another condition leaves a few rows. The plus forbids it.
    /// </summary>
    [Sql.Expression(ProviderName.SQLite, "+{0} = {1}", IsPredicate = true)]
    [Sql.Expression(ProviderName.PostgreSQL, "{0} = {1}", IsPredicate = true)]
    private static bool HasStatus(string column, string word) =>
        throw new NotSupportedException($"Runs in the database only: {column}, {word}.");

    [Sql.Expression(
        ProviderName.SQLite, "EXISTS (SELECT 1 FROM json_each({0}) AS tag WHERE tag.value = {1})", IsPredicate = true)]
    [Sql.Expression(ProviderName.PostgreSQL, "{0}::jsonb @> to_jsonb(CAST({1} AS text))", IsPredicate = true)]
    private static bool HasTag(string tags, string tag) =>
        throw new NotSupportedException($"Runs in the database only: {tags}, {tag}.");
}
