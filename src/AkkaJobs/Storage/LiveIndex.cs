using System.Text.RegularExpressions;

namespace AkkaJobs.Storage;

/// <summary>An index as it stands, or as a row type describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it belongs to.</param>
/// <param name="Columns">The columns in their order, separated by commas; one that counts down says so.</param>
/// <param name="Unique">Whether no two rows may agree in them.</param>
/// <param name="Where">The condition of the rows in it, as <see cref="Condition"/> writes it; null for all.</param>
/// <param name="Valid">Whether it is used: PostgreSQL keeps one whose making was cut off.</param>
internal readonly partial record struct LiveIndex(
    string Name, string Table, string Columns, bool Unique, string? Where, bool Valid = true)
{
    /// <summary>
    /// A condition without what a database adds to it: casts of texts, brackets, spaces. Ours are of one comparison
    /// each, so that brackets say nothing.
    /// </summary>
    public static string? Condition(string? sql) =>
        sql is null ? null : Spaces().Replace(Additions().Replace(sql, ""), " ").Trim();

    /// <summary>What it must become to be another; none when it is.</summary>
    public IEnumerable<string> Differences(LiveIndex must)
    {
        if (Table != must.Table)
        {
            yield return $"is an index of {Table}";
            yield break;
        }

        if (Columns != must.Columns)
        {
            yield return $"is on ({Columns}), must be on ({must.Columns})";
        }

        if (Unique != must.Unique)
        {
            yield return must.Unique ? "must be unique" : "must not be unique";
        }

        if (!string.Equals(Where, must.Where, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"holds {RowsOf(Where)}, must hold {RowsOf(must.Where)}";
        }

        if (!Valid)
        {
            yield return "was not made to its end; drop it, and the next start makes it anew";
        }
    }

    private static string RowsOf(string? where) => where is null ? "every row" : $"rows with {where}";

    [GeneratedRegex(@"::text|[()]")]
    private static partial Regex Additions();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
