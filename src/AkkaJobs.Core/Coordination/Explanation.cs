namespace AkkaJobs.Coordination;

/// <summary>
/// Why a job is where it is: what is known, and the time, to reasons. Changes nothing. By theme: <c>.Waiting</c>,
/// <c>.Held</c>, <c>.Shown</c>.
/// </summary>
internal static partial class Explanation
{
    /// <summary>Letters of an error in a sentence; the whole of it is a fact of its own.</summary>
    private const int MaxErrorLetters = 200;

    /// <summary>A job that the coordinator holds.</summary>
    /// <param name="state">The coordinator's.</param>
    /// <param name="job">A job in it.</param>
    /// <param name="gone">Nodes that the cluster cannot reach now.</param>
    /// <param name="time">The clock; taken as the last event's time if that is later.</param>
    public static ExplainView Of(CoordinatorState state, JobRecord job, IReadOnlySet<string> gone, Timestamp time)
    {
        IReadOnlyList<ExplainReason> reasons = job.Status switch
        {
            JobStatus.Pending => [.. Paused(state, job), .. Waiting(state, job)],
            JobStatus.Scheduled or JobStatus.Retrying => [Shown(job.ToView(), null), .. Paused(state, job)],
            JobStatus.Processing => Held(new HeldAttempt(state, job, gone, Timestamp.Max(time, state.LastAt))),
            _ => [Shown(job.ToView(), null)],
        };
        return View(job.Spec.Operation, job.Status, reasons);
    }

    /// <summary>A job as the tables show it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="finish">The line of its history that says how it ended; null if there is none.</param>
    /// <param name="away">Whether the coordinator could not be asked.</param>
    public static ExplainView OfTables(JobView job, HistoryLine? finish, bool away)
    {
        // An open job that the coordinator does not hold is no better known than with the coordinator away.
        ExplainReason[] first = away || job.Status.IsOpen() ? [CoordinatorUnavailable(job)] : [];
        ExplainReason[] then = job.Status == JobStatus.Pending ? [] : [Shown(job, finish)];
        return View(job.Operation, job.Status, [.. first, .. then]) with { Lag = job.Lag };
    }

    /// <summary>
    /// Jobs that are thought stuck, in the order of their tokens. Looks at leases alone, whatever else there is.
    /// </summary>
    /// <param name="state">The coordinator's.</param>
    /// <param name="gone">Nodes that the cluster cannot reach now.</param>
    /// <param name="time">The clock; taken as the last event's time if that is later.</param>
    /// <param name="after">Only those with a later token.</param>
    public static IEnumerable<(long Token, StuckView View)> Stuck(
        CoordinatorState state, IReadOnlySet<string> gone, Timestamp time, long after) =>
        ThoughtStuck(state, gone, time, after).Select(held => (held.Lease.Token, OfStuck(held)));

    /// <summary>The same, not explained yet.</summary>
    public static IEnumerable<HeldAttempt> ThoughtStuck(
        CoordinatorState state, IReadOnlySet<string> gone, Timestamp time, long after = 0)
    {
        var now = Timestamp.Max(time, state.LastAt);
        return state.Watches.Values.Where(watch => watch.Token > after)
            .Select(watch => new HeldAttempt(state, state.Jobs[watch.Job], gone, now))
            .Where(held => held.IsStuck)
            .OrderBy(held => held.Lease.Token);
    }

    /// <summary>Why one is thought stuck.</summary>
    public static StuckView OfStuck(HeldAttempt held)
    {
        var reasons = Held(held);
        var job = held.Job.ToView(held.Watch);
        return new StuckView(job, Summary(job.Operation, job.Status, reasons), reasons);
    }

    private static ExplainView View(string operation, JobStatus status, IReadOnlyList<ExplainReason> reasons) =>
        new(status, Summary(operation, status, reasons), reasons);

    /// <summary>Every detail begins with a word of ours, never with a name, so that its case may change.</summary>
    private static string Summary(string operation, JobStatus status, IReadOnlyList<ExplainReason> reasons)
    {
        var detail = reasons[0].Detail;
        return $"The {operation} job is {Word(status)}: {char.ToLowerInvariant(detail[0])}{detail[1..]}";
    }

    private static string Word(JobStatus status) => status.IsOpen() ? status.Word() : $"finished, {status.Word()}";

    private static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";

    /// <summary>Some names, and how many more there are.</summary>
    private static string Listed(string[] names, int all) =>
        all > names.Length ? $"{string.Join(", ", names)} and {all - names.Length} more" : string.Join(", ", names);

    private static string Short(string? error)
    {
        var line = (error ?? "").Split('\n', 2)[0].TrimEnd().TrimEnd('.');
        if (line.Length <= MaxErrorLetters)
        {
            return line;
        }

        // Not in the middle of a letter that takes two characters.
        var end = char.IsHighSurrogate(line[MaxErrorLetters - 1]) ? MaxErrorLetters - 1 : MaxErrorLetters;
        return $"{line[..end]} …";
    }
}
