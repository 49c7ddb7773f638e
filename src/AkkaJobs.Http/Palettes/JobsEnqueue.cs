using System.Text.Json;

namespace AkkaJobs.Http;

/// <summary>Hands jobs over: one from the line, or any number from a file.</summary>
internal static class JobsEnqueue
{
    private const string File = "file";
    private const string WaitMs = "wait_ms";

    public static PaletteCommand Command { get; } =
        new("enqueue", "Hands over one job, or with --file one a line.")
        {
            Arguments =
            [
                Text("operation", "Which handler runs it.") with { ByPosition = true, Required = false },
                new("args", PaletteValue.Json, "The handler's input, as JSON.") { ByPosition = true },
                new(File, PaletteValue.File, "NDJSON: a job a line, as POST /jobs takes it; - for standard input."),
                new("id", PaletteValue.Id, "Your own id: the same id twice is one job."),
                Text("queue", "The lane. Default default."),
                new("priority", PaletteValue.Number, "0 (first) to 9. Default 5.") { Most = Limits.LowestPriority },
                new("run_at", PaletteValue.Time, "Not before this time."),
                new("delay_ms", PaletteValue.Number, "Not before this long from now.")
                {
                    Most = (long)Limits.MaxDelay.TotalMilliseconds,
                },
                new("max_attempts", PaletteValue.Number, "Attempts allowed. Default 5.")
                {
                    Least = 1, Most = Limits.MaxMaxAttempts,
                },
                new("timeout_ms", PaletteValue.Number, "How long one attempt may run. Default 30 min.")
                {
                    Least = (long)Limits.MinTimeout.TotalMilliseconds,
                    Most = (long)Limits.MaxTimeout.TotalMilliseconds,
                },
                new("unique_key", PaletteValue.Text, "At most one open job may carry it.")
                {
                    Least = 1, Most = Limits.MaxKeyBytes,
                },
                new("tags", PaletteValue.Texts, "Labels to list by.") { Most = Limits.MaxTags },
                new("key", PaletteValue.Text, "With --file: sent again with the same key, no line makes a second job.")
                {
                    Least = 1, Most = Limits.MaxKeyBytes,
                },
                new(WaitMs, PaletteValue.Number, "Wait this long for the result. Default 0.")
                {
                    Most = (long)Limits.MaxWait.TotalMilliseconds,
                },
            ],
            Answer = PaletteAnswer.One,
        };

    public static Task RunAsync(PaletteCall call) => call.HasInput ? ManyAsync(call) : OneAsync(call);

    private static async Task OneAsync(PaletteCall call)
    {
        var request = JobBody.Read(Body(call), null, call.By, call.Call.Time.GetUtcNow(), out var rejection)
            ?? throw new JobRefusedException(rejection!);
        var outcome = await call.Call.Jobs.EnqueueAsync(request, call.Cancel);
        if (outcome.Rejection is not null)
        {
            throw new JobRefusedException(outcome.Rejection);
        }

        var wait = TimeSpan.FromMilliseconds(call.Number(WaitMs) ?? 0);
        var job = await call.Call.Jobs.WaitAsync(outcome.Id, wait, call.Cancel)
            ?? throw new JobRefusedException(Rejection.UnknownJob(outcome.Id));
        await call.RowAsync(job, HttpJson.Answers.JobView);
        if (outcome.Duplicate)
        {
            await call.NoteAsync("It stood already.");
        }
    }

    private static async Task ManyAsync(PaletteCall call)
    {
        var upload = new BulkUpload(call.Call.Jobs, call.Call.Options, call.Call.Time, call.Text("key"), call.By);
        var summary = await upload.RunAsync(
            LineReader.ReadAsync(call.Input, call.Call.Options.MaxBodyBytes, call.Cancel), call.Cancel);
        await call.RowAsync(summary with { DuplicateLines = null }, HttpJson.Answers.BulkSummary);
        call.IsRefused = summary.RejectedCount > 0;
    }

    /// <summary>What <c>POST /jobs</c> takes: all that was given but what is ours.</summary>
    private static byte[] Body(PaletteCall call)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var given in call.Arguments.EnumerateObject().Where(p => p.Name is not (WaitMs or "key")))
            {
                given.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private static PaletteArgument Text(string name, string help) => new(name, PaletteValue.Text, help)
    {
        Least = 1,
        Most = Limits.MaxNameBytes,
    };
}
