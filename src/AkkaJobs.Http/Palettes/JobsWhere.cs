namespace AkkaJobs.Http;

/// <summary>One act on all jobs that a filter finds: <c>--where</c> of release, cancel and retry.</summary>
internal static class JobsWhere
{
    /// <summary>Which jobs.</summary>
    public static PaletteArgument Argument { get; } =
        new("where", PaletteValue.Texts, "Instead of one job: status=…, operation=…, queue=…, bot=…, tag=….")
        {
            Most = 5,
            ActsOnMany = true,
        };

    public static PaletteArgument DryRun { get; } =
        new("dry_run", PaletteValue.Flag, "Say what would happen and change nothing.");

    /// <summary>Whether it was given, and no job beside it.</summary>
    /// <exception cref="JobRefusedException">Neither or both were given.</exception>
    public static bool IsGiven(PaletteCall call)
    {
        var (one, many) = (call.Text(Arguments.Id.Name) is not null, call.Texts(Argument.Name).Count > 0);
        return one != many
            ? many
            : throw new JobRefusedException(Rejection.Invalid(
                Argument.Name, one ? "Give a job or --where, not both." : "Name a job, or jobs by --where."));
    }

    public static async Task RunAsync(PaletteCall call, JobAct act, bool excludeBot = false)
    {
        var acts = new ManyActs(act, Filter(call), new Request(call.By, call.Text(Arguments.Reason.Name)))
        {
            DryRun = call.Flag(DryRun.Name),
            ExcludeBot = excludeBot,
        };
        call.IsMany = true;
        var (done, alone) = (0L, 0L);
        await foreach (var view in call.Call.Operator.ActAsync(acts, call.Cancel))
        {
            done += view.Then is null ? 0 : 1;
            alone += view.Then is null ? 1 : 0;
            await call.RowAsync(view, HttpJson.Answers.ActedView);
        }

        call.IsRefused = alone > 0;
        await call.NoteAsync(Summary(act, acts.DryRun, done, alone));
    }

    private static string Summary(JobAct act, bool dryRun, long done, long alone)
    {
        var what = act switch
        {
            JobAct.Release => "released",
            JobAct.Cancel => "cancelled",
            _ => "retried",
        };
        var would = dryRun ? $"Would be {what}" : char.ToUpperInvariant(what[0]) + what[1..];
        return alone == 0 ? $"{would}: {done}." : $"{would}: {done}; left alone: {alone}.";
    }

    private static JobFilter Filter(PaletteCall call)
    {
        var filter = new JobFilter();
        var seen = new HashSet<string>();
        foreach (var text in call.Texts(Argument.Name))
        {
            var (field, value) = text.IndexOf('=', StringComparison.Ordinal) is var at && at > 0
                ? (text[..at], text[(at + 1)..])
                : (text, "");
            filter = value.Length > 0 && seen.Add(field) ? Narrow(filter, field, value) : throw Refused(text);
        }

        return filter;
    }

    private static JobFilter Narrow(JobFilter filter, string field, string value) => field switch
    {
        "status" when JobStatusExtensions.TryParseStatus(value, out var status) => filter with { Status = status },
        "operation" => filter with { Operation = value },
        "queue" => filter with { Queue = value },
        "bot" => filter with { Bot = value },
        "tag" => filter with { Tag = value },
        _ => throw Refused($"{field}={value}"),
    };

    private static JobRefusedException Refused(string text) => new(Rejection.Invalid(
        Argument.Name,
        $"{text} does not narrow: give each of status=…, operation=…, queue=…, bot=…, tag=… at most once; status is "
        + $"one of {string.Join(", ", JobStatusExtensions.All.Select(status => status.Word()))}."));
}
