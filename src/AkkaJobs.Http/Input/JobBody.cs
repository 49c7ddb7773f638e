namespace AkkaJobs.Http;

/// <summary>A job on its way in: one body, or one line of an upload.</summary>
internal static class JobBody
{
    private static readonly Field Operation = new("operation", FieldType.Text, "Which handler runs it.")
    {
        Required = true,
        Most = Limits.MaxNameBytes,
        Rule = JobRequestRules.CheckName,
    };

    private static readonly Field Args = new("args", FieldType.Json, "The handler's input, at most 256 KiB.")
    {
        Required = true,
    };

    private static readonly Field Id = new("id", FieldType.Id, "Your own id: the same id twice is one job.");

    private static readonly Field Queue = new("queue", FieldType.Text, "The lane. Default default.")
    {
        Most = Limits.MaxNameBytes,
        Rule = JobRequestRules.CheckName,
    };

    private static readonly Field Priority = new("priority", FieldType.Number, "0 (first) to 9. Default 5.")
    {
        Most = Limits.LowestPriority,
    };

    private static readonly Field RunAt =
        new("run_at", FieldType.Time, "Not before this time, at most a year ahead. Excludes delay_ms.");

    private static readonly Field DelayMs =
        new("delay_ms", FieldType.Number, "Not before this long from now. Excludes run_at.")
        {
            Most = (long)Limits.MaxDelay.TotalMilliseconds,
        };

    private static readonly Field MaxAttempts = new("max_attempts", FieldType.Number, "Attempts allowed. Default 5.")
    {
        Least = 1,
        Most = Limits.MaxMaxAttempts,
    };

    private static readonly Field TimeoutMs =
        new("timeout_ms", FieldType.Number, "How long one attempt may run. Default 30 min.")
        {
            Least = (long)Limits.MinTimeout.TotalMilliseconds,
            Most = (long)Limits.MaxTimeout.TotalMilliseconds,
        };

    private static readonly Field UniqueKey =
        new("unique_key", FieldType.Text, "At most one open job may carry it.")
        {
            Least = 1,
            Most = Limits.MaxKeyBytes,
        };

    private static readonly Field Tags = new("tags", FieldType.Texts, "Labels to list by, at most 64 bytes each.")
    {
        Most = Limits.MaxTags,
        Rule = static (path, tag) =>
            tag.Contains('\0') ? Rejection.Invalid(path, $"{path} must not hold the character U+0000.") : null,
    };

    public static Shape Shape { get; } = new(
        "JobRequest", Operation, Args, Id, Queue, Priority, RunAt, DelayMs, MaxAttempts, TimeoutMs, UniqueKey, Tags);

    /// <summary>Reads one job.</summary>
    /// <param name="utf8">A JSON object.</param>
    /// <param name="keyed">The id that an <c>Idempotency-Key</c> stands for; the body may then hold none.</param>
    /// <param name="by">Who hands it over.</param>
    /// <param name="now">What <c>run_at</c> is measured from.</param>
    /// <param name="rejection">Why it cannot be enqueued.</param>
    /// <returns>The request, or null with the rejection.</returns>
    public static JobRequest? Read(
        ReadOnlyMemory<byte> utf8, JobId? keyed, string? by, DateTimeOffset now, out Rejection? rejection)
    {
        using var document = StrictJson.Parse(utf8, out rejection);
        if (document is null)
        {
            return null;
        }

        rejection = Shape.Read(document.RootElement, "", out var values);
        if (rejection is not null)
        {
            return null;
        }

        var request = Make(values, keyed, by);
        rejection = keyed is not null && values.Id(Id) is not null
            ? Rejection.Invalid("id", "Give id or Idempotency-Key, not both.")
            : JobRequestRules.Check(request, now);
        return rejection is null ? request : null;
    }

    private static JobRequest Make(Values values, JobId? keyed, string? by) =>
        new(values.Text(Operation)!, values.Json(Args)!.Value)
        {
            Id = keyed ?? values.Id(Id),
            Queue = values.Text(Queue) ?? Limits.DefaultQueue,
            Priority = (int)(values.Number(Priority) ?? Limits.DefaultPriority),
            RunAt = values.Time(RunAt),
            Delay = values.Milliseconds(DelayMs),
            MaxAttempts = (int)(values.Number(MaxAttempts) ?? Limits.DefaultMaxAttempts),
            Timeout = values.Milliseconds(TimeoutMs) ?? Limits.DefaultTimeout,
            UniqueKey = values.Text(UniqueKey),
            Tags = values.Texts(Tags) ?? [],
            By = by,
        };
}
