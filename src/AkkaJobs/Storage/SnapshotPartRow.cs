using LinqToDB;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>One part of a snapshot. A snapshot counts only when it is whole.</summary>
[Table("snapshot_parts")]
internal sealed record SnapshotPartRow
{
    [Column("persistence_id", DataType = DataType.VarChar, Length = 255), PrimaryKey(1), NotNull]
    public string PersistenceId { get; init; } = "";

    /// <summary>The journal row that the snapshot stands behind.</summary>
    [Column("sequence_number"), PrimaryKey(2), NotNull]
    public long SequenceNumber { get; init; }

    /// <summary>0 is the head; jobs follow from 1.</summary>
    [Column("part"), PrimaryKey(3), NotNull]
    public int Part { get; init; }

    /// <summary>
    /// On the head, which is written last: how many parts follow it. Without a head the snapshot is not whole.
    /// </summary>
    [Column("parts"), Nullable]
    public int? Parts { get; init; }

    /// <summary>Ticks in UTC, as Akka.NET's metadata has them.</summary>
    [Column("created"), NotNull]
    public long Created { get; init; }

    /// <summary>
    /// On the head: kept until the journal's horizon has come to it and gone on, not only until there are newer ones.
    /// </summary>
    [Column("kept"), NotNull]
    public bool Kept { get; init; }

    [Column("bytes"), NotNull]
    public byte[] Bytes { get; init; } = [];
}
