using System.Text;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Followers;

/// <summary>
/// Writes finishes to the datalake, each once. A file is first planned, durably, in the exporter's row by
/// compare-and-set; then written aside, synced, renamed, its folder synced; and whoever comes finishes the planned file
/// before it plans another. So one name always holds the same bytes, whatever restarts or rivals there are.
/// </summary>
/// <param name="database">The tables.</param>
/// <param name="lake">The datalake's folder; made when there is something to write.</param>
/// <param name="time">Tells when a small file has waited long enough.</param>
/// <param name="atStep">Tests cut an export off here.</param>
internal sealed class DatalakeExport(
    JobsDatabase database, string lake, TimeProvider time, Action<ExportStep>? atStep = null)
{
    /// <summary>Lines in a file, at most.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Bytes of args, results and errors in a file, at most, or one line.</summary>
    public const long MaxBytes = 64 << 20;

    /// <summary>The exporter's row.</summary>
    private const string Name = DatalakeFollower.Name;

    /// <summary>How long a finish may wait for others to share its file.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>How old a file aside must be to be a crash's remains and not a rival's work.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _results = Path.Combine(lake, "results");
    private readonly string _aside = Path.Combine(lake, "results", ".writing");

    /// <summary>
    /// Compares the exporter's row with the files. When the tables were made anew or put back from a copy, the lake may
    /// be ahead: then its newest file, once it is seen to be of this journal, says where to go on.
    /// </summary>
    /// <returns>False while the tables have not come as far as the lake.</returns>
    /// <exception cref="DatalakeApartException">The files belong to another journal.</exception>
    public bool Settle()
    {
        Sweep();
        using var data = Open();
        var plan = Load(data);
        if (DatalakeFile.Newest(_results) is not { } newest
            || newest.Last <= plan.Exported
            || (newest.First == plan.First && newest.Last == plan.Last))
        {
            return true;
        }

        // In this order: tables that were that far before the line was looked for must have it.
        var tablesAt = TablesAt(data);
        atStep?.Invoke(ExportStep.Looked);
        var line = LineOf(data, newest.Last);
        if (line.Length == 0 && tablesAt < newest.Last)
        {
            return false;
        }

        if (line != newest.LastLine(_results))
        {
            throw new DatalakeApartException(newest.Path(_results));
        }

        // If another exporter was faster the row says so at the next step.
        Rows(data, plan)
            .Set(row => row.Exported, newest.Last)
            .Set(row => row.First, (long?)null)
            .Set(row => row.Last, (long?)null)
            .Set(row => row.Date, (string?)null)
            .Set(row => row.UpdatedAt, Now().ToString())
            .Update();
        return true;
    }

    /// <summary>Finishes the planned file, or plans the next one and writes it.</summary>
    /// <returns>What it came to.</returns>
    public ExportOutcome ExportNext()
    {
        using var data = Open();
        var plan = Load(data);
        if (plan.First is null)
        {
            var next = Choose(data, plan.Exported, out var wait);
            if (next is null || wait > TimeSpan.Zero)
            {
                return new ExportOutcome(plan.Exported, false, next is null ? null : wait);
            }

            atStep?.Invoke(ExportStep.Chosen);
            plan = Plan(data, plan, next);
            atStep?.Invoke(ExportStep.Planned);
            if (plan.First is null)
            {
                return new ExportOutcome(plan.Exported, true, null);
            }
        }

        var file = new DatalakeFile(plan.Date!, plan.First.Value, plan.Last!.Value);
        Write(data, file);
        Rows(data, plan)
            .Set(row => row.Exported, file.Last)
            .Set(row => row.First, (long?)null)
            .Set(row => row.Last, (long?)null)
            .Set(row => row.Date, (string?)null)
            .Set(row => row.UpdatedAt, Now().ToString())
            .Update();
        atStep?.Invoke(ExportStep.Finished);
        return new ExportOutcome(file.Last, true, null);
    }

    /// <summary>The last finish in the tables, and the time of the first one after an id.</summary>
    public (long Last, Timestamp? Since) After(long exported)
    {
        using var data = database.Query();
        var results = data.GetTable<ResultRow>();
        var first = results.Where(row => row.Id > exported).OrderBy(row => row.Id)
            .Select(row => row.ProcessedAt).FirstOrDefault();
        return first is null ? (exported, null) : (results.Max(row => row.Id), TimeText.Parse(first));
    }

    /// <summary>
    /// The next file: finishes of one date, as many as fit. Their dates follow each other as their numbers do, since no
    /// event is dated before the one that came before it.
    /// </summary>
    private DatalakeFile? Choose(DataConnection data, long exported, out TimeSpan wait)
    {
        var rows = data.GetTable<ResultRow>().Where(row => row.Id > exported).OrderBy(row => row.Id)
            .Take(MaxLines)
            .Select(row => new
            {
                row.Id,
                row.ProcessedAt,
                Bytes = Sql.Expr<long>(
                    "octet_length(args) + coalesce(octet_length(result), 0) + coalesce(octet_length(error), 0)"),
            });
        string? firstAt = null;
        DatalakeFile? file = null;
        var lines = 0;
        var bytes = 0L;
        var full = false;
        foreach (var row in rows)
        {
            var date = row.ProcessedAt[..10];
            full = file is not null && (date != file.Date || bytes + row.Bytes > MaxBytes);
            if (full)
            {
                break;
            }

            firstAt ??= row.ProcessedAt;
            file = file is null ? new DatalakeFile(date, row.Id, row.Id) : file with { Last = row.Id };
            bytes += row.Bytes;
            lines++;
        }

        // A finish from a clock ahead of this one does not wait for this one to come after it.
        var left = firstAt is null ? TimeSpan.Zero : TimeText.Parse(firstAt) + MaxWait - Now();
        wait = full || lines == MaxLines || left > MaxWait ? TimeSpan.Zero : left;
        return file;
    }

    /// <summary>
    /// Plans a file, unless another exporter has moved the row; either way the row as it then stands.
    /// </summary>
    private DatalakePlanRow Plan(DataConnection data, DatalakePlanRow plan, DatalakeFile next)
    {
        Rows(data, plan)
            .Set(row => row.First, next.First)
            .Set(row => row.Last, next.Last)
            .Set(row => row.Date, next.Date)
            .Set(row => row.UpdatedAt, Now().ToString())
            .Update();
        return Load(data);
    }

    private void Write(DataConnection data, DatalakeFile file)
    {
        var path = file.Path(_results);
        DurableFile.MakeFolder(_aside);
        DurableFile.MakeFolder(Path.GetDirectoryName(path)!);

        // A name of its own: two exporters may write the same file at once, and each puts it there whole.
        var aside = Path.Combine(_aside, $"{file.First}-{file.Last}.{Path.GetRandomFileName()}");
        using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 256 * 1024))
        {
            atStep?.Invoke(ExportStep.Begun);
            using var reader = database.NewFinishReader(data);
            reader.Write(file.First, file.Last, stream);
            stream.Flush();
            atStep?.Invoke(ExportStep.Written);
            stream.Flush(flushToDisk: true);
        }

        atStep?.Invoke(ExportStep.Synced);
        File.Move(aside, path, overwrite: true);
        atStep?.Invoke(ExportStep.Renamed);
        DurableFile.Sync(Path.GetDirectoryName(path)!);
        atStep?.Invoke(ExportStep.FolderSynced);
    }

    private string LineOf(DataConnection data, long id)
    {
        using var line = new MemoryStream();
        using var reader = database.NewFinishReader(data);
        reader.Write(id, id, line);
        return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\n');
    }

    private static long TablesAt(DataConnection data) => data.GetTable<OffsetRow>()
        .Where(row => row.Name == TableFollower.Name).Select(row => row.Number).FirstOrDefault();

    /// <summary>The exporter's row, if it still stands as it was read.</summary>
    private static IQueryable<DatalakePlanRow> Rows(DataConnection data, DatalakePlanRow plan) =>
        data.GetTable<DatalakePlanRow>().Where(row =>
            row.Name == Name && row.Exported == plan.Exported && row.First == plan.First && row.Last == plan.Last);

    private static DatalakePlanRow? Find(DataConnection data) =>
        data.GetTable<DatalakePlanRow>().FirstOrDefault(row => row.Name == Name);

    private DatalakePlanRow Load(DataConnection data)
    {
        if (Find(data) is { } row)
        {
            return row;
        }

        // Two may come here at once.
        data.Execute(
            "INSERT INTO datalake_plan (name, exported, updated_at) VALUES (@name, 0, @now) ON CONFLICT DO NOTHING",
            new DataParameter("name", Name),
            new DataParameter("now", Now().ToString()));
        return Find(data)!;
    }

    /// <summary>
    /// Synced at each commit, unlike the tables' writer: a plan that a power cut took back would be made anew with
    /// another end, beside the file of the first one.
    /// </summary>
    private DataConnection Open() => database.QueryDurably();

    private void Sweep()
    {
        if (!Directory.Exists(_aside))
        {
            return;
        }

        var before = time.GetUtcNow() - Abandoned;
        foreach (var file in new DirectoryInfo(_aside).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
        {
            file.Delete();
        }
    }

    private Timestamp Now() => Timestamp.From(time.GetUtcNow());
}

/// <summary>What a step of the export came to.</summary>
/// <param name="Exported">The last finish in a finished file.</param>
/// <param name="Again">Whether there may be more to do at once.</param>
/// <param name="Wait">How long a small file should wait for more lines; null when there is none to write.</param>
internal readonly record struct ExportOutcome(long Exported, bool Again, TimeSpan? Wait);
