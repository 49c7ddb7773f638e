namespace AkkaJobs.Storage;

/// <summary>How far a follower has stored the journal.</summary>
/// <param name="Number">The last event.</param>
/// <param name="Row">The journal row that ends with it.</param>
/// <param name="Token">The highest token so far.</param>
internal readonly record struct FollowerOffset(long Number, long Row, long Token);
