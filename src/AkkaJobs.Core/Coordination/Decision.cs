namespace AkkaJobs.Coordination;

/// <summary>How long an attempt was in trouble before a verdict said so.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="After">
/// Since the bot last listed the attempt, or its claim if it never has; for a timeout, since that was over.
/// </param>
internal readonly record struct Detection(Verdict Verdict, TimeSpan After);

/// <summary>
/// What a batch of commands comes to: events to be stored in one commit, and notices to be sent once they are. An event
/// is folded as soon as it is decided, so that the next command is judged against it.
/// </summary>
internal sealed class Decision(CoordinatorState state)
{
    public CoordinatorState State { get; } = state;

    /// <summary>In the order of their numbers.</summary>
    public List<CoordinatorEvent> Events { get; } = [];

    public List<CoordinatorNotice> Notices { get; } = [];

    /// <summary>What verdicts have found, and how late: for measurement only.</summary>
    public List<Detection> Detections { get; } = [];

    /// <summary>
    /// Folds an event and keeps it for the commit; the only way in which the rules change what is stored.
    /// </summary>
    public void Emit(CoordinatorEvent e)
    {
        CoordinatorFold.Apply(State, e);
        Events.Add(e);
    }
}
