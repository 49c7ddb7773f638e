namespace AkkaJobs.Audit;

/// <summary>What an audit came to.</summary>
/// <param name="Number">The event up to which tables and journal were compared.</param>
/// <param name="Exported">The finish up to which journal and lake were compared.</param>
/// <param name="Jobs">Jobs compared.</param>
/// <param name="Finishes">Finishes compared.</param>
/// <param name="Differences">How many were reported.</param>
/// <param name="Unmendable">How many of those lie in the journal itself.</param>
/// <param name="Mended">Whether a repair was done.</param>
internal sealed record AuditReport(
    long Number, long Exported, long Jobs, long Finishes, long Differences, long Unmendable, bool Mended)
{
    /// <summary>Whether all agree.</summary>
    public bool IsClean => Differences == 0;
}
