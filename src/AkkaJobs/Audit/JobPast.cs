using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>
/// What the journal says of one job: as it was at a time, and the lines that its history in the tables has folded. The
/// numbers in that history say where to look, so that the rest of the journal is not read.
/// </summary>
/// <param name="reader">The journal.</param>
internal sealed class JobPast(JournalReader reader)
{
    /// <summary>Events looked at for one page of lines; a page then ends early, and the next goes on.</summary>
    public const long MostLooked = 500_000;

    /// <summary>The job as it was.</summary>
    /// <param name="id">The job.</param>
    /// <param name="history">Its history in the tables; begins before <paramref name="at"/>.</param>
    /// <param name="at">The time; what was decided then counts.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null if the journal has been pruned behind what made it so.</returns>
    /// <exception cref="JobRefusedException">Too much would have to be looked through.</exception>
    public JobRow? At(JobId id, IReadOnlyList<HistoryEntry> history, Timestamp at, CancellationToken cancel)
    {
        JobRow? row = null;
        var upto = history.TakeWhile(line => line.At <= at || line.Count is not null).ToList();
        foreach (var (number, e) in Events(id, upto, cancel))
        {
            if (e is null || e.At > at)
            {
                return e is null ? null : row;
            }

            var commit = new StoredCommit(0, new JournalCommit(number, [e]));
            row = JobRowFold.Apply(row, JobProjection.Project([commit]).Jobs[0]);
        }

        return row;
    }

    /// <summary>Lines that stand folded in the tables.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">The event behind which they begin.</param>
    /// <param name="upto">The last of them.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null if the journal has been pruned there.</returns>
    public PastLines? Lines(JobId id, long after, long upto, int most, CancellationToken cancel)
    {
        var lines = new List<HistoryEntry>();
        var seen = after;
        foreach (var (number, e) in Read(after, upto, cancel))
        {
            if (e is null)
            {
                return null;
            }

            seen = number;
            if (e is JobEvent of && of.Job == id)
            {
                lines.Add(HistoryEntry.Of(number, of));
            }

            if (lines.Count == most || number - after == MostLooked)
            {
                break;
            }
        }

        return new PastLines(lines, seen);
    }

    /// <summary>The job's events, oldest first; one that is null has been pruned.</summary>
    private IEnumerable<(long Number, JobEvent? Event)> Events(
        JobId id, IReadOnlyList<HistoryEntry> history, CancellationToken cancel)
    {
        var before = 0L;
        StoredCommit? last = null;
        foreach (var line in history)
        {
            if (line.Count is null)
            {
                cancel.ThrowIfCancellationRequested();
                last = Holds(last, line.Number) ? last : reader.ReadOne(reader.RowOf(line.Number, last?.Row ?? 0));
                yield return (line.Number, Holds(last, line.Number) ? EventOf(last!, line.Number) : null);
            }
            else
            {
                RefuseMany(line.Number - before);
                foreach (var (number, e) in Read(before, line.Number, cancel))
                {
                    if (e is null || (e is JobEvent of && of.Job == id))
                    {
                        yield return (number, e as JobEvent);
                    }
                }
            }

            before = line.Number;
        }
    }

    private static bool Holds(StoredCommit? commit, long number) =>
        commit is not null && commit.Commit.First <= number && number <= commit.Commit.Last;

    private static JobEvent? EventOf(StoredCommit commit, long number) =>
        commit.Commit.Events[(int)(number - commit.Commit.First)] as JobEvent;

    private static void RefuseMany(long events)
    {
        if (events > MostLooked)
        {
            throw new JobRefusedException(Rejection.Invalid(
                "at",
                $"{events} events would have to be looked through, and {MostLooked} may be: ask for a time before or "
                + "after what its history in the table has folded."));
        }
    }

    /// <summary>Events by number, those up to <paramref name="upto"/>; one that is null has been pruned.</summary>
    private IEnumerable<(long Number, CoordinatorEvent? Event)> Read(long after, long upto, CancellationToken cancel)
    {
        var next = after + 1;
        var row = reader.RowOf(next) - 1;
        while (next <= upto)
        {
            cancel.ThrowIfCancellationRequested();
            var commits = reader.Read(row);
            if (commits.Count == 0 || commits[0].Commit.First > next || commits[^1].Commit.Last < next)
            {
                yield return (next, null);
                yield break;
            }

            foreach (var stored in commits)
            {
                for (var i = (int)(next - stored.Commit.First); i < stored.Commit.Events.Count && next <= upto; i++)
                {
                    yield return (next++, stored.Commit.Events[i]);
                }

                row = stored.Row;
            }
        }
    }
}

/// <summary>Some lines of a job's history.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="SeenUpTo">The last event that was looked at for them.</param>
internal sealed record PastLines(IReadOnlyList<HistoryEntry> Lines, long SeenUpTo);
