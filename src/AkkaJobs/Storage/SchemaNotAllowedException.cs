namespace AkkaJobs.Storage;

/// <summary>The schema is not complete, and the role may not complete it. Nothing was changed.</summary>
internal sealed class SchemaNotAllowedException(string place, Exception inner) : Exception(
    $"The schema in {place} is not complete, and this role may not complete it ({inner.Message.TrimEnd('.')}). Start "
    + "one node as the role that owns the schema, or run as that role what --print-schema prints.", inner)
{
    /// <summary>PostgreSQL's code for it.</summary>
    public const string SqlState = "42501";
}
