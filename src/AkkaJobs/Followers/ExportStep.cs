namespace AkkaJobs.Followers;

/// <summary>A moment in an export at which a test may cut it off.</summary>
internal enum ExportStep
{
    Chosen = 1,
    Planned,
    Begun,
    Written,
    Synced,
    Renamed,
    FolderSynced,
    Finished,

    /// <summary>Before anything is exported: one of the two things to compare the lake with was read.</summary>
    Looked,
}
