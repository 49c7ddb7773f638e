namespace AkkaJobs.Http;

/// <summary>Bots: who there is, and the operator's drain and resume.</summary>
internal static class BotRoutes
{
    private static readonly HttpRole[] Admin = [HttpRole.Admin];

    private static readonly RejectionCode[] Refusals =
        [RejectionCode.UnknownBot, RejectionCode.CoordinatorUnavailable];

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("GET", "/bots", "Bots by name.", ListAsync)
        {
            Roles = [HttpRole.Client], Answer = typeof(Listing<BotView>),
            Refusals = [RejectionCode.CoordinatorUnavailable],
        },
        new Route("POST", "/bots/{name}/drain", "Gives the bot no more work; what it runs goes on.", DrainAsync)
        {
            Roles = Admin, Body = Bodies.Act, BodyOptional = true, Answer = typeof(BotView), Refusals = Refusals,
        },
        new Route("POST", "/bots/{name}/resume", "Gives a drained bot work again.", ResumeAsync)
        {
            Roles = Admin, Body = Bodies.Act, BodyOptional = true, Answer = typeof(BotView), Refusals = Refusals,
        },
    ];

    private static async Task ListAsync(Call call)
    {
        call.Query();
        await call.AnswerAsync(await call.Jobs.BotsAsync(call.Cancel), HttpJson.Answers.ListingBotView);
    }

    private static async Task DrainAsync(Call call)
    {
        var name = call.Name;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(
            await call.Operator.DrainBotAsync(name, request, call.Cancel), HttpJson.Answers.BotView);
    }

    private static async Task ResumeAsync(Call call)
    {
        var name = call.Name;
        var request = await call.ReadAsync(values => call.By(values.Text(Bodies.Reason)));
        await call.AnswerAsync(
            await call.Operator.ResumeBotAsync(name, request, call.Cancel), HttpJson.Answers.BotView);
    }
}
