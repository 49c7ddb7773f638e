namespace AkkaJobs.Http;

/// <summary>The fields of bots' and operators' bodies.</summary>
internal static class Bodies
{
    public static Field Reason { get; } = new("reason", FieldType.Text, "Why; stands in the history.")
    {
        Most = Limits.MaxReasonBytes,
    };

    public static Field Token { get; } = new("token", FieldType.Number, "The claim's fencing token.")
    {
        Required = true,
        Least = 1,
    };

    public static Field OnlyToken { get; } = new("token", FieldType.Number, "Only the lease with this token.")
    {
        Least = 1,
    };

    public static Field DryRun { get; } = new(
        "dry_run", FieldType.Flag, "Change nothing, and say in release what is known. Default false.");

    public static Field ExcludeBot { get; } = new(
        "exclude_bot", FieldType.Flag, "The bot does not get it again until it restarts. Default false.");

    public static Field Result { get; } = new("result", FieldType.Json, "Any JSON value, at most 256 KiB.")
    {
        Required = true,
    };

    public static Field Error { get; } = new("error", FieldType.Text, "What went wrong; beyond 16 KiB it is cut.")
    {
        Required = true,
    };

    public static Field Retryable { get; } =
        new("retryable", FieldType.Flag, "Whether another attempt makes sense. Default true.");

    public static Field DurationMs { get; } = new("duration_ms", FieldType.Number, "The attempt's run time.")
    {
        Most = (long)TimeSpan.FromDays(366).TotalMilliseconds,
    };

    public static Field Bot { get; } = new("bot", FieldType.Text, "The bot's name.")
    {
        Required = true,
        Most = Limits.MaxNameBytes,
        Rule = JobRequestRules.CheckName,
    };

    public static Field Session { get; } =
        new("session", FieldType.Text, "Made at the bot's start; a new one under the same name ends the earlier.")
        {
            Required = true,
            Least = 1,
            Most = Limits.MaxKeyBytes,
        };

    public static Field Operations { get; } = new("operations", FieldType.Texts, "What the bot runs.")
    {
        Required = true,
        Least = 1,
        Most = Limits.MaxOperations,
        Rule = JobRequestRules.CheckName,
    };

    public static Field OtherOperations { get; } =
        new("operations", FieldType.Texts, "What the bot runs, if that has changed.")
        {
            Least = 1,
            Most = Limits.MaxOperations,
            Rule = JobRequestRules.CheckName,
        };

    public static Field Max { get; } = new("max", FieldType.Number, "The most jobs at once. Default 1.")
    {
        Least = 1,
        Most = Limits.MaxSlots,
    };

    public static Field WaitMs { get; } = new("wait_ms", FieldType.Number, "How long to wait. Default 0.")
    {
        Most = (long)Limits.MaxWait.TotalMilliseconds,
    };

    public static Field RequestKey { get; } =
        new("request", FieldType.Text, "A key of this request: repeated, it gets the same jobs.")
        {
            Least = 1,
            Most = Limits.MaxKeyBytes,
        };

    public static Field Slots { get; } = new("slots", FieldType.Number, "How many jobs the bot runs at once.")
    {
        Least = 1,
        Most = Limits.MaxSlots,
    };

    public static Field AttemptId { get; } = new("id", FieldType.Id, "The job.") { Required = true };

    public static Field Progress { get; } =
        new("progress", FieldType.Json, "What the attempt says of itself, at most 4 KiB; the latest wins.");

    public static Field Running { get; } =
        new("running", FieldType.Objects, "Every attempt whose report is not yet answered.")
        {
            Required = true,
            Most = Limits.MaxRunning,
            Items = new Shape("RunningAttempt", AttemptId, Token, Progress),
        };

    public static Shape Act { get; } = new("Act", Reason);

    public static Shape Release { get; } = new("Release", Reason, OnlyToken, DryRun, ExcludeBot);

    public static Field Repair { get; } =
        new("repair", FieldType.Flag, "Bring tables and datalake to what the journal says. Default false.");

    public static Shape Audit { get; } = new("Audit", Repair);

    public static Shape Complete { get; } = new("Complete", Token, Result, DurationMs);

    public static Shape Fail { get; } = new("Fail", Token, Error, Retryable, DurationMs);

    public static Shape Claim { get; } = new("Claim", Bot, Session, Operations, Max, WaitMs, RequestKey);

    public static Shape Heartbeat { get; } = new("Heartbeat", Session, Slots, OtherOperations, Running);
}
