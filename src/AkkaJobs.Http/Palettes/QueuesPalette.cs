namespace AkkaJobs.Http;

/// <summary>What an operator asks of queues, and does to them.</summary>
internal static class QueuesPalette
{
    private static readonly PaletteArgument Name = new("name", PaletteValue.Text, "The queue.")
    {
        Required = true,
        ByPosition = true,
        Least = 1,
        Most = Limits.MaxNameBytes,
    };

    public static PaletteBuilder Make() => new PaletteBuilder("queues", "Queues: list, pause and resume.")
        .Add(
            new PaletteCommand("list", "Queues by name: their open jobs, and who paused them.")
            {
                Arguments = [Arguments.Limit, Arguments.Cursor],
                Columns =
                [
                    new("name", "name"), new("paused", "paused"), new("scheduled", "scheduled"),
                    new("pending", "pending"), new("processing", "processing"), new("retrying", "retrying"),
                    new("since", "paused_at"), new("by", "paused_by"), new("reason", "reason"),
                ],
                Watchable = true,
            },
            ListAsync)
        .Add(
            new PaletteCommand("pause", "Has nothing claimed from the queue until it is resumed; what runs goes on.")
            {
                Arguments = [Name, Arguments.Reason],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Destroys = true,
            },
            PauseAsync)
        .Add(
            new PaletteCommand("resume", "Lets a paused queue go on.")
            {
                Arguments = [Name, Arguments.Reason],
                Answer = PaletteAnswer.One,
                Role = "admin",
            },
            ResumeAsync);

    private static async Task ListAsync(PaletteCall call)
    {
        var queues = await call.Call.Jobs.QueuesAsync(
            Arguments.LimitOf(call), call.Text(Arguments.Cursor.Name), call.Cancel);
        foreach (var queue in queues.Items)
        {
            await call.RowAsync(queue, HttpJson.Answers.QueueView);
        }

        call.NextCursor = queues.NextCursor;
    }

    private static async Task PauseAsync(PaletteCall call) => await call.RowAsync(
        await call.Call.Operator.PauseQueueAsync(call.Text(Name.Name)!, By(call), call.Cancel),
        HttpJson.Answers.QueueView);

    private static async Task ResumeAsync(PaletteCall call) => await call.RowAsync(
        await call.Call.Operator.ResumeQueueAsync(call.Text(Name.Name)!, By(call), call.Cancel),
        HttpJson.Answers.QueueView);

    private static Request By(PaletteCall call) => new(call.By, call.Text(Arguments.Reason.Name));
}
