using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>
/// Folds the events of some jobs twice: to rows, by the tables' rule, and to records, by the coordinator's. The two
/// must agree, and the records must keep the invariants.
/// </summary>
/// <param name="start">The state before the first event: those of the jobs that were open then.</param>
/// <param name="found">Told what is wrong in the journal.</param>
/// <param name="finish">Told each finish.</param>
/// <param name="pruned">What is gone.</param>
/// <param name="hasOldRow">Whether a job that the start does not know has a row from before it.</param>
internal sealed class PartFold(
    CoordinatorSnapshot start,
    Action<Difference> found,
    Action<ResultRow> finish,
    PrunedRows pruned,
    Func<JobId, bool> hasOldRow)
{
    /// <summary>Events projected at once.</summary>
    private const int EventsAtOnce = 1_000;

    private readonly CoordinatorState _state = start.Restore(new CoordinatorRules());

    private readonly Dictionary<JobId, JobRow> _rows =
        start.Jobs.ToDictionary(job => job.Spec.Id, JobRowFold.Before);

    /// <summary>The last finish of each job that has one.</summary>
    private readonly Dictionary<string, long> _finished = [];

    private bool _stateIsSound = true;

    /// <summary>
    /// Folds them, and returns the rows as they then stand; but not those of jobs from before the start, the first
    /// lines of whose history are not known.
    /// </summary>
    /// <param name="events">One to a commit, numbers growing.</param>
    public IEnumerable<JobRow> Run(IEnumerable<StoredCommit> events)
    {
        foreach (var run in events.Chunk(EventsAtOnce))
        {
            foreach (var e in run)
            {
                Apply(e.Commit);
            }

            Project(run);
        }

        if (_stateIsSound)
        {
            Check();
        }

        return _rows.Values.Where(row => row.Sequence > start.LastNumber
            && !(_finished.TryGetValue(row.Id, out var last) && pruned.IsGone(last, row.Status)));
    }

    private void Apply(JournalCommit commit)
    {
        if (!_stateIsSound)
        {
            return;
        }

        var e = commit.Events[0];
        _state.LastNumber = commit.First - 1;
        try
        {
            CoordinatorFold.Apply(_state, e);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // What it changed before it noticed is unknown, so nothing more can be said of this state.
            _stateIsSound = false;
            found(Difference.InJournal(
                (e as JobEvent)?.Job.ToString(), commit.First, "an event that follows from those before it",
                $"{e.GetType().Name}: {fault.Message}"));
        }
    }

    private void Project(StoredCommit[] run)
    {
        var changes = JobProjection.Project(run);
        foreach (var change in changes.Jobs)
        {
            var before = _rows.GetValueOrDefault(change.Job);
            if (change.Kind == JobChangeKind.Insert && before is not null)
            {
                found(Difference.InJournal(
                    before.Id, change.Sequence, "one enqueue of a job",
                    $"a second one, after event {before.Sequence}"));
            }

            if (JobRowFold.Apply(before, change) is { } row)
            {
                // Finished before the start and retried after it: its row, if it was still there, kept its number.
                var isOld = before is null && change.Kind == JobChangeKind.Upsert && start.LastNumber > 0
                    && hasOldRow(change.Job);
                _rows[change.Job] = isOld ? row with { Sequence = start.LastNumber } : row;
            }
            else if (change.Set != JobFields.None)
            {
                found(Difference.InJournal(
                    change.Job.ToString(), change.LastNumber, "an event of a job that was enqueued",
                    "no enqueue of it"));
            }
        }

        foreach (var result in changes.Results)
        {
            if (_rows.TryGetValue(result.Job.Job, out var row))
            {
                finish(JobRowFold.Finish(result, row));
                _finished[row.Id] = result.Id;
            }
        }
    }

    private void Check()
    {
        foreach (var violation in Invariants.Violations(_state))
        {
            found(Difference.InJournal(null, null, "events that keep the invariants", violation));
        }

        foreach (var job in _state.Jobs.Values)
        {
            if (_rows.TryGetValue(job.Spec.Id, out var row) && FoldAgreement.Of(job, row) is { } apart)
            {
                found(apart);
            }
        }
    }
}
