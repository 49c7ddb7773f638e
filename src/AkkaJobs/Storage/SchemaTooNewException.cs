namespace AkkaJobs.Storage;

/// <summary>The schema is that of a later version of AkkaJobs. Nothing was changed.</summary>
internal sealed class SchemaTooNewException(string place, int found, int known) : Exception(
    $"The schema in {place} has version {found}, but this version of AkkaJobs knows none after {known}: it was brought "
    + "forward by a later version. Start that one or a later one; a schema does not go back.");
