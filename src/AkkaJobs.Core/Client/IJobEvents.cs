namespace AkkaJobs;

/// <summary>What becomes of jobs, as it is stored.</summary>
public interface IJobEvents
{
    /// <summary>
    /// Every transition and every refused report, in the journal's order, until it is cancelled. Goes on by itself when
    /// the database was away. Who reads slowly holds nobody up: it is read from the journal for each reader.
    /// </summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="after">
    /// The number of the last event seen: those after it come first. Null: from now on. What has been pruned since is
    /// told by an event <c>gap</c>.
    /// </param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="JobRefusedException">
    /// <see cref="RejectionCode.WrongNode"/>: this node has no database; <see cref="RejectionCode.Busy"/>: it has as
    /// many readers as it may.
    /// </exception>
    IAsyncEnumerable<JobEventView> FollowAsync(
        JobEventFilter filter, long? after = null, CancellationToken cancel = default);
}
