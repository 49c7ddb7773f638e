using System.Data.Common;
using System.Globalization;

namespace AkkaJobs.Storage;

/// <summary>What has to be run to bring a database to the schema of this version; nothing, at most starts.</summary>
/// <param name="Tables">Makes and changes tables.</param>
/// <param name="Indexes">
/// Makes indexes. After the comparison: an index on a column that is not there would fail with less to say.
/// </param>
/// <param name="Migrates">Whether tables that stand are changed, so that they cannot be compared before.</param>
internal sealed record SchemaPlan(IReadOnlyList<string> Tables, IReadOnlyList<string> Indexes, bool Migrates)
{
    /// <summary>The version of a schema that was made before versions were recorded.</summary>
    private const int First = 1;

    private const string VersionTable = "schema_version";

    private static readonly string[] NoStatements = [];

    public bool IsEmpty => Tables.Count == 0 && Indexes.Count == 0;

    /// <summary>Every statement, in order.</summary>
    public IEnumerable<string> Statements => Tables.Concat(Indexes);

    /// <summary>The version that migrations lead to.</summary>
    public static int LastVersion(IReadOnlyList<Migration> migrations) => First + migrations.Count;

    /// <summary>Looks at what stands.</summary>
    /// <exception cref="SchemaTooNewException">It is that of a later version.</exception>
    public static SchemaPlan Of(
        DbConnection connection, string place, SchemaDialect dialect, IReadOnlyList<Type> rows,
        IReadOnlyList<Migration> migrations, Timestamp now)
    {
        var models = rows.Select(dialect.ModelOf).ToList();
        var missing = models.Where(table => dialect.ColumnsOf(connection, table.Name).Count == 0).ToList();
        var isNew = missing.Count == models.Count;
        var last = LastVersion(migrations);
        var recorded = RecordedVersion(connection, dialect, missing);
        if (recorded > last)
        {
            throw new SchemaTooNewException(place, recorded.Value, last);
        }

        var pending = isNew ? [] : migrations.Where(step => step.Version > (recorded ?? First)).ToList();
        var indexes = dialect.Indexes(connection);
        return new SchemaPlan(
            [
                .. dialect.CreateNamespace(connection) is { } make ? [make] : NoStatements,
                .. pending.Where(step => rows.Contains(step.Row)).SelectMany(step => step.Statements(dialect)),
                .. missing.Select(table => table.CreateTable()),
                .. recorded is null
                    ? [isNew ? Record(dialect, last, "made", now) : Record(dialect, First, "found", now)]
                    : NoStatements,
                .. pending.Select(step => Record(dialect, step.Version, step.What, now)),
            ],
            [
                .. models.SelectMany(table => table.Indexes.Where(index => !indexes.ContainsKey(index.Name))
                    .Select(table.CreateIndex)),
            ],
            pending.Count > 0);
    }

    /// <summary>Null where none was recorded.</summary>
    private static int? RecordedVersion(DbConnection connection, SchemaDialect dialect, List<TableModel> missing)
    {
        if (missing.Any(table => table.Name == VersionTable))
        {
            return null;
        }

        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = $"SELECT max(version) FROM {dialect.Named(VersionTable)}";
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } version and not DBNull
            ? Convert.ToInt32(version, CultureInfo.InvariantCulture)
            : null;
    }

    private static string Record(SchemaDialect dialect, int version, string what, Timestamp now) => string.Create(
        CultureInfo.InvariantCulture,
        $"INSERT INTO {dialect.Named(VersionTable)} (version, what, applied_at) "
        + $"VALUES ({version}, '{what}', '{now}')");
}
