namespace AkkaJobs.Storage;

/// <summary>An index of the table that a row type describes.</summary>
/// <param name="name">Its name in the database.</param>
/// <param name="columns">The columns, in their order, separated by commas.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class IndexAttribute(string name, string columns) : Attribute
{
    public string Name { get; } = name;

    public string Columns { get; } = columns;

    /// <summary>Whether no two rows may agree in these columns.</summary>
    public bool Unique { get; init; }

    /// <summary>Only rows for which this holds are in it; null for all.</summary>
    public string? Where { get; init; }
}
