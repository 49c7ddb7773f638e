namespace AkkaJobs.Storage;

/// <summary>
/// Another follower of the same name has moved the offset: this one must stop, it has written nothing.
/// </summary>
internal sealed class OffsetTakenException(string follower, long expected) : Exception(
    $"The offset of follower {follower} is no longer {expected}: another one is writing the same tables. "
    + "This one stops; run one coordinator per database.");
