namespace AkkaJobs;

/// <summary>What a handler knows of its attempt.</summary>
public sealed class JobContext
{
    private readonly Action<JsonText>? _report;

    internal JobContext(ClaimedJob job, CancellationToken cancel, Action<JsonText>? report = null)
    {
        Id = job.Id;
        Operation = job.Operation;
        Attempt = job.Attempt;
        Token = job.Token;
        Timeout = TimeSpan.FromMilliseconds(job.TimeoutMs);
        Cancel = cancel;
        _report = report;
    }

    /// <summary>The job.</summary>
    public JobId Id { get; }

    /// <summary>The operation it was enqueued for.</summary>
    public string Operation { get; }

    /// <summary>The number of this attempt, from 1; never used twice for one job.</summary>
    public int Attempt { get; }

    /// <summary>
    /// The fencing token: strictly greater than that of every earlier claim of any job. Store it beside your own writes
    /// and refuse lower ones, and a stale attempt can do no harm.
    /// </summary>
    public long Token { get; }

    /// <summary>How long this attempt may run.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>
    /// Signalled when the job was cancelled or released, its timeout is up, or the node shuts down. A handler that does
    /// not return within the cancel grace (5 s) is abandoned.
    /// </summary>
    public CancellationToken Cancel { get; }

    /// <summary>
    /// Says how far the attempt is; travels with the next heartbeat, the latest wins, and is not kept. At most 4 KiB as
    /// JSON: a larger one is passed over, and the one before it stands.
    /// </summary>
    public void Report<T>(T progress) => _report?.Invoke(JsonText.From(progress));
}
