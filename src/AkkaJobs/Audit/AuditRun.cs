using System.Globalization;
using AkkaJobs.Coordinator;
using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using LinqToDB;

namespace AkkaJobs.Audit;

/// <summary>
/// Folds the journal and compares it with tables and lake, up to their offsets. Of a running system it sees the tables
/// as they are at one moment, then reads the journal, which only grows, up to their offset, and the lake up to the
/// exporter's; so it may run beside a node.
/// </summary>
/// <remarks>
/// Memory does not grow with the number of jobs. The journal is read once; its events are divided by jobs into parts
/// of a bounded size on disk; the rows that a part comes to are sorted on disk, by their numbers, and merged with the
/// tables and the lake, which are in that order already.
/// </remarks>
/// <param name="store">The databases.</param>
/// <param name="lake">The lake's folder; null when none is exported, and so none is looked at.</param>
/// <param name="options">How.</param>
/// <param name="found">Told each difference as it is found, on the caller's thread.</param>
/// <param name="did">Told each thing that a repair does.</param>
/// <param name="time">The clock, for what a repair writes.</param>
internal sealed class AuditRun(
    JobsStore store,
    string? lake,
    AuditOptions options,
    Action<Difference> found,
    Action<string> did,
    TimeProvider time)
{
    /// <summary>Beyond it no coordinator comes: not a token that was given, but a value gone wrong.</summary>
    private const long HighestToken = 1L << 60;

    private AuditStart _start = options.Start;
    private PrunedRows _pruned = new(new Dictionary<string, long>(), 0);
    private readonly LakeFolder _lake = new(lake ?? "");
    private long _differences;
    private long _unmendable;
    private long _token;

    /// <summary>Told now and then how many of how many events have been read. Default nobody.</summary>
    public Action<long, long> Progress { get; init; } = (_, _) => { };

    /// <summary>Does it.</summary>
    /// <exception cref="System.Data.Common.DbException">A database is away.</exception>
    /// <exception cref="IOException">The lake is away, or there is no room for temporary files.</exception>
    public AuditReport Run(CancellationToken cancel = default)
    {
        using var spill = new SpillFolder();
        using var tables = store.Tables.Read();
        var offset = tables.Data.GetTable<OffsetRow>().FirstOrDefault(row => row.Name == TableFollower.Name);
        var plan = tables.Data.GetTable<DatalakePlanRow>().FirstOrDefault(row => row.Name == DatalakeFollower.Name);
        var inLake = List(spill);
        if (!Begin(tables))
        {
            return new AuditReport(0, 0, 0, 0, _differences, _unmendable, false);
        }

        using var events = new EventSpill(spill, options.PartBytes);
        var journal = new JournalScan(store.NewReader(), _start, Tell, Progress)
            .Run(offset?.Number ?? 0, events.Add, cancel);
        if (!journal.IsReadable)
        {
            // What cannot be folded can be compared with nothing.
            return new AuditReport(0, 0, 0, 0, _differences, _unmendable, false);
        }

        var jobs = new SpillSort<JobRow>(spill, row => row.Sequence, options.SortBytes);
        var finishes = new SpillSort<ResultRow>(spill, row => row.Id, options.SortBytes);
        var kept = new SpillSort<ResultRow>(spill, row => row.Id, options.SortBytes);
        Fold(tables, events, jobs, row =>
        {
            finishes.Add(row);
            if (!_pruned.IsGone(row.Id, row.Status))
            {
                kept.Add(row);
            }
        }, cancel);
        var jobTable = JobTable(tables, jobs);
        var resultTable = ResultTable(tables, kept);
        Compare(offset, journal);
        jobTable.Compare(Tell, row => Note(row.Token), cancel);
        resultTable.Compare(Tell, row => Note(row.Token), cancel);
        TellAll(ShouldBeGone(tables));
        var check = new PlanCheck(plan, _pruned);
        var verdicts = new SpillSort<LakeVerdict>(spill, verdict => verdict.File.First, options.SortBytes);
        var bounds = new LakeBounds(plan?.Exported ?? 0, journal.Upto.Number, journal.End.Number);
        using (var cursor = new Cursor<ResultRow>(check.Watch(AllFinishes(tables, finishes))))
        {
            foreach (var verdict in new LakeComparison(
                _lake, bounds, cursor, _pruned, Tell, token => Note(token)).Run(inLake))
            {
                cancel.ThrowIfCancellationRequested();
                verdicts.Add(verdict);
            }
        }

        TellAll(check.Differences());
        var beyond = Beyond(journal);
        var isMended = options.Repair && _differences > 0;
        if (isMended)
        {
            var repair = new AuditRepair(store, _lake, journal, did, Timestamp.From(time.GetUtcNow()));
            if (!options.IsLive)
            {
                repair.Journal(_token, beyond);
            }

            repair.Tables(data =>
            {
                jobTable.Mend(data);
                resultTable.Mend(data);
                _pruned.Delete(data);
            }, offset, plan, check.Mended(repair.Now));
            repair.Lake(verdicts.Read(), AllFinishes(tables, finishes), plan?.Exported ?? 0);
        }

        return new AuditReport(
            journal.Upto.Number, Math.Min(bounds.Exported, journal.Upto.Number), jobs.Count, finishes.Count,
            _differences, _unmendable, isMended);
    }

    private void Tell(Difference difference)
    {
        _differences++;
        _unmendable += difference.Mendable ? 0 : 1;
        found(difference);
    }

    private void TellAll(IEnumerable<Difference> differences)
    {
        foreach (var difference in differences)
        {
            Tell(difference);
        }
    }

    /// <summary>A token that was given, as far as can be seen, and that the journal may have lost.</summary>
    private void Note(long? token)
    {
        if (token is { } given and <= HighestToken)
        {
            _token = Math.Max(_token, given);
        }
    }

    /// <summary>The lake's files in the order of their numbers; others are told of.</summary>
    private IEnumerable<DatalakeFile> List(SpillFolder spill)
    {
        var sorted = new SpillSort<DatalakeFile>(spill, file => file.First, options.SortBytes);
        foreach (var entry in _lake.Entries())
        {
            if (entry.File is { } file)
            {
                sorted.Add(file);
            }
            else
            {
                Tell(new Difference(
                    $"datalake {entry.Path}", null, null, "a name that the exporter gives", "this one"));
            }
        }

        return LongestFirst(sorted.Read());
    }

    /// <summary>Of files that begin with the same number, the longest first: it is less likely to be a copy.</summary>
    private static IEnumerable<DatalakeFile> LongestFirst(IEnumerable<DatalakeFile> files)
    {
        var same = new List<DatalakeFile>();
        foreach (var file in files)
        {
            if (same.Count > 0 && same[0].First != file.First)
            {
                foreach (var earlier in same.OrderByDescending(f => f.Last))
                {
                    yield return earlier;
                }

                same.Clear();
            }

            same.Add(file);
        }

        foreach (var last in same.OrderByDescending(f => f.Last))
        {
            yield return last;
        }
    }

    /// <summary>
    /// Finds where the journal begins: at its first row, or at the snapshot at its horizon. False when that cannot be
    /// read.
    /// </summary>
    private bool Begin(ReadTransaction tables)
    {
        var horizon = Horizons.Read(tables.Data, HorizonRow.Journal);
        if (_start.Number == 0 && horizon.JournalRow > 0)
        {
            try
            {
                using var data = store.Journal.Query();
                var snapshot = PartedSnapshotStore.Find(
                    data, CoordinatorSettings.PersistenceId, horizon.JournalRow)
                    ?? throw new InvalidDataException("There is none.");
                _start = new AuditStart(horizon.JournalRow, snapshot);
            }
            catch (InvalidDataException fault)
            {
                Tell(Difference.InJournal(
                    null, horizon.Number, $"a snapshot at journal row {Text(horizon.JournalRow)}, the horizon",
                    fault.Message));
                return false;
            }
        }

        _pruned = PrunedRows.Read(tables.Data, _start.Number);
        return true;
    }

    /// <summary>Results from before the start that stand behind their horizon; after it the fold knows them.</summary>
    private IEnumerable<Difference> ShouldBeGone(ReadTransaction tables) => _start.Number == 0
        ? []
        : tables.Data.GetTable<ResultRow>().Where(row => row.Id <= _start.Number).OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.JobId, row.Status }).AsEnumerable()
            .Where(row => _pruned.IsGone(row.Id, row.Status))
            .Select(row => new Difference(
                "results", row.JobId, row.Id, Difference.Nothing, $"row {Text(row.Id)}, behind its horizon"));

    private void Fold(
        ReadTransaction tables,
        EventSpill events,
        SpillSort<JobRow> jobs,
        Action<ResultRow> finish,
        CancellationToken cancel)
    {
        foreach (var part in events.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var start = _start.State with { Jobs = [.. _start.State.Jobs.Where(job => part.Holds(job.Spec.Id))] };
            foreach (var row in new PartFold(start, Tell, finish, _pruned, job => HasOldRow(tables, job))
                .Run(part.Events))
            {
                jobs.Add(row);
            }
        }
    }

    private bool HasOldRow(ReadTransaction tables, JobId job)
    {
        var id = job.ToString();
        return tables.Data.GetTable<JobRow>().Any(row => row.Id == id && row.Sequence <= _start.Number);
    }

    private RowTable<JobRow> JobTable(ReadTransaction tables, SpillSort<JobRow> jobs) => new(
        jobs,
        () => tables.Data.GetTable<JobRow>().Where(row => row.Sequence > _start.Number).OrderBy(row => row.Sequence),
        row => row.Sequence,
        keys => row => keys.Contains(row.Sequence),
        row => (row.Id, row.Number));

    private RowTable<ResultRow> ResultTable(
        ReadTransaction tables, SpillSort<ResultRow> finishes) => new(
        finishes,
        () => tables.Data.GetTable<ResultRow>().Where(row => row.Id > _start.Number).OrderBy(row => row.Id),
        row => row.Id,
        keys => row => keys.Contains(row.Id),
        row => (row.JobId, row.Id));

    /// <summary>Those from before the start are known from the table alone.</summary>
    private IEnumerable<ResultRow> AllFinishes(ReadTransaction tables, SpillSort<ResultRow> finishes) =>
        _start.Number == 0
            ? finishes.Read()
            : tables.Data.GetTable<ResultRow>().Where(row => row.Id <= _start.Number).OrderBy(row => row.Id)
                .AsEnumerable().Concat(finishes.Read());

    private void Compare(OffsetRow? offset, JournalFacts journal)
    {
        if (offset is null)
        {
            return;
        }

        Note(offset.Token);
        (string Column, long Expected, long Found)[] columns =
        [
            ("number", journal.Upto.Number, offset.Number),
            ("journal_row", journal.Upto.Row, offset.JournalRow),
            ("token", journal.Upto.Token, offset.Token),
        ];
        TellAll(columns.Where(column => column.Expected != column.Found).Select(column => new Difference(
            $"offsets.{column.Column}", null, offset.Number, Text(column.Expected), Text(column.Found))));
    }

    /// <summary>Snapshots and tokens that the journal does not reach.</summary>
    private bool Beyond(JournalFacts journal)
    {
        var snapshots = SnapshotsBeyond.Of(store.Journal, journal.End.Row);
        TellAll(snapshots.Select(row => new Difference(
            "snapshot_parts.sequence_number", null, journal.End.Number, $"at most journal row {journal.End.Row}",
            Text(row))
        { Mendable = !options.IsLive }));
        if (_token > journal.End.Token)
        {
            Tell(new Difference(
                "journal", null, journal.End.Number, $"no token given twice: the next one above {_token}",
                $"token {journal.End.Token} as the last")
            { Mendable = !options.IsLive });
        }

        return snapshots.Count > 0;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
