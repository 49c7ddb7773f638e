namespace AkkaJobs.Http;

/// <summary>What an operator asks of bots, and does to them.</summary>
internal static class BotsPalette
{
    public static PaletteBuilder Make() => new PaletteBuilder("bots", "Bots: who there is, drain and resume.")
        .Add(
            new PaletteCommand("list", "Bots by name.")
            {
                Columns =
                [
                    new("name", "name"), new("state", "state"), new("running", "running"), new("slots", "slots"),
                    new("completed", "completed"), new("failed", "failed"), new("last seen", "last_seen_at"),
                    new("node", "node"),
                ],
                Watchable = true,
            },
            ListAsync)
        .Add(
            new PaletteCommand("show", "A bot, and what it runs.")
            {
                Arguments = [Arguments.Name],
                Answer = PaletteAnswer.One,
                Watchable = true,
            },
            ShowAsync)
        .Add(
            new PaletteCommand("drain", "Gives the bot no more work; what it runs goes on.")
            {
                Arguments = [Arguments.Name, Arguments.Reason],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Destroys = true,
            },
            DrainAsync)
        .Add(
            new PaletteCommand("resume", "Gives a drained bot work again.")
            {
                Arguments = [Arguments.Name, Arguments.Reason],
                Answer = PaletteAnswer.One,
                Role = "admin",
            },
            ResumeAsync);

    private static async Task ListAsync(PaletteCall call)
    {
        var bots = await call.Call.Jobs.BotsAsync(call.Cancel);
        foreach (var bot in bots.Items)
        {
            await call.RowAsync(bot, HttpJson.Answers.BotView);
        }
    }

    private static async Task ShowAsync(PaletteCall call)
    {
        var name = NameOf(call);
        var bots = await call.Call.Jobs.BotsAsync(call.Cancel);
        await call.RowAsync(
            bots.Items.FirstOrDefault(bot => bot.Name == name)
                ?? throw new JobRefusedException(new Rejection(
                    RejectionCode.UnknownBot, $"There is no bot {name}; bots list says who there is.")),
            HttpJson.Answers.BotView);
    }

    private static async Task DrainAsync(PaletteCall call) => await call.RowAsync(
        await call.Call.Operator.DrainBotAsync(NameOf(call), By(call), call.Cancel), HttpJson.Answers.BotView);

    private static async Task ResumeAsync(PaletteCall call) => await call.RowAsync(
        await call.Call.Operator.ResumeBotAsync(NameOf(call), By(call), call.Cancel), HttpJson.Answers.BotView);

    private static string NameOf(PaletteCall call)
    {
        var name = call.Text(Arguments.Name.Name)!;
        return JobRequestRules.CheckName(Arguments.Name.Name, name) is { } rejection
            ? throw new JobRefusedException(rejection)
            : name;
    }

    private static Request By(PaletteCall call) => new(call.By, call.Text(Arguments.Reason.Name));
}
