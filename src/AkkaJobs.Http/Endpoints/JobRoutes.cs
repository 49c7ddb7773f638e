using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>Jobs: hand over, read, stop, and the operator's acts.</summary>
internal static class JobRoutes
{
    private static readonly HttpRole[] Client = [HttpRole.Client];

    private static readonly Field Status = new("status", FieldType.Text, "Only jobs that stand here.")
    {
        Words = [.. JobStatusExtensions.All.Select(status => status.Word())],
    };

    public static readonly Field Operation = Filter("operation", "Only this operation.");

    private static readonly Field Queue = Filter("queue", "Only this queue.");

    public static readonly Field Bot = Filter("bot", "Only what this bot holds or held last.");

    private static readonly Field Tag = Filter("tag", "Only jobs with this tag.");

    private static readonly Field At = new("at", FieldType.Time, "As it was then, by the journal. Excludes wait_ms.");

    public static readonly Field Limit = new("limit", FieldType.Number, "Rows a page.")
    {
        Least = 1,
        Most = Limits.MaxListLimit,
    };

    public static readonly Field Cursor = new("cursor", FieldType.Text, "next_cursor of the page before.")
    {
        Most = 1024,
    };

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("POST", "/jobs", "Hands over a job; answers once it is stored.", EnqueueAsync)
        {
            Roles = Client, Body = JobBody.Shape, Headers = [IdempotencyKey.Header], Answer = typeof(JobView),
            Status = StatusCodes.Status201Created,
            Refusals =
            [
                RejectionCode.IdTaken, RejectionCode.UniqueKeyTaken, RejectionCode.Busy,
                RejectionCode.UnknownOperation, RejectionCode.CoordinatorUnavailable,
            ],
        },
        new Route("POST", "/jobs/bulk", "Hands over any number of jobs, each for itself.", BulkRoute.RunAsync)
        {
            Roles = Client, Body = JobBody.Shape, Bulk = true, Headers = [IdempotencyKey.Header],
            Answer = typeof(BulkSummary), Refusals = [RejectionCode.Busy, RejectionCode.CoordinatorUnavailable],
        },
        new Route("GET", "/jobs", "Jobs, newest first.", ListAsync)
        {
            Roles = Client, Query = [Status, Operation, Queue, Bot, Tag, Limit, Cursor],
            Answer = typeof(Listing<JobView>), Refusals = [RejectionCode.CoordinatorUnavailable],
        },
        new Route(
            "GET", "/jobs/{id}", "A job; with wait_ms once it has finished or the time is up, with at as it was.",
            GetAsync)
        {
            Roles = Client, Query = [Bodies.WaitMs, At], Answer = typeof(JobView),
            Refusals = [RejectionCode.UnknownJob, RejectionCode.Pruned, RejectionCode.CoordinatorUnavailable],
        },
        new Route("GET", "/jobs/{id}/history", "A job's transitions and refused reports, oldest first.", HistoryAsync)
        {
            Roles = Client, Query = [Limit, Cursor], Answer = typeof(Listing<HistoryLine>),
            Refusals = [RejectionCode.UnknownJob, RejectionCode.CoordinatorUnavailable],
        },
        new Route("GET", "/jobs/{id}/explain", "Why a job does not run, or what becomes of it.", ExplainAsync)
        {
            Roles = Client, Answer = typeof(ExplainView),
            Refusals = [RejectionCode.UnknownJob, RejectionCode.CoordinatorUnavailable],
        },
        new Route("POST", "/jobs/{id}/cancel", "Stops an open job.", CancelAsync)
        {
            Roles = Client, Body = Bodies.Act, BodyOptional = true, Answer = typeof(JobView),
            Refusals =
            [
                RejectionCode.UnknownJob, RejectionCode.AlreadyFinished, RejectionCode.CoordinatorUnavailable,
            ],
        },
        new Route("POST", "/jobs/{id}/retry", "Makes a failed, cancelled or retrying job pending.", RetryAsync)
        {
            Roles = [HttpRole.Admin], Body = Bodies.Act, BodyOptional = true, Answer = typeof(JobView),
            Refusals =
            [
                RejectionCode.UnknownJob, RejectionCode.NotRetryable, RejectionCode.UniqueKeyTaken,
                RejectionCode.Busy, RejectionCode.CoordinatorUnavailable,
            ],
        },
        new Route("POST", "/jobs/{id}/release", "Ends a lease, so that the job can be claimed again.", ReleaseAsync)
        {
            Roles = [HttpRole.Bot, HttpRole.Admin], Body = Bodies.Release, BodyOptional = true,
            Answer = typeof(JobView),
            Refusals =
            [
                RejectionCode.UnknownJob, RejectionCode.NotProcessing, RejectionCode.Superseded,
                RejectionCode.CoordinatorUnavailable,
            ],
        },
    ];

    private static async Task EnqueueAsync(Call call)
    {
        var keyed = IdempotencyKey.Read(call.Context.Request) is { } key ? JobId.FromKey(key) : (JobId?)null;
        var utf8 = await RequestBody.ReadAsync(call.Context, call.Options.MaxBodyBytes);
        RequestBody.RequireType(call.Context.Request, RequestBody.Json);
        var request = JobBody.Read(utf8, keyed, call.Caller.Name, call.Time.GetUtcNow(), out var rejection)
            ?? throw new JobRefusedException(rejection!);

        var outcome = await call.Jobs.EnqueueAsync(request, call.Cancel);
        if (outcome.Rejection is not null)
        {
            throw new JobRefusedException(outcome.Rejection);
        }

        var job = await ShowStoredAsync(call, outcome.Id);
        call.ShowLag(job.Lag);
        if (outcome.Duplicate)
        {
            await call.AnswerAsync(job, HttpJson.Answers.JobView);
            return;
        }

        var jobs = call.Context.Request.PathBase.Add(call.Context.Request.Path).Value!.TrimEnd('/');
        call.Context.Response.Headers.Location = $"{jobs}/{job.Id}";
        await call.AnswerAsync(job, HttpJson.Answers.JobView, StatusCodes.Status201Created);
    }

    /// <summary>
    /// The job as it stands. Where it cannot be read, the caller must still learn the id of what is stored: repeating
    /// with it is answered 200, repeating without it would make a second job.
    /// </summary>
    private static async Task<JobView> ShowStoredAsync(Call call, JobId id)
    {
        JobView? job = null;
        try
        {
            job = await call.Jobs.GetAsync(id, call.Cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            HttpLog.StoredUnread(call.Logger, id, e);
        }

        return job ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable(id));
    }

    private static async Task ListAsync(Call call)
    {
        var query = call.Query();
        var page = await call.Jobs.ListAsync(
            new JobFilter
            {
                Status = query.Status(Status),
                Operation = query.Text(Operation),
                Queue = query.Text(Queue),
                Bot = query.Text(Bot),
                Tag = query.Text(Tag),
                Limit = (int)(query.Number(Limit) ?? Limits.DefaultListLimit),
                Cursor = query.Text(Cursor),
            },
            call.Cancel);
        await call.AnswerAsync(page, HttpJson.Answers.ListingJobView);
    }

    private static async Task GetAsync(Call call)
    {
        var query = call.Query();
        var wait = query.Number(Bodies.WaitMs) ?? 0;
        var at = query.Time(At);
        if (at is not null && wait > 0)
        {
            throw new JobRefusedException(Rejection.Invalid(At.Name, "Give wait_ms or at, not both."));
        }

        var job = at is { } then ? await call.Jobs.GetAtAsync(call.Job, then, call.Cancel)
            : wait == 0
            ? await call.Jobs.GetAsync(call.Job, call.Cancel)
            : await call.Jobs.WaitAsync(call.Job, TimeSpan.FromMilliseconds(wait), call.Cancel);
        await call.AnswerAsync(job ?? throw new JobRefusedException(Rejection.UnknownJob(call.Job)));
    }

    private static async Task HistoryAsync(Call call)
    {
        var query = call.Query();
        var limit = (int)(query.Number(Limit) ?? Limits.MaxListLimit);
        var page = await call.Jobs.HistoryAsync(call.Job, limit, query.Text(Cursor), call.Cancel)
            ?? throw new JobRefusedException(Rejection.UnknownJob(call.Job));
        await call.AnswerAsync(page, HttpJson.Answers.ListingHistoryLine);
    }

    private static async Task ExplainAsync(Call call)
    {
        call.Query();
        var explained = await call.Jobs.ExplainAsync(call.Job, call.Cancel)
            ?? throw new JobRefusedException(Rejection.UnknownJob(call.Job));
        call.ShowLag(explained.Lag);
        await call.AnswerAsync(explained, HttpJson.Answers.ExplainView);
    }

    private static async Task CancelAsync(Call call)
    {
        var id = call.Job;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(await call.Jobs.CancelAsync(id, request, call.Cancel));
    }

    private static async Task RetryAsync(Call call)
    {
        var id = call.Job;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(await call.Operator.RetryAsync(id, request, call.Cancel));
    }

    private static async Task ReleaseAsync(Call call)
    {
        var id = call.Job;
        var (request, token, dryRun, exclude) = await call.ReadAsync(values => (
            call.By(values.Text(Bodies.Reason)), values.Number(Bodies.OnlyToken), values.Flag(Bodies.DryRun) ?? false,
            values.Flag(Bodies.ExcludeBot) ?? false));
        if (call.Caller.May(HttpRole.Admin))
        {
            await call.AnswerAsync(await call.Operator.ReleaseAsync(id, request, token, dryRun, exclude, call.Cancel));
            return;
        }

        if (token is not { } own || dryRun || exclude)
        {
            throw new ProblemException(Problems.Forbidden(
                "A bot may only release its own lease: give its token, and neither dry_run nor exclude_bot."));
        }

        await call.AnswerAsync(await call.RemoteBots.ReleaseAsync(id, own, request, call.Cancel));
    }

    private static Field Filter(string name, string about) =>
        new(name, FieldType.Text, about) { Least = 1, Most = Limits.MaxNameBytes };
}
