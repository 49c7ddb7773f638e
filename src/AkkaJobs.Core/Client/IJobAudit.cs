namespace AkkaJobs;

/// <summary>
/// Compares journal, tables and datalake while jobs go on, and mends tables and lake from the journal.
/// </summary>
public interface IJobAudit
{
    /// <summary>Audits, and mends if that is asked for.</summary>
    /// <param name="repair">
    /// Whether what differs is mended. Tables, datalake and retention stand still meanwhile, and catch up afterwards;
    /// jobs go on.
    /// </param>
    /// <param name="say">Told each line as it comes, one after the other, on the audit's thread.</param>
    /// <param name="cancel">Ends it; what was not yet mended stays as it is.</param>
    /// <returns>Whether all agree, after the repair if there was one.</returns>
    /// <exception cref="JobRefusedException">
    /// <see cref="RejectionCode.WrongNode"/>: a repair is done on the node where the coordinator is, and neither on one
    /// that only runs jobs; <see cref="RejectionCode.CoordinatorUnavailable"/>: it is nowhere now.
    /// </exception>
    Task<bool> RunAsync(bool repair, Action<AuditLine> say, CancellationToken cancel = default);
}
