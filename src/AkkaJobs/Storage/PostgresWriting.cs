using System.Diagnostics;
using AkkaJobs.Followers;
using Npgsql;

namespace AkkaJobs.Storage;

/// <summary>One connection's work for the table writer: the transactions, their steps, and the search for a refused
/// row.</summary>
internal sealed class PostgresWriting : IDisposable
{
    private readonly PostgresDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Action<WriteStep>? _atStep;
    private readonly PostgresRows _rows = new();
    private bool _hasBegun;

    public PostgresWriting(PostgresDatabase database, string name, TimeProvider time, Action<WriteStep>? atStep)
    {
        _database = database;
        _connection = database.Open();
        _name = name;
        _time = time;
        _atStep = atStep;
    }

    public FollowerOffset ReadOffset()
    {
        Run(PostgresStatements.MakeOffset, _name, Now());
        using var command = Command(PostgresStatements.ReadOffset, _name);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new FollowerOffset(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2))
            : throw new UnreachableException($"The offset of {_name} is not there after it was made.");
    }

    public void Write(RowChanges changes, FollowerOffset from, FollowerOffset to)
    {
        try
        {
            WriteOnce(changes, from, to);
        }
        catch (PostgresException refused) when (IsRefusal(refused))
        {
            // The database names no row of a copy or of a statement over many.
            if (FindRefused(changes, refused) is { } found)
            {
                throw found;
            }

            throw;
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _connection.Dispose();
    }

    private void WriteOnce(RowChanges changes, FollowerOffset from, FollowerOffset to)
    {
        Begin();
        using var transaction = _connection.BeginTransaction();

        // Rows and offset go together, and what a failure takes back is written again from the journal.
        Run("SET LOCAL synchronous_commit TO off");
        _atStep?.Invoke(WriteStep.Begun);

        // First, so that a second writer hears of the first one and not of a row that is there already.
        if (Run(PostgresStatements.MoveOffset, to.Number, to.Row, to.Token, Now(), _name, from.Number) == 0)
        {
            throw new OffsetTakenException(_name, from.Number);
        }

        _atStep?.Invoke(WriteStep.OffsetMoved);
        WriteRows(changes.Jobs, changes.Results, _atStep);
        FoldLongHistories();
        transaction.Commit();
        _atStep?.Invoke(WriteStep.Committed);
    }

    private void Begin()
    {
        if (!_hasBegun)
        {
            Run(PostgresStatements.Begin);
            _hasBegun = true;
        }
    }

    private void WriteRows(
        IReadOnlyList<JobChange> jobs, IReadOnlyList<ResultChange> results, Action<WriteStep>? atStep)
    {
        var isNew = jobs.ToLookup(job => job.Kind == JobChangeKind.Insert);
        CopyJobs(isNew[true], atStep);
        ChangeJobs([.. isNew[false]], atStep);
        var isKnown = results.ToLookup(result => result.Job.Spec is not null);
        CopyFinishes(isKnown[true], atStep);
        AddFinishes([.. isKnown[false]], atStep);
    }

    private void CopyJobs(IEnumerable<JobChange> jobs, Action<WriteStep>? atStep)
    {
        if (!jobs.Any())
        {
            return;
        }

        using (var copy = new PostgresCopy(_connection, PostgresStatements.CopyJobs))
        {
            foreach (var job in jobs)
            {
                _rows.Write(copy, job);
            }

            copy.Complete();
        }

        atStep?.Invoke(WriteStep.JobWritten);
    }

    private void ChangeJobs(List<JobChange> jobs, Action<WriteStep>? atStep)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        using (var copy = new PostgresCopy(_connection, PostgresStatements.CopyJobChanges))
        {
            foreach (var job in jobs)
            {
                _rows.Write(copy, job, more: 2);
                copy.Write((int)job.Kind);
                copy.Write((int)job.Set);
            }

            copy.Complete();
        }

        var changed = Run(PostgresStatements.UpsertJobs) + Run(PostgresStatements.UpdateJobs);

        // History alone may be told of a job that has been pruned; anything more needs the row.
        if (changed < jobs.Count && Ask(PostgresStatements.JobWithoutRow) is string id)
        {
            var job = jobs.First(job => job.Job.ToString() == id);
            throw Refused(job.LastNumber, job.Job, "its job has no row.");
        }

        atStep?.Invoke(WriteStep.JobWritten);
    }

    private void CopyFinishes(IEnumerable<ResultChange> results, Action<WriteStep>? atStep)
    {
        if (!results.Any())
        {
            return;
        }

        using (var copy = new PostgresCopy(_connection, PostgresStatements.CopyFinishes))
        {
            foreach (var result in results)
            {
                PostgresRows.Write(copy, result, more: 2);
                PostgresRows.WriteJobOf(copy, result.Job.Spec!);
            }

            copy.Complete();
        }

        atStep?.Invoke(WriteStep.ResultWritten);
    }

    private void AddFinishes(List<ResultChange> results, Action<WriteStep>? atStep)
    {
        if (results.Count == 0)
        {
            return;
        }

        using (var copy = new PostgresCopy(_connection, PostgresStatements.CopyFinishChanges))
        {
            foreach (var result in results)
            {
                PostgresRows.Write(copy, result);
            }

            copy.Complete();
        }

        if (Run(PostgresStatements.InsertFinishes) < results.Count
            && Ask(PostgresStatements.FinishWithoutJob) is long id)
        {
            throw Refused(id, results.First(result => result.Id == id).Job.Job, "its job has no row.");
        }

        atStep?.Invoke(WriteStep.ResultWritten);
    }

    private void FoldLongHistories()
    {
        var folded = new List<(long Sequence, string History, int Lines)>();
        using (var command = Command(PostgresStatements.LongHistories))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var history = HistoryText.Fold(reader.GetString(1), out var lines);
                folded.Add((reader.GetInt64(0), history, lines));
            }
        }

        foreach (var (sequence, history, lines) in folded)
        {
            Run(PostgresStatements.FoldHistory, history, lines, sequence);
            _atStep?.Invoke(WriteStep.Folded);
        }
    }

    /// <summary>
    /// Writes the changes once more, in halves and halves of halves, in a transaction that is not committed: the first
    /// one that fails alone is the one. Null when by now all of them are taken.
    /// </summary>
    private RowRefusedException? FindRefused(RowChanges changes, PostgresException reason)
    {
        object[] all = [.. changes.Jobs, .. changes.Results];
        if (!_hasBegun)
        {
            // The tables themselves are not as we know them, so they refuse whatever comes.
            return all.Length > 0 ? Named(all[0], reason) : null;
        }

        using var transaction = _connection.BeginTransaction();
        return Find(0, all.Length);

        RowRefusedException? Find(int from, int to)
        {
            const string savepoint = "rows";
            transaction.Save(savepoint);
            var some = all[from..to];
            try
            {
                WriteRows([.. some.OfType<JobChange>()], [.. some.OfType<ResultChange>()], null);
                Run(PostgresStatements.Forget);
                transaction.Release(savepoint);
                return null;
            }
            catch (RowRefusedException found)
            {
                return found;
            }
            catch (PostgresException refused) when (IsRefusal(refused))
            {
                transaction.Rollback(savepoint);
                var middle = from + ((to - from) / 2);
                return middle == from ? Named(all[from], refused) : Find(from, middle) ?? Find(middle, to);
            }
        }
    }

    private RowRefusedException Named(object change, PostgresException refused)
    {
        var reason = $"{refused.MessageText.TrimEnd('.')}.";
        return change is ResultChange result
            ? Refused(result.Id, result.Job.Job, reason, refused)
            : Refused(((JobChange)change).LastNumber, ((JobChange)change).Job, reason, refused);
    }

    private RowRefusedException Refused(long number, JobId job, string reason, Exception? inner = null) =>
        new(number, job, reason, inner, _database.DropTables);

    private string Now() => Timestamp.From(_time.GetUtcNow()).ToString();

    private int Run(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private object? Ask(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
#pragma warning disable CA2100 // Constants; what comes from outside is a parameter.
        var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <summary>
    /// What no waiting will cure: data that does not fit, a constraint, a table or column that is not there or not
    /// ours, a bound of the database, and what a trigger throws.
    /// </summary>
    private static bool IsRefusal(PostgresException e) =>
        e.SqlState is ['2', '2' or '3', ..] or ['4', '2', ..] or ['5', '4', ..] or ['P', '0', ..];
}
