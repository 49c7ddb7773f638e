namespace AkkaJobs.Storage;

/// <summary>A moment in a write at which a test may cut it off.</summary>
internal enum WriteStep
{
    Begun = 1,
    OffsetMoved,
    JobWritten,
    ResultWritten,
    Folded,
    Committed,
}
