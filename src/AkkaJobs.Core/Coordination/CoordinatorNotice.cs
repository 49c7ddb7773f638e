namespace AkkaJobs.Coordination;

/// <summary>
/// Something the coordinator says unasked once the commit is stored. Not an event: lost ones are made good by
/// heartbeats.
/// </summary>
internal abstract record CoordinatorNotice(string Bot, string Session);

/// <summary>A job was placed on a cluster bot.</summary>
internal sealed record JobPlaced(string Bot, string Session, ClaimedJob Job) : CoordinatorNotice(Bot, Session);

/// <summary>An attempt should stop.</summary>
internal sealed record AttemptCancelled(string Bot, string Session, AttemptToCancel Attempt)
    : CoordinatorNotice(Bot, Session);

/// <summary>A session was ended by a later one under its name.</summary>
internal sealed record SessionEnded(string Bot, string Session) : CoordinatorNotice(Bot, Session);

/// <summary>A remote claim that waited has its answer.</summary>
internal sealed record ClaimSettled(string Bot, string Session, long Waiter, IReadOnlyList<ClaimedJob> Jobs)
    : CoordinatorNotice(Bot, Session);
