namespace AkkaJobs;

/// <summary>What an operator may do beyond a client. Each act is an event: who, when, why.</summary>
public interface IJobOperator
{
    /// <summary>Ends the job's lease so that it can be claimed again; the attempt is given back.</summary>
    /// <param name="id">The job.</param>
    /// <param name="token">
    /// Only this lease (else <see cref="RejectionCode.Superseded"/>), so that repeating is harmless.
    /// </param>
    /// <param name="dryRun">
    /// Changes nothing, and says in <see cref="JobView.Release"/> what is known and what would follow. A release with
    /// the token shown there ends that lease or none.
    /// </param>
    /// <param name="request">Who and why.</param>
    /// <param name="excludeBot">
    /// The bot does not get the job again until it restarts, or the job is retried. Another must run its operation, or
    /// the job waits for one.
    /// </param>
    /// <param name="cancel">Stops waiting for the answer.</param>
    Task<JobView> ReleaseAsync(
        JobId id, Request request, long? token = null, bool dryRun = false, bool excludeBot = false,
        CancellationToken cancel = default);

    /// <summary>
    /// Does the same to every job that a filter finds: an event each, under one reason. Each is judged anew when its
    /// turn comes, and one that no longer is what the filter asked for is left alone. The tables are asked which jobs
    /// there are, once they show what the coordinator had stored when this began.
    /// </summary>
    /// <param name="acts">What, to which, why.</param>
    /// <param name="cancel">Stops it; what is done is done.</param>
    /// <exception cref="JobRefusedException">
    /// Not at all, by a filter or reason that is no good; or from here on, since the coordinator went away or the
    /// tables are behind.
    /// </exception>
    IAsyncEnumerable<ActedView> ActAsync(ManyActs acts, CancellationToken cancel = default);

    /// <summary>
    /// Jobs that are thought stuck, the oldest claim first: processing, and their heartbeat or deadline is late. From
    /// the coordinator's leases, so that it costs little however many jobs there are.
    /// </summary>
    /// <param name="limit">Rows a page, 1–1,000; a page of large jobs holds fewer.</param>
    /// <param name="cursor">The <see cref="Page{T}.NextCursor"/> of the page before.</param>
    /// <param name="cancel">Stops waiting for the answer.</param>
    Task<Page<StuckView>> StuckAsync(
        int limit = Limits.DefaultListLimit, string? cursor = null, CancellationToken cancel = default);

    /// <summary>Makes a failed, cancelled or retrying job pending, with its attempts allowed once more.</summary>
    Task<JobView> RetryAsync(JobId id, Request request, CancellationToken cancel = default);

    /// <summary>Gives the bot no more work; what it runs goes on.</summary>
    Task<BotView> DrainBotAsync(string name, Request request, CancellationToken cancel = default);

    /// <summary>Gives a drained bot work again.</summary>
    Task<BotView> ResumeBotAsync(string name, Request request, CancellationToken cancel = default);

    /// <summary>
    /// Has nothing claimed from the queue until it is resumed, whatever restarts; what is claimed already goes on. A
    /// queue may be paused before it has any job; at most <see cref="Limits.MaxPausedQueues"/> are paused at once.
    /// </summary>
    Task<QueueView> PauseQueueAsync(string name, Request request, CancellationToken cancel = default);

    /// <summary>Lets a paused queue go on: its jobs stand where they stood.</summary>
    Task<QueueView> ResumeQueueAsync(string name, Request request, CancellationToken cancel = default);
}
