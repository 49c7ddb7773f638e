using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// A process that the others have given up. It is out for ever: the same node comes back as another process.
/// </summary>
[Table("downed_nodes")]
internal sealed record DownedNodeRow
{
    /// <summary>Address and number of the process.</summary>
    [Column("node", CanBeNull = false), PrimaryKey]
    public required string Node { get; init; }

    /// <summary>The process that has decided it.</summary>
    [Column("downed_by", CanBeNull = false)]
    public required string DownedBy { get; init; }

    [Column("downed_at", CanBeNull = false)]
    public required string DownedAt { get; init; }
}
