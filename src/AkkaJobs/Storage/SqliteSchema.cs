using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using LinqToDB;
using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>SQLite's tables.</summary>
internal sealed partial class SqliteSchema : SchemaDialect
{
    private SqliteSchema()
        : base(ProviderName.SQLite)
    {
    }

    public static SqliteSchema Instance { get; } = new();

    public override string TypeOf(ColumnDescriptor column) =>
        (column.DbType ?? NameOf(Nullable.GetUnderlyingType(column.MemberType) ?? column.MemberType))
            .ToUpperInvariant();

    public override string NumberedKey(string column, string type) =>
        $"{column} {type} NOT NULL PRIMARY KEY AUTOINCREMENT";

    public override bool IndexesEndWithKey => true;

    /// <summary>The file is the place.</summary>
    public override string? CreateNamespace(DbConnection connection) => null;

    public override Dictionary<string, LiveColumn> ColumnsOf(DbConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info($table)";
        var name = command.CreateParameter();
        (name.ParameterName, name.Value) = ("$table", table);
        command.Parameters.Add(name);
        using var reader = command.ExecuteReader();
        var columns = new Dictionary<string, LiveColumn>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            var type = reader.GetString(1).ToUpper(CultureInfo.InvariantCulture);
            var inKey = reader.GetInt32(4) > 0;
            columns.Add(reader.GetString(0), new LiveColumn(
                reader.GetString(0),
                type,
                reader.GetBoolean(2),

                // SQLite numbers an integer that is the key.
                reader.GetBoolean(3) || (inKey && type == "INTEGER"),
                inKey));
        }

        return columns;
    }

    public override Dictionary<string, LiveIndex> Indexes(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT m.name, m.tbl_name, m.sql, l."unique", (
                SELECT group_concat(coalesce(x.name, 'an expression')
                    || CASE x.coll WHEN 'BINARY' THEN '' ELSE ' COLLATE ' || x.coll END
                    || CASE x.desc WHEN 0 THEN '' ELSE ' DESC' END, ', ')
                FROM (SELECT * FROM pragma_index_xinfo(m.name) WHERE key ORDER BY seqno) x)
            FROM sqlite_master m JOIN pragma_index_list(m.tbl_name) l ON l.name = m.name
            WHERE m.type = 'index' AND m.sql IS NOT NULL
            """;
        using var reader = command.ExecuteReader();
        var indexes = new Dictionary<string, LiveIndex>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            var where = Partial().Match(reader.GetString(2)) is { Success: true } match ? match.Groups[1].Value : null;
            indexes.Add(reader.GetString(0), new LiveIndex(
                reader.GetString(0), reader.GetString(1), reader.GetString(4), reader.GetBoolean(3),
                LiveIndex.Condition(where)));
        }

        return indexes;
    }

    /// <summary>Asks for the write lock at once, and waits for it.</summary>
    public override DbTransaction BeginAlone(DbConnection connection) => connection.BeginTransaction();

    /// <summary>SQLite keeps the statement as it was given.</summary>
    [GeneratedRegex(@"\)\s*WHERE\s+(.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Partial();

    private static string NameOf(Type type) => type switch
    {
        _ when type == typeof(string) => "TEXT",
        _ when type == typeof(long) || type == typeof(int) || type == typeof(bool) => "INTEGER",
        _ when type == typeof(byte[]) => "BLOB",
        _ => throw new NotSupportedException($"No column type is known for {type.Name}; name one with DbType."),
    };
}
