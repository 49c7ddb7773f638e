using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// A member of the cluster: a coordinator's node that starts again finds the others, though no seed names them.
/// </summary>
[Table("cluster_nodes")]
internal sealed record ClusterNodeRow
{
    [Column("address", CanBeNull = false), PrimaryKey]
    public required string Address { get; init; }

    [Column("seen_at", CanBeNull = false)]
    public required string SeenAt { get; init; }
}
