using System.Reflection;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>
/// The table that a row type describes: the one source of the statements that create it and of what the live table is
/// compared with.
/// </summary>
/// <param name="Name">The table's name.</param>
/// <param name="FullName">As SQL names it wherever it is run.</param>
/// <param name="Columns">In the order in which they are made.</param>
/// <param name="Indexes">Besides that of the primary key.</param>
/// <param name="NamesKeyInIndexes">Whether an index must name the row's own number to end with it.</param>
internal sealed record TableModel(
    string Name, string FullName, IReadOnlyList<ColumnModel> Columns, IReadOnlyList<IndexAttribute> Indexes,
    bool NamesKeyInIndexes)
{
    /// <summary>Reads a row type's attributes.</summary>
    public static TableModel Of(Type row, MappingSchema mapping, SchemaDialect dialect)
    {
        var entity = mapping.GetEntityDescriptor(row);
        return new TableModel(
            entity.Name.Name,
            dialect.Named(entity.Name.Name),
            [.. entity.Columns.Select(column => ColumnModel.Of(column, dialect))],
            [.. row.GetCustomAttributes<IndexAttribute>()],
            !dialect.IndexesEndWithKey);
    }

    /// <summary>Makes the table.</summary>
    public string CreateTable()
    {
        var columns = Columns.Select(column => column.Declaration);
        var keys = Columns.Where(column => column is { InKey: true, Identity: false }).Select(column => column.Name);
        var key = string.Join(", ", keys);
        var parts = key.Length == 0 ? columns : columns.Append($"PRIMARY KEY ({key})");
        return $"CREATE TABLE {FullName} (\n    {string.Join(",\n    ", parts)}\n)";
    }

    /// <summary>Makes one index.</summary>
    public string CreateIndex(IndexAttribute index)
    {
        var unique = index.Unique ? "UNIQUE " : "";
        var where = index.Where is null ? "" : $" WHERE {index.Where}";
        return $"CREATE {unique}INDEX {index.Name} ON {FullName} ({ColumnsOf(index)}){where}";
    }

    /// <summary>An index as it must stand.</summary>
    public LiveIndex Must(IndexAttribute index) =>
        new(index.Name, Name, ColumnsOf(index), index.Unique, LiveIndex.Condition(index.Where));

    private string ColumnsOf(IndexAttribute index)
    {
        var key = Columns.Where(column => column.InKey).Select(column => column.Name).ToList();
        return !NamesKeyInIndexes || index.Unique || key.Count != 1 || index.Columns == key[0]
            ? index.Columns
            : $"{index.Columns}, {key[0]}";
    }
}

/// <summary>A column as its row type describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as declared, in capitals.</param>
/// <param name="CanBeNull">Whether a row may leave it out.</param>
/// <param name="InKey">Whether it belongs to the primary key.</param>
/// <param name="Identity">Whether the database numbers it.</param>
/// <param name="Declaration">Its part of the statement that makes the table.</param>
internal sealed record ColumnModel(
    string Name, string Type, bool CanBeNull, bool InKey, bool Identity, string Declaration)
{
    public static ColumnModel Of(ColumnDescriptor column, SchemaDialect dialect)
    {
        var name = column.ColumnName;
        var type = dialect.TypeOf(column);
        var declaration = column.IsIdentity
            ? dialect.NumberedKey(name, type)
            : $"{name} {type}{(column.CanBeNull ? "" : " NOT NULL")}";
        return new ColumnModel(
            name, type, column.CanBeNull, column.IsPrimaryKey, column.IsIdentity, declaration);
    }
}
