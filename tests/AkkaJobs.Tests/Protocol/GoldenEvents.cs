using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Protocol;

/// <summary>
/// Every kind of event with fixed values, in an order that can be folded: two jobs and a bot from the first event
/// to the last. Names are those of the golden files; an event whose format was released is never changed here, a
/// new field
/// gets an event and a file of its own.
/// </summary>
internal static class GoldenEvents
{
    private const string Session = "5f0c3a52-7d0e-4d0e-9a52-0c3a527d0e4d";
    private static readonly Timestamp Start = new(1_795_551_328_123);

    private static readonly JobId First = Id("019aaf5e-8c3b-7a10-8b1c-2d3e4f506172");
    private static readonly JobId Second = Id("019aaf5e-8c3c-7b21-9c2d-3e4f50617283");

    private static readonly JobSpec FullSpec = new()
    {
        Id = First,
        Operation = "sha256",
        Queue = "reports",
        Args = JsonText.Parse("""{"path":"Zürich.txt"}"""),
        Priority = 1,
        MaxAttempts = 3,
        TimeoutMs = 90_000,
        UniqueKey = "report/7",
        Tags = ["nightly", "zürich"],
        EnqueuedAt = At(2),
        By = "anna",
    };

    private static readonly JobSpec PlainSpec = new()
    {
        Id = Second,
        Operation = "sum",
        Queue = "default",
        Args = JsonText.Parse("""{"a":727,"b":102}"""),
        EnqueuedAt = At(10),
    };

