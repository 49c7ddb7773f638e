namespace AkkaJobs;

/// <summary>What became of one request: stored, already there, or refused.</summary>
/// <param name="Id">The job's id; also given when refused.</param>
/// <param name="Duplicate">
/// Whether a job with this id stood already; then nothing was stored and nothing runs twice.
/// </param>
/// <param name="Rejection">Why it was refused; null when the job stands.</param>
public readonly record struct EnqueueOutcome(JobId Id, bool Duplicate, Rejection? Rejection)
{
    /// <summary>Whether the job stands: stored durably now or before.</summary>
    public bool Stands => Rejection is null;
}
