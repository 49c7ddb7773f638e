using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>One journal row: the events of one commit, numbered from <paramref name="First"/>.</summary>
/// <param name="First">The number of its first event.</param>
/// <param name="Events">In their order.</param>
/// <param name="Format">The format that its bytes are, or were, written in.</param>
internal sealed record JournalCommit(
    long First, IReadOnlyList<CoordinatorEvent> Events, int Format = Formats.First)
{
    /// <summary>The number of its last event.</summary>
    public long Last => First + Events.Count - 1;
}

/// <summary>A commit that the journal holds, with the sequence number of its row.</summary>
internal sealed record StoredCommit(long Row, JournalCommit Commit);
