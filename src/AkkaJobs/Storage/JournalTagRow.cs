using LinqToDB;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// A tag of a journal row. We tag nothing (it makes writes several times slower), but Akka.Persistence.Sql deletes from
/// this table whenever it deletes journal rows.
/// </summary>
[Table("tags")]
[Index("tags_persistence_id_sequence_nr_idx", "persistence_id, sequence_nr")]
internal sealed record JournalTagRow
{
    [Column("ordering_id"), PrimaryKey(0)]
    public long OrderingId { get; init; }

    [Column("tag", DbType = "NVarChar(64)", CanBeNull = false, Configuration = ProviderName.SQLite)]
    [Column("tag", CanBeNull = false), PrimaryKey(1)]
    public required string Tag { get; init; }

    [Column("sequence_nr")]
    public long SequenceNumber { get; init; }

    [Column("persistence_id", DbType = "NVarChar(255)", CanBeNull = false, Configuration = ProviderName.SQLite)]
    [Column("persistence_id", CanBeNull = false)]
    public required string PersistenceId { get; init; }
}
