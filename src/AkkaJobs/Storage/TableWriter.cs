using System.Diagnostics;
using System.Text;
using AkkaJobs.Followers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkkaJobs.Storage;

/// <summary>
/// Writes what runs of commits make of the tables, each run together with the follower's offset in one transaction: a
/// row is written exactly once, whatever is cut off and begun again. One thread at a time.
/// </summary>
/// <param name="database">The tables.</param>
/// <param name="name">The follower whose offset goes with the rows.</param>
/// <param name="time">For <c>updated_at</c>.</param>
/// <param name="atStep">Tests cut a write off here.</param>
internal sealed class TableWriter(
    SqliteDatabase database, string name, TimeProvider time, Action<WriteStep>? atStep = null) : ITableWriter
{
    private Session? _session;

    /// <summary>How far the tables are.</summary>
    /// <exception cref="SqliteException">They are away.</exception>
    public FollowerOffset ReadOffset() => Do(session => session.ReadOffset());

    /// <summary>Writes a run and moves the offset, or does neither.</summary>
    /// <param name="changes">What the run comes to.</param>
    /// <param name="from">Where the offset stands.</param>
    /// <param name="number">The run's last event.</param>
    /// <param name="row">The journal row that ends with it.</param>
    /// <returns>The offset as moved.</returns>
    /// <exception cref="OffsetTakenException">It stands elsewhere.</exception>
    /// <exception cref="RowRefusedException">A row cannot be written, now or later.</exception>
    /// <exception cref="SqliteException">The tables are away; whether it was written shows in the offset.</exception>
    public FollowerOffset Write(RowChanges changes, FollowerOffset from, long number, long row)
    {
        var to = new FollowerOffset(number, row, Math.Max(from.Token, changes.Token));
        Do(session =>
        {
            session.Write(changes, from, to);
            return true;
        });
        return to;
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>
    /// After any failure the connection goes, with its transaction: the next call begins from a clean one.
    /// </summary>
    private T Do<T>(Func<Session, T> act)
    {
        _session ??= new Session(database, name, time, atStep);
        try
        {
            return act(_session);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private sealed class Session : IDisposable
    {
        private readonly sqlite3 _database;
        private readonly Action<WriteStep>? _atStep;
        private readonly string _name;
        private readonly TimeProvider _time;
        private readonly SqliteStatement _begin;
        private readonly SqliteStatement _commit;
        private readonly SqliteStatement _offset;
        private readonly JobStatements _jobs;
        private readonly ResultStatements _results;

        public Session(SqliteDatabase database, string name, TimeProvider time, Action<WriteStep>? atStep)
        {
            _database = database.OpenForOneThread();
            _name = name;
            _time = time;
            _atStep = atStep;
            _begin = new SqliteStatement(_database, "BEGIN IMMEDIATE");
            _commit = new SqliteStatement(_database, "COMMIT");
            _offset = new SqliteStatement(_database,
                "UPDATE offsets SET number = ?1, journal_row = ?2, token = ?3, updated_at = ?4 "
                + "WHERE name = ?5 AND number = ?6");
            _jobs = new JobStatements(_database);
            _results = new ResultStatements(_database);
        }

        public FollowerOffset ReadOffset()
        {
            using (var make = new SqliteStatement(_database,
                "INSERT INTO offsets (name, number, journal_row, token, updated_at) VALUES (?1, 0, 0, 0, ?2) "
                + "ON CONFLICT DO NOTHING"))
            {
                make.Bind(1, _name);
                make.Bind(2, Now());
                make.Run();
            }

            using var read = new SqliteStatement(_database,
                "SELECT number, journal_row, token FROM offsets WHERE name = ?1");
            read.Bind(1, _name);
            return read.Step()
                ? new FollowerOffset(read.Integer(0), read.Integer(1), read.Integer(2))
                : throw new UnreachableException($"The offset of {_name} is not there after it was made.");
        }

        public void Write(RowChanges changes, FollowerOffset from, FollowerOffset to)
        {
            _begin.Run();
            _atStep?.Invoke(WriteStep.Begun);

            // First, so that a second writer hears of the first one and not of a row that is there already.
            MoveOffset(from, to);
            foreach (var job in changes.Jobs)
            {
                Write(job);
            }

            foreach (var result in changes.Results)
            {
                Write(result);
            }

            FoldLongHistories();
            _commit.Run();
            _atStep?.Invoke(WriteStep.Committed);
        }

        public void Dispose()
        {
            _begin.Dispose();
            _commit.Dispose();
            _offset.Dispose();
            _jobs.Dispose();
            _results.Dispose();
            _database.Dispose();
        }

        private void Write(JobChange job)
        {
            try
            {
                // History alone may be told of a job that has been pruned; anything more needs the row.
                if (_jobs.Write(job) == 0 && job.Set != JobFields.None)
                {
                    throw new RowRefusedException(job.LastNumber, job.Job, "its job has no row.");
                }
            }
            catch (SqliteException refused) when (IsRefusal(refused))
            {
                throw new RowRefusedException(job.LastNumber, job.Job, refused.Message, refused);
            }

            _atStep?.Invoke(WriteStep.JobWritten);
        }

        private void Write(ResultChange result)
        {
            try
            {
                if (_results.Write(result) == 0)
                {
                    throw new RowRefusedException(result.Id, result.Job.Job, "its job has no row.");
                }
            }
            catch (SqliteException refused) when (IsRefusal(refused))
            {
                throw new RowRefusedException(result.Id, result.Job.Job, refused.Message, refused);
            }

            _atStep?.Invoke(WriteStep.ResultWritten);
        }

        private void FoldLongHistories()
        {
            var folded = new List<(long Sequence, string History, int Lines)>();
            using (var tooLong = new SqliteStatement(_database,
                "SELECT sequence, history FROM jobs WHERE history_lines > 200"))
            {
                while (tooLong.Step())
                {
                    var history = HistoryText.Fold(Encoding.UTF8.GetString(tooLong.Text(1)), out var lines);
                    folded.Add((tooLong.Integer(0), history, lines));
                }
            }

            foreach (var (sequence, history, lines) in folded)
            {
                using var update = new SqliteStatement(_database,
                    "UPDATE jobs SET history = ?1, history_lines = ?2 WHERE sequence = ?3");
                update.Bind(1, history);
                update.Bind(2, lines);
                update.Bind(3, sequence);
                update.Run();
                _atStep?.Invoke(WriteStep.Folded);
            }
        }

        private void MoveOffset(FollowerOffset from, FollowerOffset to)
        {
            _offset.Bind(1, to.Number);
            _offset.Bind(2, to.Row);
            _offset.Bind(3, to.Token);
            _offset.Bind(4, Now());
            _offset.Bind(5, _name);
            _offset.Bind(6, from.Number);
            if (_offset.Run() == 0)
            {
                throw new OffsetTakenException(_name, from.Number);
            }

            _atStep?.Invoke(WriteStep.OffsetMoved);
        }

        private Timestamp Now() => Timestamp.From(_time.GetUtcNow());

        /// <summary>What no waiting will cure: a constraint, a column that is not there, a value too big.</summary>
        private static bool IsRefusal(SqliteException e) =>
            e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_ERROR
                or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH;
    }
}
