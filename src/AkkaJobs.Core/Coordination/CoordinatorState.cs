using System.Runtime.InteropServices;

namespace AkkaJobs.Coordination;

/// <summary>
/// Everything the coordinator knows: the open jobs, the finished ones that the tables do not hold yet, and the bots.
/// Belongs to one actor and is changed in place, only by <see cref="CoordinatorFold"/>; what is not stored (evidence)
/// is changed by the decider. Deterministic: the same events give the same state.
/// </summary>
internal sealed class CoordinatorState(CoordinatorRules rules)
{
    /// <summary>The format of a journal that says none.</summary>
    public const int FirstFormat = 1;

    private readonly Queue<(long Number, JobId Job)> _finished = new();
    private readonly Queue<(long Number, JobId Job, long Token)> _refusedAway = new();
    private readonly HashSet<(JobId Job, long Token)> _refusedAwaySet = [];
    private readonly int[] _counts = new int[(int)JobStatus.Cancelled + 1];

    public CoordinatorRules Rules { get; } = rules;

    /// <summary>The number of the last event folded. Invariant: events are numbered from 1 without gaps.</summary>
    public long LastNumber { get; set; }

    /// <summary>The time of the last event. Invariant: never decreases.</summary>
    public Timestamp LastAt { get; set; }

    /// <summary>The number of the last <see cref="CoordinatorStarted"/>.</summary>
    public long Epoch { get; set; }

    /// <summary>
    /// The format in which the journal is written, which every version that shall read it must know. Invariant: never
    /// decreases.
    /// </summary>
    public int Format { get; set; } = FirstFormat;

    /// <summary>The last token given. Invariant: strictly increasing over all jobs, restarts and fail-overs.</summary>
    public long LastToken { get; set; }

    /// <summary>Open jobs, and finished ones not yet forgotten.</summary>
    public Dictionary<JobId, JobRecord> Jobs { get; } = [];

    public Dictionary<string, BotRecord> Bots { get; } = [];

    /// <summary>Leases by token. Invariant: one for each processing job.</summary>
    public Dictionary<long, LeaseWatch> Watches { get; } = [];

    /// <summary>Queues by name, while they are paused or memory holds jobs of theirs.</summary>
    public Dictionary<string, QueueRecord> Queues { get; } = [];

    /// <summary>Queues that are paused.</summary>
    public int PausedQueues { get; private set; }

    /// <summary>Pending jobs by operation.</summary>
    public Dictionary<string, OperationLanes> Lanes { get; } = [];

    /// <summary>
    /// Scheduled and retrying jobs by their time. Entries of jobs that moved on are passed over, and thrown out when
    /// they outnumber the others. Invariant: every scheduled and every retrying job has an entry with its time.
    /// </summary>
    public PriorityQueue<JobId, Timestamp> Due { get; } = new();

    /// <summary>Open jobs by unique key. Invariant: at most one each.</summary>
    public Dictionary<string, JobId> UniqueKeys { get; } = [];

    /// <summary>
    /// Up to here memory has forgotten finished jobs: an answer of the tables from before is not to be trusted.
    /// </summary>
    public long ForgottenUpTo { get; private set; }

    public long OpenBytes { get; private set; }

    public long FinishedBytes { get; private set; }

    public int OpenJobs { get; private set; }

    public int FinishedJobs => Jobs.Count - OpenJobs;

    // ---- evidence, not stored ----

    /// <summary>
    /// Until then no verdicts: the coordinator was away itself, and bots get a fresh lease period to report.
    /// </summary>
    public Timestamp DoubtUntil { get; set; }

    /// <summary>When the last tick ran; null before the first.</summary>
    public Timestamp? LastTickAt { get; set; }

    /// <summary>Reports refused without a line in a history: repeated, or under a token the job never had.</summary>
    public long RefusedUnrecorded { get; set; }

    public JobRecord? Find(JobId id) => Jobs.GetValueOrDefault(id);

    /// <summary>Jobs by status that are in memory.</summary>
    public long Count(JobStatus status) => _counts[(int)status];

