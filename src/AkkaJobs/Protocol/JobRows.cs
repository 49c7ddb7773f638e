using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;
using Google.Protobuf;

namespace AkkaJobs.Protocol;

/// <summary>Jobs as rows of the journal's format, and back.</summary>
internal static class JobRows
{
    public static ByteString ToBytes(this JobId id)
    {
        var bytes = new byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static JobId ToJobId(this ByteString bytes) => new(new Guid(bytes.Span, bigEndian: true));

    // The bytes of a JSON value are never changed, so wrapping needs no copy.
    public static ByteString ToBytes(this JsonText json) => UnsafeByteOperations.UnsafeWrap(json.Utf8);

    public static JsonText ToJson(this ByteString bytes) => JsonText.Trusted(bytes.ToByteArray());

    public static SpecRow ToRow(this JobSpec spec)
    {
        var row = new SpecRow
        {
            Id = spec.Id.ToBytes(),
            Operation = spec.Operation,
            Queue = spec.Queue,
            Args = spec.Args.ToBytes(),
            Priority = spec.Priority,
            MaxAttempts = spec.MaxAttempts,
            TimeoutMs = spec.TimeoutMs,
            EnqueuedAt = spec.EnqueuedAt.Milliseconds,
        };
        if (spec.UniqueKey is { } key)
        {
            row.UniqueKey = key;
        }

        if (spec.By is { } by)
        {
            row.By = by;
        }

        if (spec.TraceParent is { } trace)
        {
            row.TraceParent = trace;
        }

        row.Tags.AddRange(spec.Tags);
        return row;
    }

    /// <exception cref="InvalidDataException">There is no spec, which no writer leaves out.</exception>
    public static JobSpec ToSpec(this SpecRow? row) => row is null ? throw Missing("spec") : new JobSpec
    {
        Id = row.Id.ToJobId(),
        Operation = NamePool.Share(row.Operation),
        Queue = NamePool.Share(row.Queue),
        Args = row.Args.ToJson(),
        Priority = row.Priority,
        MaxAttempts = row.MaxAttempts,
        TimeoutMs = row.TimeoutMs,
        UniqueKey = row.HasUniqueKey ? row.UniqueKey : null,
        Tags = NamePool.Share(row.Tags),
        EnqueuedAt = new Timestamp(row.EnqueuedAt),
        By = row.HasBy ? NamePool.Share(row.By) : null,
        TraceParent = row.HasTraceParent ? row.TraceParent : null,
    };

    public static RecordRow ToRow(this JobRecord job)
    {
        var row = new RecordRow
        {
            Spec = job.Spec.ToRow(),
            Status = (int)job.Status,
            Order = job.Order,
            Number = job.Number,
            Allowed = job.Allowed,
            Run = job.Run?.ToRow(),
            Outcome = job.Outcome?.ToRow(),
        };
        if (job.RunAt is { } runAt)
        {
            row.RunAt = runAt.Milliseconds;
        }

        return row;
    }

    /// <exception cref="InvalidDataException">There is no record, or it has no spec.</exception>
    public static JobRecord ToRecord(this RecordRow? row) => row is null
        ? throw Missing("record")
        : new JobRecord(row.Spec.ToSpec())
        {
            Status = (JobStatus)row.Status,
            Order = row.Order,
            Number = row.Number,
            RunAt = row.HasRunAt ? new Timestamp(row.RunAt) : null,
            Allowed = row.Allowed,
            Run = row.Run?.ToRun(),
            Outcome = row.Outcome?.ToOutcome(),
        };

    private static RunRow ToRow(this JobRun run)
    {
        var row = new RunRow
        {
            Attempt = run.Attempt,
            GivenBack = run.GivenBack,
            Losses = run.Losses,
            Failures = run.Failures,
            Lease = run.Lease?.ToRow(),
        };
        if (run.Bot is { } bot)
        {
            row.Bot = bot;
        }

        if (run.ClaimedAt is { } claimedAt)
        {
            row.ClaimedAt = claimedAt.Milliseconds;
        }

        if (run.Error is { } error)
        {
            row.Error = error;
        }

        row.Past.AddRange(run.Past.Select(ToRow));
        row.Excluded.AddRange(
            run.Excluded.Select(bot => new BotSessionRow { Bot = bot.Bot, Session = bot.Session }));
        return row;
    }

    private static JobRun ToRun(this RunRow row) => new()
    {
        Attempt = row.Attempt,
        GivenBack = row.GivenBack,
        Losses = row.Losses,
        Failures = row.Failures,
        Lease = row.Lease?.ToLease(),
        Bot = row.HasBot ? NamePool.Share(row.Bot) : null,
        ClaimedAt = row.HasClaimedAt ? new Timestamp(row.ClaimedAt) : null,
        Error = row.HasError ? row.Error : null,
        Past = [.. row.Past.Select(p => new PastToken(
            p.Token, p.Attempt, p.HasReport ? (ReportKind)p.Report : null, p.Refused))],
        Excluded = [.. row.Excluded.Select(bot => new BotSession(
            NamePool.Share(bot.Bot), NamePool.Share(bot.Session)))],
    };

    private static PastTokenRow ToRow(PastToken past)
    {
        var row = new PastTokenRow { Token = past.Token, Attempt = past.Attempt, Refused = past.Refused };
        if (past.Report is { } report)
        {
            row.Report = (int)report;
        }

        return row;
    }

    private static LeaseRow ToRow(this Lease lease)
    {
        var row = new LeaseRow
        {
            Token = lease.Token,
            Attempt = lease.Attempt,
            Bot = lease.Bot,
            Session = lease.Session,
            ClaimedAt = lease.ClaimedAt.Milliseconds,
        };
        if (lease.Request is { } request)
        {
            row.Request = request;
        }

        if (lease.OverdueAt is { } overdueAt)
        {
            row.OverdueAt = overdueAt.Milliseconds;
        }

        return row;
    }

    private static Lease ToLease(this LeaseRow row) => new(
        row.Token, row.Attempt, NamePool.Share(row.Bot), NamePool.Share(row.Session), new Timestamp(row.ClaimedAt),
        row.HasRequest ? row.Request : null, row.HasOverdueAt ? new Timestamp(row.OverdueAt) : null);

    private static OutcomeRow ToRow(this JobOutcome outcome)
    {
        var row = new OutcomeRow { FinishedAt = outcome.FinishedAt.Milliseconds };
        if (outcome.Result is { } result)
        {
            row.Result = result.ToBytes();
        }

        if (outcome.Error is { } error)
        {
            row.Error = error;
        }

        if (outcome.DurationMs is { } duration)
        {
            row.DurationMs = duration;
        }

        return row;
    }

    private static JobOutcome ToOutcome(this OutcomeRow row) => new()
    {
        Result = row.HasResult ? row.Result.ToJson() : null,
        Error = row.HasError ? row.Error : null,
        FinishedAt = new Timestamp(row.FinishedAt),
        DurationMs = row.HasDurationMs ? row.DurationMs : null,
    };

    private static InvalidDataException Missing(string part) => new($"The job's {part} is missing.");
}
