namespace AkkaJobs.Http;

/// <summary>Queues: what stands in them, and the operator's pause and resume.</summary>
internal static class QueueRoutes
{
    private static readonly HttpRole[] Admin = [HttpRole.Admin];

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("GET", "/queues", "Queues by name: their open jobs, and who paused them.", ListAsync)
        {
            Roles = [HttpRole.Client], Query = [JobRoutes.Limit, JobRoutes.Cursor], Answer = typeof(Listing<QueueView>),
            Refusals = [RejectionCode.CoordinatorUnavailable],
        },
        new Route("POST", "/queues/{name}/pause", "Has nothing claimed from the queue until resumed.", PauseAsync)
        {
            Roles = Admin, Body = Bodies.Act, BodyOptional = true, Answer = typeof(QueueView),
            Refusals = [RejectionCode.Busy, RejectionCode.CoordinatorUnavailable],
        },
        new Route("POST", "/queues/{name}/resume", "Lets a paused queue go on.", ResumeAsync)
        {
            Roles = Admin, Body = Bodies.Act, BodyOptional = true, Answer = typeof(QueueView),
            Refusals = [RejectionCode.CoordinatorUnavailable],
        },
    ];

    private static async Task ListAsync(Call call)
    {
        var query = call.Query();
        var limit = (int)(query.Number(JobRoutes.Limit) ?? Limits.DefaultListLimit);
        var page = await call.Jobs.QueuesAsync(limit, query.Text(JobRoutes.Cursor), call.Cancel);
        await call.AnswerAsync(page, HttpJson.Answers.ListingQueueView);
    }

    private static async Task PauseAsync(Call call)
    {
        var name = call.Name;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(
            await call.Operator.PauseQueueAsync(name, request, call.Cancel), HttpJson.Answers.QueueView);
    }

    private static async Task ResumeAsync(Call call)
    {
        var name = call.Name;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(
            await call.Operator.ResumeQueueAsync(name, request, call.Cancel), HttpJson.Answers.QueueView);
    }
}
