namespace AkkaJobs.Coordination;

/// <summary>Who comes first: the lower priority number, then who was enqueued or retried first.</summary>
internal readonly record struct ClaimOrder(int Priority, long Order) : IComparable<ClaimOrder>
{
    public int CompareTo(ClaimOrder other) =>
        Priority != other.Priority ? Priority.CompareTo(other.Priority) : Order.CompareTo(other.Order);
}

/// <summary>
/// The pending jobs of one operation in claim order. Entries of jobs that have moved on stay until they come up or
/// outnumber the live ones, so that leaving the line costs nothing.
/// </summary>
internal sealed class ClaimLane(bool suspects)
{
    /// <summary>Entries of jobs that moved on are not worth a search below this many.</summary>
    public const int Spare = 1024;

    private readonly PriorityQueue<JobId, ClaimOrder> _line = new();

    /// <summary>Jobs in line. Invariant: the pending jobs of this operation.</summary>
    public int Live { get; private set; }

    /// <summary>Entries, those that are passed over included: never many more than twice the jobs in line.</summary>
    public int Entries => _line.Count;

    public void Add(JobRecord job)
    {
        Live++;
        _line.Enqueue(job.Spec.Id, new ClaimOrder(job.Spec.Priority, job.Order));
    }

    /// <summary>
    /// A job left the line. One that was claimed stood first; the entry of another stays and is passed over.
    /// </summary>
    public void Left(JobRecord job, Dictionary<JobId, JobRecord> jobs)
    {
        Live--;
        if (_line.TryPeek(out var first, out var order) && first == job.Spec.Id && order.Order == job.Order)
        {
            _line.Dequeue();
        }
        else if (_line.Count > Spare && _line.Count > 2 * Live)
        {
            var live = LiveEntries(jobs).ToArray();
            _line.Clear();
            _line.EnqueueRange(live);
        }
    }

    /// <summary>Who stands in line, in no order, each once. For audits: costs a look at every entry.</summary>
    public IEnumerable<(JobId Job, ClaimOrder Order)> LiveEntries(Dictionary<JobId, JobRecord> jobs) =>
        _line.UnorderedItems.Where(e => IsLive(jobs, e.Element, e.Priority)).DistinctBy(e => e.Element);

    /// <summary>
    /// Adds who stands in line before a place, in no order, until there are so many or no look is left. The first in
    /// line is always among them.
    /// </summary>
    /// <returns>Whether all of them were seen.</returns>
    public bool CollectBefore(
        ClaimOrder place, Dictionary<JobId, JobRecord> jobs, HashSet<JobId> before, int most, ref int looks)
    {
        if (!TryPeek(jobs, out var first, out var firstOrder) || firstOrder.CompareTo(place) >= 0)
        {
            return true;
        }

        before.Add(first);
        foreach (var (id, order) in _line.UnorderedItems)
        {
            if (before.Count >= most || looks == 0)
            {
                return false;
            }

            looks--;
            if (order.CompareTo(place) < 0 && IsLive(jobs, id, order))
            {
                before.Add(id);
            }
        }

        return true;
    }

    /// <summary>The first in line, if any.</summary>
    public bool TryPeek(Dictionary<JobId, JobRecord> jobs, out JobId id, out ClaimOrder order)
    {
        while (_line.TryPeek(out id, out order))
        {
            if (IsLive(jobs, id, order))
            {
                return true;
            }

            _line.Dequeue();
        }

        return false;
    }

    // A released job keeps its order, so an entry may stand for it again; but never in the line that it has left for
    // the other, or a suspect would be taken for one that is trusted.
    private bool IsLive(Dictionary<JobId, JobRecord> jobs, JobId id, ClaimOrder order) =>
        jobs.TryGetValue(id, out var job)
        && job.Status == JobStatus.Pending
        && job.Order == order.Order
        && OperationLanes.IsSuspect(job) == suspects;
}
