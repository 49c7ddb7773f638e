using static AkkaJobs.Configuration.Bounds;
using static AkkaJobs.Configuration.Texts;

namespace AkkaJobs.Configuration;

/// <summary>Every key of <c>akkajobs</c> with one value or a list, in the order in which they are shown.</summary>
internal static class Settings
{
    /// <summary>What begins every key.</summary>
    public const string Root = "akkajobs.";

    public static readonly IReadOnlyList<Setting> All =
    [
        List("roles", o => o.Roles, (o, v) => o.Roles = v, OneOrMoreOf(NodeRoles.All)),
        Of("data", Text, o => o.DataFolder, (o, v) => o.DataFolder = v, NotEmpty),
        Of("database", DatabaseText.Instance, o => o.Database, (o, v) => o.Database = v, KnownDatabase),
        Of("database-patience", Duration, o => o.DatabasePatience, (o, v) => o.DatabasePatience = v,
            Between(TimeSpan.Zero, TimeSpan.FromDays(1), Duration)),
        Of("datalake", Text, o => o.DatalakeFolder, (o, v) => o.DatalakeFolder = v, Anything),

        Of("node.name", Text, o => o.Node.Name, (o, v) => o.Node.Name = v, Name),
        Of("node.host", Text, o => o.Node.Host, (o, v) => o.Node.Host = v, Host),
        Of("node.port", Whole, o => o.Node.Port, (o, v) => o.Node.Port = v, Between(0, 65535, Whole)),
        Of("node.bind", Text, o => o.Node.Bind, (o, v) => o.Node.Bind = v, BindAddress),
        Of("node.format", Whole,
            o => o.Node.Format, (o, v) => o.Node.Format = v, Between(0, Protocol.Formats.Latest, Whole)),
        List("node.seeds", o => o.Node.Seeds, (o, v) => o.Node.Seeds = v, Addresses),

        .. Remote,

        Of("recovery.bot", Duration, o => o.Recovery.Bot, (o, v) => o.Recovery.Bot = v,
            Between(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1), Duration)),
        Of("recovery.coordinator", Duration, o => o.Recovery.Coordinator, (o, v) => o.Recovery.Coordinator = v,
            Between(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), Duration)),

        .. Coordinator,

        .. Retention,

        Of("bot.name", Text, o => o.Bot.Name, (o, v) => o.Bot.Name = v, Name),
        Of("bot.slots", Whole, o => o.Bot.Slots, (o, v) => o.Bot.Slots = v, Between(1, Limits.MaxSlots, Whole)),
        List("bot.operations", o => o.Bot.Operations, (o, v) => o.Bot.Operations = v, Names(Limits.MaxOperations)),
        Of("bot.drain-grace", Duration, o => o.Bot.DrainGrace, (o, v) => o.Bot.DrainGrace = v,
            Between(TimeSpan.Zero, TimeSpan.FromHours(1), Duration)),

        Of("operations.strict", Switch, o => o.Operations.Strict, (o, v) => o.Operations.Strict = v, Anything),
        List("operations.known", o => o.Operations.Known, (o, v) => o.Operations.Known = v, Names(10_000)),
        Of("operations.diagnostics", Switch,
            o => o.Operations.Diagnostics, (o, v) => o.Operations.Diagnostics = v, Anything),
        Of("operations.data-root", Text,
            o => o.Operations.DataRoot, (o, v) => o.Operations.DataRoot = v, ExistingFolder),

        Of("http.url", Text, o => o.Http.Url, (o, v) => o.Http.Url = v, ListenUrl),
        Of("http.max-body", Size, o => o.Http.MaxBodyBytes, (o, v) => o.Http.MaxBodyBytes = v,
            Between(64 << 10, 64 << 20, Size)),
        Of("http.bulk-batch", Whole, o => o.Http.BulkBatch, (o, v) => o.Http.BulkBatch = v, Between(1, 100_000, Whole)),
        Of("http.bulk-patience", Duration, o => o.Http.BulkPatience, (o, v) => o.Http.BulkPatience = v,
            Between(TimeSpan.Zero, TimeSpan.FromHours(1), Duration)),
        Of("http.max-token-failures", Whole,
            o => o.Http.MaxTokenFailures, (o, v) => o.Http.MaxTokenFailures = v, Between(1, 1_000_000, Whole)),
        Of("management.url", Text, o => o.Http.ManagementUrl, (o, v) => o.Http.ManagementUrl = v, ListenUrl),
        Of("telemetry.otlp", Text, o => o.Telemetry.Otlp, (o, v) => o.Telemetry.Otlp = v, CollectorUrl),

        .. Alerts,
    ];

    private static IEnumerable<Setting> Remote =>
    [
        Of("remote.insecure", Switch, o => o.Remote.Insecure, (o, v) => o.Remote.Insecure = v, Anything),
        Of("remote.tls.certificate", Text,
            o => o.Remote.Tls.Certificate, (o, v) => o.Remote.Tls.Certificate = v, ExistingFile),
        Of("remote.tls.key", Text, o => o.Remote.Tls.Key, (o, v) => o.Remote.Tls.Key = v, ExistingFile),
        Of("remote.tls.password", Secret, o => o.Remote.Tls.Password, (o, v) => o.Remote.Tls.Password = v, Anything),
        Of("remote.tls.authority", Text,
            o => o.Remote.Tls.Authority, (o, v) => o.Remote.Tls.Authority = v, ExistingFile),
    ];

    private static IEnumerable<Setting> Coordinator =>
    [
        Its("heartbeat", Duration, c => c.Heartbeat, (c, v) => c.Heartbeat = v,
            ZeroOr(Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), Duration))),
        Its("lease", Duration, c => c.Lease, (c, v) => c.Lease = v,
            ZeroOr(Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), Duration))),
        Its("cancel-grace", Duration, c => c.CancelGrace, (c, v) => c.CancelGrace = v,
            Between(TimeSpan.Zero, TimeSpan.FromHours(1), Duration)),
        Its("max-losses", Whole, c => c.MaxLosses, (c, v) => c.MaxLosses = v,
            Between(1, 100, Whole)),

        Its("retry.first", Duration, c => c.Retry.First,
            (c, v) => c.Retry = c.Retry with { First = v },
            Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30), Duration)),
        Its("retry.longest", Duration, c => c.Retry.Longest,
            (c, v) => c.Retry = c.Retry with { Longest = v },
            Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30), Duration)),
        Its("retry.spread", Share, c => c.Retry.Spread,
            (c, v) => c.Retry = c.Retry with { Spread = v }, Between(0, 1, Share)),

        Its("max-open-jobs", Whole, c => c.MaxOpenJobs, (c, v) => c.MaxOpenJobs = v,
            Between(1, 100_000_000, Whole)),
        Its("max-open-bytes", Bytes, c => c.MaxOpenBytes, (c, v) => c.MaxOpenBytes = v,
            Between(1L << 20, 1L << 40, Bytes)),
        Its("max-finished-in-memory", Whole,
            c => c.MaxFinishedInMemory, (c, v) => c.MaxFinishedInMemory = v,
            Between(1, 100_000_000, Whole)),
        Its("max-finished-bytes", Bytes,
            c => c.MaxFinishedBytes, (c, v) => c.MaxFinishedBytes = v,
            Between(1L << 20, 1L << 40, Bytes)),
        Its("max-bots", Whole, c => c.MaxBots, (c, v) => c.MaxBots = v,
            Between(1, 1_000_000, Whole)),
        Its("forget-bot-after", Duration,
            c => c.ForgetBotAfter, (c, v) => c.ForgetBotAfter = v,
            Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), Duration)),

        Its("commit-bytes", Size, c => c.CommitBytes, (c, v) => c.CommitBytes = v,
            Between(1 << 20, 64 << 20, Size)),
        Its("snapshot-every", Whole, c => c.SnapshotEvery, (c, v) => c.SnapshotEvery = v,
            Between(1, 100_000_000, Whole)),
        Its("forget-after", Duration, c => c.ForgetAfter, (c, v) => c.ForgetAfter = v,
            Between(TimeSpan.Zero, TimeSpan.FromHours(1), Duration)),
        Its("notice-bytes", Size, c => c.NoticeBytes, (c, v) => c.NoticeBytes = v,
            Between(Limits.MaxArgsBytes, 16 << 20, Size)),
        Its("tick", Duration, c => c.Tick, (c, v) => c.Tick = v,
            Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), Duration)),
        Its("max-unanswered-enqueues", Whole,
            c => c.MaxUnansweredEnqueues, (c, v) => c.MaxUnansweredEnqueues = v,
            Between(1, 1_000_000, Whole)),
    ];

    private static IEnumerable<Setting> Retention =>
    [
        Kept("succeeded", Duration, r => r.Succeeded, (r, v) => r.Succeeded = v, Age),
        Kept("cancelled", Duration, r => r.Cancelled, (r, v) => r.Cancelled = v, Age),
        Kept("failed", Duration, r => r.Failed, (r, v) => r.Failed = v, Age),
        Kept("journal", Duration, r => r.Journal, (r, v) => r.Journal = v, Age),
        Kept("max-succeeded", Whole, r => r.MaxSucceeded, (r, v) => r.MaxSucceeded = v, Count),
        Kept("max-cancelled", Whole, r => r.MaxCancelled, (r, v) => r.MaxCancelled = v, Count),
        Kept("max-failed", Whole, r => r.MaxFailed, (r, v) => r.MaxFailed = v, Count),
        Kept("max-journal", Whole, r => r.MaxJournal, (r, v) => r.MaxJournal = v, Count),
        Kept("every", Duration, r => r.Every, (r, v) => r.Every = v,
            Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1), Duration)),
    ];

    private static IEnumerable<Setting> Alerts =>
    [
        Alert("interval", Duration, a => a.Interval, (a, v) => a.Interval = v,
            Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), Duration)),
        Alert("clear-after", Duration, a => a.ClearAfter, (a, v) => a.ClearAfter = v,
            Between(TimeSpan.Zero, TimeSpan.FromDays(1), Duration)),
        Alert("repeat", Duration, a => a.Repeat, (a, v) => a.Repeat = v,
            ZeroOr(Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), Duration))),
        Alert("stuck-jobs.count", Whole, a => a.StuckJobs, (a, v) => a.StuckJobs = v, Between(0, 1_000_000, Whole)),
        Alert("stuck-jobs.for", Duration, a => a.StuckJobsFor, (a, v) => a.StuckJobsFor = v,
            Between(TimeSpan.Zero, TimeSpan.FromDays(30), Duration)),
        Alert("no-bot.for", Duration, a => a.NoBotFor, (a, v) => a.NoBotFor = v, HeldFor),
        Alert("lag.over", Duration, a => a.LagOver, (a, v) => a.LagOver = v, HeldFor),
        Alert("failed-rate.share", Share, a => a.FailedRateShare, (a, v) => a.FailedRateShare = v,
            Between(0, 1, Share)),
        Alert("failed-rate.least", Whole, a => a.FailedRateLeast, (a, v) => a.FailedRateLeast = v,
            Between(1, 1_000_000, Whole)),
        Alert("coordinator-unreachable.for", Duration,
            a => a.CoordinatorUnreachableFor, (a, v) => a.CoordinatorUnreachableFor = v, HeldFor),
    ];

    private static Func<TimeSpan, string?> HeldFor =>
        ZeroOr(Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30), Duration));

    private static Func<TimeSpan, string?> Age =>
        Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(10_000), Duration);

    private static Func<int, string?> Count => Between(0, 2_000_000_000, Whole);

    private static Setting<T> Kept<T>(
        string key, SettingText<T> text, Func<RetentionOptions, T> get, Action<RetentionOptions, T> set,
        Func<T, string?> bound) =>
        Of($"retention.{key}", text, o => get(o.Retention), (o, v) => set(o.Retention, v), bound);

    private static Setting<T> Alert<T>(
        string key, SettingText<T> text, Func<AlertOptions, T> get, Action<AlertOptions, T> set,
        Func<T, string?> bound) =>
        Of($"alerts.{key}", text, o => get(o.Alerts), (o, v) => set(o.Alerts, v), bound);

    private static Setting<T> Its<T>(
        string key, SettingText<T> text, Func<CoordinatorOptions, T> get, Action<CoordinatorOptions, T> set,
        Func<T, string?> bound) =>
        Of($"coordinator.{key}", text, o => get(o.Coordinator), (o, v) => set(o.Coordinator, v), bound);

    private static Setting<T> Of<T>(
        string key, SettingText<T> text, Func<AkkaJobsOptions, T> get, Action<AkkaJobsOptions, T> set,
        Func<T, string?> bound) => new(Root + key, text, get, set, bound);

    private static ListSetting List(
        string key, Func<AkkaJobsOptions, IReadOnlyList<string>> get,
        Action<AkkaJobsOptions, IReadOnlyList<string>> set, Func<IReadOnlyList<string>, string?> bound) =>
        new(Root + key, get, set, bound);
}
