namespace AkkaJobs.Http;

/// <summary>The system at a glance.</summary>
internal static class StatsRoutes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("GET", "/stats", "Counts, bots, rates, and how far each follower is behind.", GetAsync)
        {
            Roles = [HttpRole.Client], Answer = typeof(StatsView),
            Refusals = [RejectionCode.CoordinatorUnavailable],
        },
    ];

    private static async Task GetAsync(Call call)
    {
        call.Query();
        await call.AnswerAsync(await call.Jobs.StatsAsync(call.Cancel), HttpJson.Answers.StatsView);
    }
}
