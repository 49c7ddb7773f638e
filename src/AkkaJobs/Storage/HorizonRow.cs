using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// The event number up to which something has been pruned: what is behind it is gone, what is after it must be there.
/// Moved, by compare-and-set, in the transaction that deletes.
/// </summary>
[Table("horizons")]
internal sealed record HorizonRow
{
    /// <summary>A status, or <see cref="Journal"/>.</summary>
    [Column("name", CanBeNull = false), PrimaryKey]
    public required string Name { get; init; }

    /// <summary>
    /// Of a status: the last finish that was pruned. Of the journal: the last event that the snapshot holds from which
    /// the journal is now read.
    /// </summary>
    [Column("number")]
    public long Number { get; init; }

    /// <summary>Of the journal: the row of that snapshot, the first that is kept. Else 0.</summary>
    [Column("journal_row")]
    public long JournalRow { get; init; }

    [Column("updated_at", CanBeNull = false)]
    public required string UpdatedAt { get; init; }

    /// <summary>The name of the journal's horizon.</summary>
    public const string Journal = "journal";
}
