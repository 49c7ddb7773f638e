using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// How far a follower has stored the journal. Moved by compare-and-set in the transaction of its rows.
/// </summary>
[Table("offsets")]
internal sealed record OffsetRow
{
    /// <summary>The follower.</summary>
    [Column("name", CanBeNull = false), PrimaryKey]
    public required string Name { get; init; }

    /// <summary>The last event stored.</summary>
    [Column("number")]
    public long Number { get; init; }

    /// <summary>The sequence number of the journal row that ends with it.</summary>
    [Column("journal_row")]
    public long JournalRow { get; init; }

    /// <summary>The highest token among the events stored; none in the journal may be lower after a restore.</summary>
    [Column("token")]
    public long Token { get; init; }

    [Column("updated_at", CanBeNull = false)]
    public required string UpdatedAt { get; init; }
}
