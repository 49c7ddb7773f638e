namespace AkkaJobs;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, newest first unless the list says otherwise.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
/// <param name="Lag">How far the tables were behind when it was read; zero when it came from the coordinator.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, TimeSpan Lag);
