using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Storage;

/// <summary>
/// A database that holds the journal, the tables or both: how it is read, written and given its schema. What differs
/// between SQLite and PostgreSQL stands in the two types made of this one; what rows mean is decided elsewhere, once.
/// </summary>
internal abstract class JobsDatabase
{
    /// <summary>Where it is, as people are told: never with credentials.</summary>
    public abstract string Place { get; }

    /// <summary>How linq2db and Akka.Persistence.Sql reach it.</summary>
    public abstract DataOptions Options { get; }

    /// <summary>How its tables are described, made and looked at.</summary>
    public abstract SchemaDialect Dialect { get; }

    /// <summary>What puts the journal back that belongs to the tables, as half a sentence.</summary>
    public abstract string PutJournalBack { get; }

    /// <summary>
    /// What has the tables made anew from the journal at the next start, as half a sentence.
    /// </summary>
    public abstract string DropTables { get; }

    /// <summary>A text from outside as the database stores it.</summary>
    public virtual string StoredText(string text) => text;

    /// <summary>For one query after the other, each of which sees the database as it is then.</summary>
    public DataConnection Query() => new(Options);

    /// <summary>As <see cref="Query"/>, but what it changes is on the disk when the call returns.</summary>
    public abstract DataConnection QueryDurably();

    /// <summary>For queries that must all see the database as it is at the first of them.</summary>
    public abstract ReadTransaction Read();

    /// <summary>For the making and the comparison of the schema; a SQLite file is made if there is none.</summary>
    public abstract DbConnection OpenForSchema();

    /// <summary>
    /// For a look at the schema that changes nothing; a file that is not there looks like an empty one.
    /// </summary>
    public abstract DbConnection OpenToLook();

    /// <summary>What writes the tables together with a follower's offset.</summary>
    /// <param name="follower">The follower.</param>
    /// <param name="time">For <c>updated_at</c>.</param>
    /// <param name="atStep">Tests cut a write off here.</param>
    public abstract ITableWriter NewWriter(string follower, TimeProvider time, Action<WriteStep>? atStep = null);

    /// <summary>What reads finishes as lines of the datalake.</summary>
    /// <param name="data">A connection to this database.</param>
    public abstract FinishReader NewFinishReader(DataConnection data);
}