    private static readonly JobSpec TracedSpec = new()
    {
        Id = Id("019aaf5e-8c3d-7c32-8d3e-4f5061728394"),
        Operation = "sum",
        Queue = "default",
        Args = JsonText.Parse("7"),
        EnqueuedAt = At(40),
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static JobRecord Excluding => Failed with
    {
        Run = Failed.Run! with { Excluded = [new BotSession("bot-2", Session)] },
    };

    private static readonly JobRecord Failed = new(PlainSpec)
    {
        Status = JobStatus.Pending,
        Allowed = 11,
        RunAt = At(9),
        Run = new JobRun
        {
            Attempt = 2,
            GivenBack = 1,
            Losses = 1,
            Failures = 2,
            Bot = "bot-1",
            ClaimedAt = At(15),
            Error = "disk full",
            Past = [new PastToken(3, 1, null, true), new PastToken(4, 2, ReportKind.Failed, false)],
        },
    };

    public static IReadOnlyList<(string Name, CoordinatorEvent Event)> All { get; } =
    [
        ("CoordinatorStarted", new CoordinatorStarted(At(0), "node-1:4053")),
        ("BotJoined", new BotJoined(At(1), "bot-1", Session, "node-1:4053", 4, ["sum", "sha256"])),
        ("BotJoined-remote", new BotJoined(At(1), "py-1", "session-1", null, 1, ["sum"])),
        ("JobEnqueued-full", new JobEnqueued(At(2), FullSpec, At(3))),
        ("JobDue", new JobDue(At(3), First)),
        ("JobClaimed", new JobClaimed(At(4), First, 1, 1, "bot-1", Session, null)),
        ("AttemptFailed", new AttemptFailed(At(5), First, 1, 1, "bot-1", "no such file", 12, At(6))),
        ("JobDue-again", new JobDue(At(6), First)),
        ("JobClaimed-remote", new JobClaimed(At(7), First, 2, 2, "py-1", "session-1", "claim-9")),
        ("JobSucceeded", new JobSucceeded(At(8), First, 2, 2, "py-1", JsonText.Parse("""{"sha256":"e3b0"}"""), 845)),
        ("ReportRefused", new ReportRefused(At(9), First, 1, 1, "bot-1", ReportKind.Completed)),
        ("ReportRefused-nameless", new ReportRefused(At(9), First, 2, 99, null, ReportKind.Failed)),
        ("JobEnqueued", new JobEnqueued(At(10), PlainSpec, null)),
        ("JobClaimed-second", new JobClaimed(At(11), Second, 1, 3, "bot-1", Session, null)),
        ("AttemptOverdue", new AttemptOverdue(At(12), Second, 3)),
        ("JobReleased", new JobReleased(At(13), Second, 1, 3, "bot-1", Verdict.TimedOut, null, null)),
        ("AttemptAbandoned", new AttemptAbandoned(At(14), Second, 3, "bot-1")),
        ("JobClaimed-third", new JobClaimed(At(15), Second, 2, 4, "bot-1", Session, null)),
        ("JobFailed", new JobFailed(At(16), Second, 2, 4, "bot-1", "disk full", 7, null)),
        ("JobRetried", new JobRetried(At(17), Failed, "anna", "disk is larger now")),
        ("JobClaimed-fourth", new JobClaimed(At(18), Second, 3, 5, "bot-1", Session, null)),
        ("JobReleased-by-hand", new JobReleased(At(19), Second, 3, 5, "bot-1", Verdict.Released, "anna", "wrong bot")),
        ("JobClaimed-fifth", new JobClaimed(At(20), Second, 4, 6, "bot-1", Session, null)),
        ("JobFailed-lost", new JobFailed(At(21), Second, 4, 6, "bot-1", "lost", null, Verdict.BotLost)),
        ("JobRetried-nameless", new JobRetried(At(22), Failed, null, null)),
        ("JobClaimed-sixth", new JobClaimed(At(23), Second, 5, 7, "bot-1", Session, null)),
        ("JobCancelled", new JobCancelled(At(24), Second, 5, 7, "bot-1", "anna", "not needed")),
        ("JobRetried-again", new JobRetried(At(25), Failed, null, null)),
        ("JobCancelled-waiting", new JobCancelled(At(26), Second, 4, null, null, null, null)),
        ("BotChanged", new BotChanged(At(27), "bot-1", 8, ["sum"])),
        ("BotDrained", new BotDrained(At(28), "bot-1", "anna", "new disk")),
        ("BotDrained-nameless", new BotDrained(At(28), "bot-1", null, null)),
        ("BotResumed", new BotResumed(At(29), "bot-1", "anna", "disk is in")),
        ("BotResumed-nameless", new BotResumed(At(29), "bot-1", null, null)),
        ("BotLeft", new BotLeft(At(30), "bot-1", Session, Verdict.LeaseExpired)),
        ("BotForgotten", new BotForgotten(At(31), "bot-1")),
        ("TokensRaised", new TokensRaised(At(32), 1_000_007)),
        ("QueuePaused", new QueuePaused(At(33), "reports", "anna", "disk full")),
        ("QueuePaused-nameless", new QueuePaused(At(34), "default", null, null)),
        ("QueueResumed", new QueueResumed(At(35), "reports", "anna", "disk is in")),
        ("QueueResumed-nameless", new QueueResumed(At(36), "default", null, null)),
        ("JobRetried-last", new JobRetried(At(37), Failed, null, null)),
        ("BotJoined-again", new BotJoined(At(38), "bot-2", Session, "akka://b", 1, ["sum"])),
        ("JobClaimed-seventh", new JobClaimed(At(39), Second, 3, 8, "bot-2", Session, null)),
        ("JobReleased-excluding", new JobReleased(
            At(40), Second, 3, 8, "bot-2", Verdict.Released, "anna", "not there", Exclude: true)),
        ("JobEnqueued-traced", new JobEnqueued(At(40), TracedSpec, null)),
        ("JobRetried-excluding", new JobRetried(At(41), Excluding, null, null)),
        ("FormatRaised", new FormatRaised(At(42), 2)),
        ("CoordinatorStarted-format", new CoordinatorStarted(At(43), "node-2:4053", 2)),
    ];

    private static Timestamp At(int seconds) => new(Start.Milliseconds + (1_000 * seconds));

    private static JobId Id(string text) =>
        JobId.TryParse(text, out var id) ? id : throw new ArgumentException($"{text} is no id.", nameof(text));
}
