namespace AkkaJobs.Storage;

/// <summary>
/// The live tables are not those that this version writes. Carries every difference, not only the first.
/// </summary>
internal sealed class SchemaMismatchException(string database, IReadOnlyList<string> differences) : Exception(
    $"The tables in {database} are not those that this version writes. Bring them to this shape, or start with another "
    + $"database:\n  {string.Join("\n  ", differences)}")
{
    /// <summary>Each as <c>table.column: what</c>.</summary>
    public IReadOnlyList<string> Differences { get; } = differences;
}
