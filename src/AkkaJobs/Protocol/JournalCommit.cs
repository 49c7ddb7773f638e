using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>One journal row: the events of one commit, numbered from <paramref name="First"/>.</summary>
internal sealed record JournalCommit(long First, IReadOnlyList<CoordinatorEvent> Events)
{
    /// <summary>The number of its last event.</summary>
    public long Last => First + Events.Count - 1;
}

/// <summary>A commit that the journal holds, with the sequence number of its row.</summary>
internal sealed record StoredCommit(long Row, JournalCommit Commit);
