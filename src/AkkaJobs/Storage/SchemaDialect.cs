using System.Data.Common;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>How a database wants its tables described, and how it tells what it has.</summary>
/// <param name="provider">linq2db's name of the database: row types may say things for one of them.</param>
internal abstract class SchemaDialect(string provider)
{
    private readonly MappingSchema _mapping = new(provider);

    /// <summary>The table that a row type describes.</summary>
    public TableModel ModelOf(Type row) => TableModel.Of(row, _mapping, this);

    /// <summary>A table as SQL names it wherever it is run.</summary>
    public virtual string Named(string table) => table;

    /// <summary>The type of a column, in capitals, as the database tells it again.</summary>
    public abstract string TypeOf(ColumnDescriptor column);

    /// <summary>What declares a key that the database numbers.</summary>
    public abstract string NumberedKey(string column, string type);

    /// <summary>
    /// Whether an index ends with the row's own number by itself; where it does not that is named, so that every index
    /// lists newest first without sorting.
    /// </summary>
    public abstract bool IndexesEndWithKey { get; }

    /// <summary>Makes the place for the tables; null when it is there.</summary>
    public abstract string? CreateNamespace(DbConnection connection);

    /// <summary>The columns of a table by name; none when there is no such table.</summary>
    public abstract Dictionary<string, LiveColumn> ColumnsOf(DbConnection connection, string table);

    /// <summary>All indexes that were made by a statement, by name.</summary>
    public abstract Dictionary<string, LiveIndex> Indexes(DbConnection connection);

    /// <summary>Begins a transaction that no two nodes are in at once; waits for the one that is.</summary>
    public abstract DbTransaction BeginAlone(DbConnection connection);
}

/// <summary>A column as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in capitals.</param>
/// <param name="NotNull">Whether a row must have it.</param>
/// <param name="HasDefault">Whether the database fills it in.</param>
/// <param name="InKey">Whether it belongs to the primary key.</param>
internal readonly record struct LiveColumn(string Name, string Type, bool NotNull, bool HasDefault, bool InKey);
