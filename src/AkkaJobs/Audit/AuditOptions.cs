namespace AkkaJobs.Audit;

/// <summary>How an audit is done.</summary>
internal sealed record AuditOptions
{
    /// <summary>Where the fold begins.</summary>
    public AuditStart Start { get; init; } = AuditStart.Beginning;

    /// <summary>
    /// Whether tables and lake are brought to what the journal says. Nobody else may write them meanwhile.
    /// </summary>
    public bool Repair { get; init; }

    /// <summary>
    /// Whether a coordinator is at work: the journal is its own then, and a repair writes nothing there.
    /// </summary>
    public bool IsLive { get; init; }

    /// <summary>
    /// Bytes of events whose jobs are folded at once. In memory their rows and records take about ten times as much.
    /// Default 2 MiB.
    /// </summary>
    public long PartBytes { get; init; } = 2 << 20;

    /// <summary>Bytes of rows that are sorted at once. Default 8 MiB.</summary>
    public long SortBytes { get; init; } = 8 << 20;
}
