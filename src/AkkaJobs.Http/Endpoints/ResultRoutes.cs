namespace AkkaJobs.Http;

/// <summary>Results: every finish.</summary>
internal static class ResultRoutes
{
    private static readonly Field JobIdField = new("job_id", FieldType.Id, "Only finishes of this job.");

    private static readonly Field Status = new("status", FieldType.Text, "Only finishes with this status.")
    {
        Words = [.. JobStatusExtensions.All.Where(status => !status.IsOpen()).Select(status => status.Word())],
    };

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("GET", "/results", "Finishes, newest first.", ListAsync)
        {
            Roles = [HttpRole.Client],
            Query = [JobIdField, Status, JobRoutes.Operation, JobRoutes.Bot, JobRoutes.Limit, JobRoutes.Cursor],
            Answer = typeof(Listing<ResultView>), Refusals = [RejectionCode.CoordinatorUnavailable],
        },
    ];

    private static async Task ListAsync(Call call)
    {
        var query = call.Query();
        var page = await call.Jobs.ResultsAsync(
            new ResultFilter
            {
                JobId = query.Id(JobIdField),
                Status = query.Status(Status),
                Operation = query.Text(JobRoutes.Operation),
                Bot = query.Text(JobRoutes.Bot),
                Limit = (int)(query.Number(JobRoutes.Limit) ?? Limits.DefaultListLimit),
                Cursor = query.Text(JobRoutes.Cursor),
            },
            call.Cancel);
        await call.AnswerAsync(page, HttpJson.Answers.ListingResultView);
    }
}
