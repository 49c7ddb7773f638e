using LinqToDB;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// One commit of the journal. The table is written by Akka.Persistence.Sql, whose default names these are; it is
/// made here, without the two of its indexes that only its tag queries use. On SQLite the types are its own too; on
/// PostgreSQL text has no bound, where it would have <c>varchar</c>.
/// </summary>
[Table("journal")]
[Index("journal_uq", "persistence_id, sequence_number", Unique = true)]
internal sealed record JournalRow
{
    /// <summary>The database's own number of the row.</summary>
    [Column("ordering"), PrimaryKey, Identity]
    public long Ordering { get; init; }

    /// <summary>When it was written: ticks, UTC.</summary>
    [Column("created")]
    public long Created { get; init; }

    /// <summary>Kept only for its sequence number.</summary>
    [Column("deleted", DbType = "Bit", Configuration = ProviderName.SQLite), Column("deleted")]
    public bool Deleted { get; init; }

    [Column("persistence_id", DbType = "NVarChar(255)", CanBeNull = false, Configuration = ProviderName.SQLite)]
    [Column("persistence_id", CanBeNull = false)]
    public required string PersistenceId { get; init; }

    /// <summary>From 1, without gaps. Invariant: unique for a persistence id; this fences the coordinator.</summary>
    [Column("sequence_number")]
    public long SequenceNumber { get; init; }

    /// <summary>The commit's bytes.</summary>
    [Column("message", DbType = "VarBinary", CanBeNull = false, Configuration = ProviderName.SQLite)]
    [Column("message", CanBeNull = false)]
    public required byte[] Message { get; init; }

    [Column("manifest", DbType = "NVarChar(500)", Configuration = ProviderName.SQLite), Column("manifest")]
    public string? Manifest { get; init; }

    /// <summary>The serializer's number.</summary>
    [Column("identifier")]
    public int? Identifier { get; init; }

    [Column("writer_uuid", DbType = "NVarChar(128)", Configuration = ProviderName.SQLite), Column("writer_uuid")]
    public string? WriterUuid { get; init; }
}