    /// <summary>
    /// Whether no verdict may be passed: the coordinator was away, or has not looked at the clock for so long that it
    /// may have been, without having noticed yet.
    /// </summary>
    public bool InDoubt(Timestamp now) => now < DoubtUntil || (LastTickAt is { } last && now - last > Rules.Heartbeat);

    /// <summary>Whether a job may be claimed: it is pending, and its queue is not paused.</summary>
    public bool StandsInLine(JobRecord job) =>
        job.Status == JobStatus.Pending
        && (PausedQueues == 0 || !Queues.TryGetValue(job.Spec.Queue, out var queue) || queue.Pause is null);

    /// <summary>Its pending jobs leave their lines. Costs a look at every job in memory.</summary>
    public void Pause(string name, QueuePause pause)
    {
        var queue = QueueOf(name);
        if (queue.Pause is null)
        {
            PausedQueues++;
            queue.Pause = pause;
            foreach (var job in PendingOf(queue))
            {
                LanesOf(job.Spec.Operation).Left(job, this);
            }
        }
    }

    /// <summary>Its pending jobs stand in line again, where they stood. Costs a look at every job in memory.</summary>
    public void Resume(string name)
    {
        var queue = QueueOf(name);
        if (queue.Pause is not null)
        {
            PausedQueues--;
            queue.Pause = null;
            foreach (var job in PendingOf(queue))
            {
                LanesOf(job.Spec.Operation).Add(job);
            }
        }

        ForgetIfIdle(queue);
    }

    public OperationLanes LanesOf(string operation)
    {
        if (!Lanes.TryGetValue(operation, out var lanes))
        {
            Lanes.Add(operation, lanes = new OperationLanes());
        }

        return lanes;
    }

    /// <summary>Sets a job in place of what stood there, and keeps every index true.</summary>
    public void Put(JobRecord next)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(Jobs, next.Spec.Id, out _);
        var old = slot;
        slot = next;
        if (old is not null && IsSamePlace(old, next))
        {
            return;
        }

        var lanes = LanesOf(next.Spec.Operation);
        if (old is not null)
        {
            Leave(old, lanes);
        }

