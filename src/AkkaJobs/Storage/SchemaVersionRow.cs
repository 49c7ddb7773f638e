using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>A version that the schema has been brought to; the highest is the one it has.</summary>
[Table("schema_version")]
internal sealed record SchemaVersionRow
{
    [Column("version"), PrimaryKey]
    public int Version { get; init; }

    /// <summary>What was done: that it was made, or the migration's own words.</summary>
    [Column("what", CanBeNull = false)]
    public required string What { get; init; }

    [Column("applied_at", CanBeNull = false)]
    public required string AppliedAt { get; init; }
}
