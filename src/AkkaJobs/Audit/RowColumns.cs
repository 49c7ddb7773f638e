using System.Globalization;
using LinqToDB.Mapping;

namespace AkkaJobs.Audit;

/// <summary>A row type's columns: their names and values.</summary>
internal static class RowColumns<T>
    where T : notnull
{
    private static readonly EntityDescriptor Entity = MappingSchema.Default.GetEntityDescriptor(typeof(T));

    /// <summary>The table.</summary>
    public static string Table => Entity.Name.Name;

    /// <summary>Where two rows differ.</summary>
    public static IEnumerable<(string Column, string Expected, string Found)> Apart(T expected, T found) =>
        from column in Entity.Columns
        let left = Text(column.MemberAccessor.GetValue(expected))
        let right = Text(column.MemberAccessor.GetValue(found))
        where left != right
        select ($"{Table}.{column.ColumnName}", left ?? "null", right ?? "null");

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) switch
    {
        "" when value is null => null,
        "null" when value is string => "'null'",
        var text => text,
    };
}
