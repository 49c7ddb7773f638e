using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>Who may be what only one node may be, and until when by the database's own clock.</summary>
[Table("leases")]
internal sealed record LeaseRow
{
    /// <summary>What is leased; <see cref="Coordinator"/>.</summary>
    [Column("name", CanBeNull = false), PrimaryKey]
    public required string Name { get; init; }

    /// <summary>The address of the node that has it.</summary>
    [Column("owner", CanBeNull = false)]
    public required string Owner { get; init; }

    [Column("expires_at", CanBeNull = false)]
    public required string ExpiresAt { get; init; }

    /// <summary>The lease of the coordinator.</summary>
    public const string Coordinator = "coordinator";
}
