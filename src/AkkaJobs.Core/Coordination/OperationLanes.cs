namespace AkkaJobs.Coordination;

/// <summary>
/// One operation's jobs that stand in line, and its counts. A line for the trusted, one for the suspects, and one more
/// for each set of sessions that an operator's release has excluded, while jobs stand in it.
/// </summary>
internal sealed class OperationLanes
{
    /// <summary>Losses in a row that make a job a suspect: it is never placed beside another.</summary>
    public const int SuspectLosses = 2;

    private readonly ClaimLane _trusted = new(suspects: false, []);
    private readonly List<ClaimLane> _lanes;

    public OperationLanes() => _lanes = [_trusted, new ClaimLane(suspects: true, [])];

    public List<ClaimLane> All => _lanes;

    /// <summary>All its jobs in memory; when there is none left, the operation is forgotten.</summary>
    public int Jobs { get; set; }

    /// <summary>Jobs in memory by status.</summary>
    public int[] Counts { get; } = new int[(int)JobStatus.Cancelled + 1];

    /// <summary>Jobs that stand in line: the pending ones but those of paused queues.</summary>
    public int Standing { get; private set; }

    public void Add(JobRecord job)
    {
        Standing++;
        LaneOf(job).Add(job);
    }

    /// <summary>A job left its line.</summary>
    public void Left(JobRecord job, CoordinatorState state)
    {
        Standing--;
        var lane = LaneOf(job);
        lane.Left(job, state);
        if (lane is { Live: 0, Excluded.Length: > 0 })
        {
            _lanes.Remove(lane);
        }
    }

    public static bool IsSuspect(JobRecord job) => job.Losses >= SuspectLosses;

    private ClaimLane LaneOf(JobRecord job)
    {
        if (_trusted.IsFor(job))
        {
            return _trusted;
        }

        foreach (var lane in _lanes)
        {
            if (lane.IsFor(job))
            {
                return lane;
            }
        }

        var other = new ClaimLane(IsSuspect(job), job.Excluded);
        _lanes.Add(other);
        return other;
    }
}
