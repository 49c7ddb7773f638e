namespace AkkaJobs.Http;

/// <summary>Shows what becomes of jobs.</summary>
internal static class JobsWatch
{
    private static readonly PaletteArgument Job = new("id", PaletteValue.Id, "Only this job.") { ByPosition = true };

    private static readonly PaletteArgument Event =
        Arguments.Filter("event", "Only events of this word, as in failed.");

    private static readonly PaletteArgument Bot = Arguments.Filter("bot", "Only what concerns this bot.");

    private static readonly PaletteArgument After =
        new("after", PaletteValue.Number, "Those after this event's number first. Default: from now on.");

    public static PaletteCommand Command { get; } =
        new("watch", "What becomes of jobs, as it happens; Ctrl-C ends.")
        {
            Arguments = [Job, Event, Bot, After],
            Columns =
            [
                new("at", "at"), new("number", "number"), new("event", "event"), new("job", "job_id"),
                new("bot", "bot"), new("by", "by"), new("reason", "reason"),
            ],
            Answer = PaletteAnswer.Stream,
        };

    public static async Task RunAsync(PaletteCall call)
    {
        var filter = new JobEventFilter
        {
            Job = call.Text(Job.Name) is null ? null : call.Id(Job.Name),
            Event = call.Text(Event.Name),
            Bot = call.Text(Bot.Name),
        };
        await foreach (var view in call.Call.Events.FollowAsync(filter, call.Number(After.Name), call.Cancel))
        {
            await call.RowAsync(view, HttpJson.Answers.JobEventView);
        }
    }
}
