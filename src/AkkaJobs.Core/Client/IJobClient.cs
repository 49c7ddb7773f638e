namespace AkkaJobs;

/// <summary>What a client may do: hand jobs over, follow them, stop them.</summary>
/// <remarks>
/// Every method throws <see cref="JobRefusedException"/> for a rule's "no", and
/// <see cref="RejectionCode.CoordinatorUnavailable"/> in it when nothing can be said; repeating with the same id is
/// safe.
/// </remarks>
public interface IJobClient
{
    /// <summary>Stores one job; returns only once it is durable, or stood already.</summary>
    Task<EnqueueOutcome> EnqueueAsync(JobRequest request, CancellationToken cancel = default);

    /// <summary>
    /// Stores many jobs, in order, each for itself: outcomes are in the order of the requests, and none throws.
    /// </summary>
    Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<JobRequest> requests, CancellationToken cancel = default);

    /// <summary>A job as it stands, never behind an answer already given; null if unknown.</summary>
    Task<JobView?> GetAsync(JobId id, CancellationToken cancel = default);

    /// <summary>
    /// A job once it has finished, or as it stands when <paramref name="wait"/> is up; null if unknown.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="wait">At most <see cref="Limits.MaxWait"/>.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task<JobView?> WaitAsync(JobId id, TimeSpan wait, CancellationToken cancel = default);

    /// <summary>
    /// A job as it was at a time, by the journal; null if unknown. What is not stored, its progress, is not among it.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="at">The time; what was decided in that millisecond counts.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="JobRefusedException">
    /// It came later (<see cref="RejectionCode.UnknownJob"/>), or the journal has been pruned there
    /// (<see cref="RejectionCode.Pruned"/>).
    /// </exception>
    Task<JobView?> GetAtAsync(JobId id, DateTimeOffset at, CancellationToken cancel = default);

    /// <summary>
    /// A job's transitions and refused reports, oldest first; null if unknown. Those that the tables have folded come
    /// from the journal, as far as it has not been pruned; a page may then hold fewer than its limit.
    /// </summary>
    Task<Page<HistoryLine>?> HistoryAsync(
        JobId id, int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default);

    /// <summary>
    /// Why a job is where it is, never behind an answer already given; null if unknown. With the coordinator away it
    /// says so first, and then what the tables show.
    /// </summary>
    Task<ExplainView?> ExplainAsync(JobId id, CancellationToken cancel = default);

    /// <summary>Jobs, newest first, from the tables.</summary>
    Task<Page<JobView>> ListAsync(JobFilter filter, CancellationToken cancel = default);

    /// <summary>Finishes, newest first, from the tables.</summary>
    Task<Page<ResultView>> ResultsAsync(ResultFilter filter, CancellationToken cancel = default);

    /// <summary>Bots by name, from the coordinator.</summary>
    Task<Page<BotView>> BotsAsync(CancellationToken cancel = default);

    /// <summary>
    /// Queues by name, from the coordinator: those that are paused, and those of the jobs that it holds.
    /// </summary>
    Task<Page<QueueView>> QueuesAsync(
        int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default);

    /// <summary>The system at a glance.</summary>
    Task<StatsView> StatsAsync(CancellationToken cancel = default);

    /// <summary>Stops an open job. A running attempt is told to stop; what it reports later is superseded.</summary>
    Task<JobView> CancelAsync(JobId id, Request request, CancellationToken cancel = default);
}

/// <summary>Who asks for something, and why: both stand in the job's history.</summary>
/// <param name="By">The name of the token or user; at most <see cref="Limits.MaxKeyBytes"/> bytes.</param>
/// <param name="Reason">Why, in the asker's words; at most <see cref="Limits.MaxReasonBytes"/> bytes.</param>
public sealed record Request(string? By = null, string? Reason = null);
