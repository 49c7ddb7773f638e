namespace AkkaJobs.Storage;

/// <summary>
/// One step of the schema, forwards. It changes a table that stands; tables and indexes that are missing are made from
/// the row types after all steps, so no step makes any.
/// </summary>
/// <param name="Version">The version that it leads to: one more than the step before it.</param>
/// <param name="What">What it does, in a few words.</param>
/// <param name="Row">The row type of the table that it changes; a database without that table only counts on.</param>
/// <param name="Statements">Its SQL.</param>
internal sealed record Migration(
    int Version, string What, Type Row, Func<SchemaDialect, IReadOnlyList<string>> Statements);
