namespace AkkaJobs;

/// <summary>One act on every job that a filter finds: an event each, the whole under one reason.</summary>
/// <param name="Act">What is done.</param>
/// <param name="Where">
/// Which jobs; at least one field beside limit and cursor, which do not count here. Without a status a release takes
/// jobs that are processing, a cancel all that are open; a retry must name one.
/// </param>
/// <param name="Request">Who and why; there must be a reason.</param>
public sealed record ManyActs(JobAct Act, JobFilter Where, Request Request)
{
    /// <summary>Changes nothing, and says of each job what would become of it. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>With a release: its bot does not get the job again until it restarts. Default false.</summary>
    public bool ExcludeBot { get; init; }

    /// <summary>The statuses that are looked for.</summary>
    internal IReadOnlyList<JobStatus> Statuses => Where.Status is { } one ? [one]
        : Act == JobAct.Release ? [JobStatus.Processing]
        : [.. JobStatusExtensions.All.Where(status => status.IsOpen())];

    /// <summary>Why this is not done at all; null if it may be.</summary>
    internal Rejection? Check()
    {
        if (Where is { Status: null, Operation: null, Queue: null, Bot: null, Tag: null })
        {
            return Rejection.Invalid("where", "Name the jobs by at least one of status, operation, queue, bot, tag.");
        }

        if (string.IsNullOrWhiteSpace(Request.Reason))
        {
            return Rejection.Invalid("reason", "Say why: the reason stands in the history of every one of these jobs.");
        }

        if (ExcludeBot && Act != JobAct.Release)
        {
            return Rejection.Invalid("exclude_bot", "Only a release excludes a bot.");
        }

        var act = Act.ToString().ToLowerInvariant();
        var words = string.Join(", ", Allowed.Select(status => status.Word()));
        return (Where.Status is null && Act == JobAct.Retry) || (Where.Status is { } named && !Allowed.Contains(named))
            ? Rejection.Invalid("where", $"A {act} is for jobs with a status of {words}.")
            : JobRequestRules.CheckReason(Request.Reason) ?? JobRequestRules.CheckBy(Request.By);
    }

    private IEnumerable<JobStatus> Allowed => Act switch
    {
        JobAct.Release => [JobStatus.Processing],
        JobAct.Cancel => JobStatusExtensions.All.Where(status => status.IsOpen()),
        _ => [JobStatus.Failed, JobStatus.Cancelled, JobStatus.Retrying],
    };
}
