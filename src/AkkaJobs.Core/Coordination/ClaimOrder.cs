using System.Collections.Immutable;

namespace AkkaJobs.Coordination;

/// <summary>Who comes first: the lower priority number, then who was enqueued or retried first.</summary>
internal readonly record struct ClaimOrder(int Priority, long Order) : IComparable<ClaimOrder>
{
    public int CompareTo(ClaimOrder other) =>
        Priority != other.Priority ? Priority.CompareTo(other.Priority) : Order.CompareTo(other.Order);
}

/// <summary>
/// Pending jobs of one operation in claim order, all of which the same bots may have. Entries of jobs that have moved
/// on stay until they come up or outnumber the live ones, so that leaving the line costs nothing.
/// </summary>
internal sealed class ClaimLane(bool suspects, ImmutableArray<BotSession> excluded)
{
    /// <summary>Entries of jobs that moved on are not worth a search below this many.</summary>
    public const int Spare = 1024;

    private readonly PriorityQueue<JobId, ClaimOrder> _line = new();

    /// <summary>Bot sessions that may have none of these jobs.</summary>
    public ImmutableArray<BotSession> Excluded => excluded;

    /// <summary>Jobs in line. Invariant: the pending jobs of this operation that it is for.</summary>
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
    public void Left(JobRecord job, CoordinatorState state)
    {
        Live--;
        if (_line.TryPeek(out var first, out var order) && first == job.Spec.Id && order.Order == job.Order)
        {
            _line.Dequeue();
        }
        else if (_line.Count > Spare && _line.Count > 2 * Live)
        {
            var live = LiveEntries(state).ToArray();
            _line.Clear();
            _line.EnqueueRange(live);
        }
    }

    /// <summary>Who stands in line, in no order, each once. For audits: costs a look at every entry.</summary>
    public IEnumerable<(JobId Job, ClaimOrder Order)> LiveEntries(CoordinatorState state) =>
        _line.UnorderedItems.Where(e => IsLive(state, e.Element, e.Priority)).DistinctBy(e => e.Element);

    /// <summary>
    /// Adds who stands in line before a place, in no order, until there are so many or no look is left. The first in
    /// line is always among them.
    /// </summary>
    /// <returns>Whether all of them were seen.</returns>
    public bool CollectBefore(
        ClaimOrder place, CoordinatorState state, HashSet<JobId> before, int most, ref int looks)
    {
        if (!TryPeek(state, out var first, out var firstOrder) || firstOrder.CompareTo(place) >= 0)
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
            if (order.CompareTo(place) < 0 && IsLive(state, id, order))
            {
                before.Add(id);
            }
        }

        return true;
    }

    /// <summary>The first in line, if any.</summary>
    public bool TryPeek(CoordinatorState state, out JobId id, out ClaimOrder order)
    {
        while (_line.TryPeek(out id, out order))
        {
            if (IsLive(state, id, order))
            {
                return true;
            }

            _line.Dequeue();
        }

        return false;
    }

    /// <summary>Whether a bot may have these jobs, as far as they themselves say.</summary>
    public bool IsOpenTo(BotRecord bot) =>
        (!suspects || bot.TakesSuspect) && !Excludes(bot);

    /// <summary>Whether a release has excluded the bot from these jobs.</summary>
    public bool Excludes(BotRecord bot) => excluded.Length > 0 && excluded.Contains(bot.Itself);

    /// <summary>Whether a job stands in this line while it is pending.</summary>
    public bool IsFor(JobRecord job) =>
        OperationLanes.IsSuspect(job) == suspects
        && (job.Excluded == excluded || job.Excluded.SequenceEqual(excluded));

    // A released job keeps its order, so an entry may stand for it again; but never in the line that it has left for
    // another, or a suspect would be taken for one that is trusted.
    private bool IsLive(CoordinatorState state, JobId id, ClaimOrder order) =>
        state.Find(id) is { } job && state.StandsInLine(job) && job.Order == order.Order && IsFor(job);
}
