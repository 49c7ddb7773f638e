using System.Diagnostics;
using AkkaJobs.Bots;

namespace AkkaJobs.Telemetry;

/// <summary>
/// The activity source <c>AkkaJobs</c>: a span for what hands jobs over, and one for each attempt of a cluster bot, in
/// the trace in which its job was enqueued. The context stands in the job, so that it outlives nodes and waiting.
/// </summary>
internal static class JobsTracing
{
    /// <summary>The source's name.</summary>
    public const string Name = "AkkaJobs";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// What a job carries of the caller's trace: nothing unless that is recorded, since a million jobs would carry what
    /// nobody can look up.
    /// </summary>
    public static string? Context =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Hands over jobs.</summary>
    /// <param name="what">The operation, or what stands for several.</param>
    /// <param name="jobs">How many.</param>
    public static Activity? Enqueue(string what, int jobs)
    {
        return Source.HasListeners()
            ? Source.StartActivity($"enqueue {what}", ActivityKind.Producer)?.SetTag("akkajobs.jobs", jobs)
            : null;
    }

    /// <summary>
    /// Runs one attempt. With nobody listening the handler still is in the job's trace, so that what it calls is.
    /// </summary>
    public static Activity? Run(ClaimedJob job)
    {
        if (job.TraceParent is null && !Source.HasListeners())
        {
            return null;
        }

        var name = $"run {job.Operation}";
        if (!ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent))
        {
            return Describe(Source.StartActivity(name, ActivityKind.Consumer), job);
        }

        var span = Source.StartActivity(name, ActivityKind.Consumer, parent)
            ?? new Activity(name).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
        return Describe(span, job);
    }

    /// <summary>How the attempt ended.</summary>
    public static void End(Activity? span, HandlerOutcome outcome)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("akkajobs.outcome", outcome switch
        {
            HandlerSucceeded => "succeeded",
            HandlerFailed => "failed",
            _ => "stopped",
        });
        if (outcome is HandlerFailed failed)
        {
            span.SetStatus(ActivityStatusCode.Error, failed.Error);
        }
    }

    private static Activity? Describe(Activity? span, ClaimedJob job) => span?
        .SetTag("akkajobs.job.id", job.Id.ToString())
        .SetTag("akkajobs.operation", job.Operation)
        .SetTag("akkajobs.attempt", job.Attempt)
        .SetTag("akkajobs.token", job.Token);
}
