namespace AkkaJobs.Http;

/// <summary>What an operator asks of jobs, and does to them.</summary>
internal static class JobsPalette
{
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(1);

    private static readonly PaletteArgument Status = new("status", PaletteValue.Text, "Only jobs that stand here.")
    {
        Words = [.. JobStatusExtensions.All.Select(status => status.Word())],
    };

    private static readonly PaletteArgument Operation = Arguments.Filter("operation", "Only this operation.");

    private static readonly PaletteArgument Queue = Arguments.Filter("queue", "Only this queue.");

    private static readonly PaletteArgument Bot =
        Arguments.Filter("bot", "Only what this bot holds or held last.");

    private static readonly PaletteArgument Tag = Arguments.Filter("tag", "Only jobs with this tag.");

    private static readonly PaletteArgument Lease =
        new("lease", PaletteValue.Number, "Only the lease with this token; repeating is then harmless.") { Least = 1 };

    private static readonly PaletteArgument At = new("at", PaletteValue.Time, "As it was then, by the journal.");

    /// <summary>One job, or none where others are named by <c>--where</c>.</summary>
    private static readonly PaletteArgument OneId = Arguments.Id with { Required = false };

    private static readonly PaletteArgument ExcludeBot =
        new("exclude_bot", PaletteValue.Flag, "The bot does not get it again until it restarts.");

    public static PaletteBuilder Make() => new PaletteBuilder("jobs", "Jobs: list, follow, hand over, stop.")
        .Add(
            new PaletteCommand("list", "Jobs, newest first.")
            {
                Arguments = [Status, Operation, Queue, Bot, Tag, Arguments.Limit, Arguments.Cursor],
                Columns =
                [
                    new("id", "id"), new("operation", "operation"), new("status", "status"),
                    new("attempt", "attempt"), new("bot", "bot"), new("enqueued", "enqueued_at"),
                    new("error", "error"),
                ],
                Watchable = true,
            },
            ListAsync)
        .Add(
            new PaletteCommand("show", "A job; with --at as it was.")
            {
                Arguments = [Arguments.Id, At],
                Answer = PaletteAnswer.One,
                Watchable = true,
            },
            ShowAsync)
        .Add(
            new PaletteCommand("history", "A job's transitions and refused reports, oldest first.")
            {
                Arguments = [Arguments.Id, Arguments.Limit, Arguments.Cursor],
                Columns =
                [
                    new("at", "at"), new("number", "number"), new("event", "event"), new("attempt", "attempt"),
                    new("token", "token"), new("bot", "bot"), new("by", "by"), new("reason", "reason"),
                ],
                Watchable = true,
            },
            HistoryAsync)
        .Add(
            new PaletteCommand("explain", "Why a job is where it is.")
            {
                Arguments = [Arguments.Id],
                Answer = PaletteAnswer.One,
                Watchable = true,
            },
            ExplainAsync)
        .Add(
            new PaletteCommand("stuck", "Jobs whose heartbeat or deadline is late, the oldest claim first.")
            {
                Arguments = [Arguments.Limit, Arguments.Cursor],
                Columns =
                [
                    new("id", "job.id"), new("operation", "job.operation"), new("bot", "job.bot"),
                    new("claimed", "job.claimed_at"), new("summary", "summary"),
                ],
                Watchable = true,
            },
            StuckAsync)
        .Add(JobsWatch.Command, JobsWatch.RunAsync)
        .Add(JobsEnqueue.Command, JobsEnqueue.RunAsync)
        .Add(
            new PaletteCommand("release", "Ends a job's lease, so that it can be claimed again.")
            {
                Arguments = [OneId, JobsWhere.Argument, Lease, Arguments.Reason, JobsWhere.DryRun, ExcludeBot],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Destroys = true,
                Trial = JobsWhere.DryRun.Name,
            },
            ReleaseAsync)
        .Add(
            new PaletteCommand("cancel", "Stops an open job.")
            {
                Arguments = [OneId, JobsWhere.Argument, Arguments.Reason, JobsWhere.DryRun],
                Answer = PaletteAnswer.One,
                Destroys = true,
                Trial = JobsWhere.DryRun.Name,
            },
            CancelAsync)
        .Add(
            new PaletteCommand("retry", "Makes a failed, cancelled or retrying job pending.")
            {
                Arguments = [OneId, JobsWhere.Argument, Arguments.Reason, JobsWhere.DryRun],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Trial = JobsWhere.DryRun.Name,
            },
            RetryAsync)
        .Add(
            new PaletteCommand("stats", "Counts, bots, rates, and how far each follower is behind.")
            {
                Answer = PaletteAnswer.One,
                Watchable = true,
            },
            StatsAsync);

