using System.Data.Common;

namespace AkkaJobs.Storage;

/// <summary>
/// The live tables beside the row types, column by column and index by index. What a write would stumble over, or a
/// list be slow for, is found at the start, all of it at once, and not when the first result is to be recorded.
/// </summary>
internal static class SchemaComparison
{
    /// <summary>
    /// Every difference, each as <c>table.column: what</c> or <c>table, index name: what</c>; none when all is well. An
    /// index that is missing is none: it is made.
    /// </summary>
    public static List<string> Differences(
        DbConnection connection, SchemaDialect dialect, IEnumerable<TableModel> tables)
    {
        var differences = new List<string>();
        var indexes = dialect.Indexes(connection);
        foreach (var table in tables)
        {
            Compare(table, dialect.ColumnsOf(connection, table.Name), differences);
            differences.AddRange(
                from index in table.Indexes
                where indexes.ContainsKey(index.Name)
                from difference in indexes[index.Name].Differences(table.Must(index))
                select $"{table.Name}, index {index.Name}: {difference}");
        }

        return differences;
    }

    private static void Compare(TableModel table, Dictionary<string, LiveColumn> live, List<string> differences)
    {
        foreach (var column in table.Columns)
        {
            if (!live.Remove(column.Name, out var found))
            {
                differences.Add($"{table.Name}.{column.Name}: missing, must be {column.Type}");
                continue;
            }

            if (found.Type != column.Type)
            {
                differences.Add($"{table.Name}.{column.Name}: is {found.Type}, must be {column.Type}");
            }

            if (found.NotNull && column.CanBeNull)
            {
                differences.Add($"{table.Name}.{column.Name}: is NOT NULL, must allow null");
            }

            if (found.InKey != column.InKey)
            {
                var must = column.InKey ? "must be" : "must not be";
                differences.Add($"{table.Name}.{column.Name}: {must} in the primary key");
            }

            if (column.Identity && !found.HasDefault)
            {
                differences.Add($"{table.Name}.{column.Name}: must be numbered by the database");
            }
        }

        // A column that we do not know, and that may stay empty, is somebody's own business.
        foreach (var extra in live.Values.Where(column => column.NotNull && !column.HasDefault))
        {
            differences.Add($"{table.Name}.{extra.Name}: not known here, but NOT NULL without a default");
        }
    }
}