        Enter(next, lanes);
        QueueOf(next.Spec.Queue).Count(old, next);
    }

    /// <summary>
    /// Forgets finished jobs that the tables hold: those whose last event is not behind <paramref name="offset"/>.
    /// Not an event, since the tables' progress is not the journal's.
    /// </summary>
    public void Forget(long offset)
    {
        ForgottenUpTo = Math.Max(ForgottenUpTo, Math.Min(offset, LastNumber));
        while (_finished.TryPeek(out var oldest) && oldest.Number <= offset)
        {
            _finished.Dequeue();
            if (Jobs.TryGetValue(oldest.Job, out var job) && !job.Status.IsOpen() && job.Number <= offset)
            {
                Jobs.Remove(oldest.Job);
                var lanes = LanesOf(job.Spec.Operation);
                Leave(job, lanes);
                if (lanes.Jobs == 0)
                {
                    Lanes.Remove(job.Spec.Operation);
                }

                var queue = QueueOf(job.Spec.Queue);
                queue.Count(job, null);
                ForgetIfIdle(queue);
            }
        }

        while (_refusedAway.TryPeek(out var refused) && refused.Number <= offset)
        {
            _refusedAway.Dequeue();
            _refusedAwaySet.Remove((refused.Job, refused.Token));
        }
    }

    /// <summary>A job read from the tables, with the refusals that were recorded since they took it in.</summary>
    public JobRecord WithRefusals(JobRecord job)
    {
        if (_refusedAwaySet.Count == 0 || job.Run is not { } run)
        {
            return job;
        }

        var past = run.Past
            .Select(p => _refusedAwaySet.Contains((job.Spec.Id, p.Token)) ? p with { Refused = true } : p);
        return job with { Run = run with { Past = [.. past] } };
    }

    public void NoteRefusedAway(long number, JobId job, long token)
    {
        if (_refusedAwaySet.Add((job, token)))
        {
            _refusedAway.Enqueue((number, job, token));
        }
    }

    /// <summary>
    /// Whether every index that holds the one holds the other: the same line, place, time and weight.
    /// </summary>
    private static bool IsSamePlace(JobRecord old, JobRecord next) =>
        old.Status == next.Status
        && old.Status.IsOpen()
        && ReferenceEquals(old.Spec, next.Spec)
        && old.Order == next.Order
        && old.RunAt == next.RunAt
        && old.Losses == next.Losses
        && old.Excluded == next.Excluded;

    private void Enter(JobRecord job, OperationLanes lanes)
    {
        _counts[(int)job.Status]++;
        lanes.Counts[(int)job.Status]++;
        lanes.Jobs++;
        if (!job.Status.IsOpen())
        {
            FinishedBytes += FinishedWeight(job);
            _finished.Enqueue((job.Number, job.Spec.Id));
            return;
        }

        OpenJobs++;
        OpenBytes += job.Spec.Bytes;
        if (job.Spec.UniqueKey is { } key)
        {
            UniqueKeys[key] = job.Spec.Id;
        }

        switch (job.Status)
        {
            case JobStatus.Pending when StandsInLine(job):
                lanes.Add(job);
                break;
            case JobStatus.Scheduled or JobStatus.Retrying when job.RunAt is { } due:
                Due.Enqueue(job.Spec.Id, due);
                break;
        }
    }

    private void Leave(JobRecord job, OperationLanes lanes)
    {
        _counts[(int)job.Status]--;
        lanes.Counts[(int)job.Status]--;
        lanes.Jobs--;
        if (!job.Status.IsOpen())
        {
            FinishedBytes -= FinishedWeight(job);
            return;
        }

        OpenJobs--;
        OpenBytes -= job.Spec.Bytes;
        if (job.Spec.UniqueKey is { } key)
        {
            UniqueKeys.Remove(key);
        }

        switch (job.Status)
        {
            case JobStatus.Pending when StandsInLine(job):
                lanes.Left(job, this);
                break;
            case JobStatus.Scheduled or JobStatus.Retrying:
                ThinOutDue();
                break;
        }
    }

    private QueueRecord QueueOf(string name)
    {
        if (!Queues.TryGetValue(name, out var queue))
        {
            Queues.Add(name, queue = new QueueRecord(name));
        }

        return queue;
    }

    private void ForgetIfIdle(QueueRecord queue)
    {
        if (queue is { Jobs: 0, Pause: null })
        {
            Queues.Remove(queue.Name);
        }
    }

    /// <summary>Its pending jobs; looks no further than to the last of them.</summary>
    private IEnumerable<JobRecord> PendingOf(QueueRecord queue) => queue.Counts[(int)JobStatus.Pending] is 0
        ? []
        : Jobs.Values.Where(job => job.Status == JobStatus.Pending && job.Spec.Queue == queue.Name)
            .Take(queue.Counts[(int)JobStatus.Pending]);

    /// <summary>Jobs that were cancelled before their time must not fill memory until it comes.</summary>
    private void ThinOutDue()
    {
        if (Due.Count <= ClaimLane.Spare || Due.Count <= 2 * (Count(JobStatus.Scheduled) + Count(JobStatus.Retrying)))
        {
            return;
        }

        var live = Due.UnorderedItems.Where(e => IsDue(e.Element, e.Priority)).ToArray();
        Due.Clear();
        Due.EnqueueRange(live);
    }

    /// <summary>Whether an entry of <see cref="Due"/> still stands for its job.</summary>
    public bool IsDue(JobId id, Timestamp due) =>
        Find(id) is { Status: JobStatus.Scheduled or JobStatus.Retrying } job && job.RunAt == due;

    /// <summary>What a finished job weighs against the bound of those that the tables do not hold yet.</summary>
    public static long FinishedWeight(JobRecord job) =>
        job.Spec.Bytes + (job.Outcome?.Result?.Length ?? 0) + (job.Outcome?.Error?.Length ?? 0);
}
