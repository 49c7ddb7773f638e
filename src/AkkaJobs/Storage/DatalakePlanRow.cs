using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// How far the datalake holds the finishes, and the file that is being written. Whoever exports finishes the planned
/// range before it plans another; every move is a compare-and-set on what was read.
/// </summary>
[Table("datalake_plan")]
internal sealed record DatalakePlanRow
{
    /// <summary>The exporter.</summary>
    [Column("name", CanBeNull = false), PrimaryKey]
    public required string Name { get; init; }

    /// <summary>The last finish in a finished file.</summary>
    [Column("exported")]
    public long Exported { get; init; }

    /// <summary>The first finish of the planned file; null when none is planned.</summary>
    [Column("first")]
    public long? First { get; init; }

    /// <summary>The last finish of the planned file.</summary>
    [Column("last")]
    public long? Last { get; init; }

    /// <summary>The one date of all finishes in the planned file, <c>YYYY-MM-DD</c>.</summary>
    [Column("date")]
    public string? Date { get; init; }

    [Column("updated_at", CanBeNull = false)]
    public required string UpdatedAt { get; init; }
}