    private static async Task ListAsync(PaletteCall call)
    {
        var page = await call.Call.Jobs.ListAsync(
            new JobFilter
            {
                Status = JobStatusExtensions.TryParseStatus(call.Text(Status.Name), out var status) ? status : null,
                Operation = call.Text(Operation.Name),
                Queue = call.Text(Queue.Name),
                Bot = call.Text(Bot.Name),
                Tag = call.Text(Tag.Name),
                Limit = Arguments.LimitOf(call),
                Cursor = call.Text(Arguments.Cursor.Name),
            },
            call.Cancel);
        foreach (var job in page.Items)
        {
            await call.RowAsync(job, HttpJson.Answers.JobView);
        }

        call.NextCursor = page.NextCursor;
        if (page.Lag >= WorthTelling)
        {
            await call.NoteAsync($"The tables are {page.Lag.TotalSeconds:0.0} s behind.");
        }
    }

    private static async Task ShowAsync(PaletteCall call)
    {
        var id = call.Id(Arguments.Id.Name);
        var job = await (call.Time(At.Name) is { } at
                ? call.Call.Jobs.GetAtAsync(id, at, call.Cancel)
                : call.Call.Jobs.GetAsync(id, call.Cancel))
            ?? throw new JobRefusedException(Rejection.UnknownJob(id));
        await call.RowAsync(job, HttpJson.Answers.JobView);
    }

    private static async Task HistoryAsync(PaletteCall call)
    {
        var id = call.Id(Arguments.Id.Name);
        var limit = Arguments.LimitOf(call, Limits.MaxListLimit);
        var page = await call.Call.Jobs.HistoryAsync(id, limit, call.Text(Arguments.Cursor.Name), call.Cancel)
            ?? throw new JobRefusedException(Rejection.UnknownJob(id));
        foreach (var line in page.Items)
        {
            await call.RowAsync(line, HttpJson.Answers.HistoryLine);
        }

        call.NextCursor = page.NextCursor;
    }

    private static async Task ExplainAsync(PaletteCall call)
    {
        var id = call.Id(Arguments.Id.Name);
        var explained = await call.Call.Jobs.ExplainAsync(id, call.Cancel)
            ?? throw new JobRefusedException(Rejection.UnknownJob(id));
        await call.RowAsync(explained, HttpJson.Answers.ExplainView);
    }

    private static async Task StuckAsync(PaletteCall call)
    {
        var page = await call.Call.Operator.StuckAsync(
            Arguments.LimitOf(call), call.Text(Arguments.Cursor.Name), call.Cancel);
        foreach (var stuck in page.Items)
        {
            await call.RowAsync(stuck, HttpJson.Answers.StuckView);
        }

        call.NextCursor = page.NextCursor;
    }

    private static async Task ReleaseAsync(PaletteCall call)
    {
        if (JobsWhere.IsGiven(call))
        {
            RefuseWith(call, Lease.Name);
            await JobsWhere.RunAsync(call, JobAct.Release, call.Flag(ExcludeBot.Name));
            return;
        }

        var job = await call.Call.Operator.ReleaseAsync(
            call.Id(Arguments.Id.Name), By(call), call.Number(Lease.Name), call.Flag(JobsWhere.DryRun.Name),
            call.Flag(ExcludeBot.Name), call.Cancel);
        await call.RowAsync(job, HttpJson.Answers.JobView);
    }

    private static Task CancelAsync(PaletteCall call) => ActAsync(call, JobAct.Cancel, call.Call.Jobs.CancelAsync);

    private static Task RetryAsync(PaletteCall call) => ActAsync(call, JobAct.Retry, call.Call.Operator.RetryAsync);

    private static async Task ActAsync(
        PaletteCall call, JobAct act, Func<JobId, Request, CancellationToken, Task<JobView>> one)
    {
        if (JobsWhere.IsGiven(call))
        {
            RequireAdmin(call);
            await JobsWhere.RunAsync(call, act);
            return;
        }

        RefuseWith(call, JobsWhere.DryRun.Name);
        await call.RowAsync(await one(call.Id(Arguments.Id.Name), By(call), call.Cancel), HttpJson.Answers.JobView);
    }

    /// <summary>A client may stop a job that it knows, but not all that anybody has enqueued.</summary>
    private static void RequireAdmin(PaletteCall call)
    {
        if (!call.Call.Caller.May(HttpRole.Admin))
        {
            throw new ProblemException(Problems.Forbidden("Only an admin acts on many jobs at once."));
        }
    }

    private static void RefuseWith(PaletteCall call, string name)
    {
        if (call.Has(name))
        {
            var with = name == Lease.Name ? "with one job" : "with --where";
            throw new JobRefusedException(Rejection.Invalid(name, $"{name} goes only {with}."));
        }
    }

    private static async Task StatsAsync(PaletteCall call) =>
        await call.RowAsync(await call.Call.Jobs.StatsAsync(call.Cancel), HttpJson.Answers.StatsView);

    private static Request By(PaletteCall call) => new(call.By, call.Text(Arguments.Reason.Name));
}
