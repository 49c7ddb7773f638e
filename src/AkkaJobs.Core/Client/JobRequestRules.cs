using System.Text;

namespace AkkaJobs;

/// <summary>The bounds of a request, each with the field it belongs to.</summary>
public static class JobRequestRules
{
    /// <summary>The first field out of bounds, or null if the request may be enqueued.</summary>
    /// <param name="request">What the client handed over.</param>
    /// <param name="now">The time that <see cref="JobRequest.RunAt"/> is measured from.</param>
    public static Rejection? Check(JobRequest request, DateTimeOffset now) =>
        CheckName("operation", request.Operation)
        ?? CheckName("queue", request.Queue)
        ?? CheckRange("priority", request.Priority, 0, Limits.LowestPriority)
        ?? CheckRange("max_attempts", request.MaxAttempts, 1, Limits.MaxMaxAttempts)
        ?? CheckRange("timeout_ms", (long)request.Timeout.TotalMilliseconds,
            (long)Limits.MinTimeout.TotalMilliseconds, (long)Limits.MaxTimeout.TotalMilliseconds)
        ?? CheckWhen(request, now)
        ?? CheckKey("unique_key", request.UniqueKey)
        ?? CheckTags(request.Tags)
        ?? CheckBy(request.By)
        ?? CheckArgs(request.Args);

    /// <summary>A name of an operation, queue or bot: 1–128 bytes, letters, digits, and <c>. _ - : /</c>.</summary>
    public static Rejection? CheckName(string path, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Rejection.Invalid(path, $"{path} must not be empty.");
        }

        if (Encoding.UTF8.GetByteCount(name) > Limits.MaxNameBytes)
        {
            return Rejection.Invalid(path, $"{path} must be at most {Limits.MaxNameBytes} bytes.");
        }

        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter) && letter is not ('.' or '_' or '-' or ':' or '/'))
            {
                return Rejection.Invalid(path, $"{path} may hold letters, digits and . _ - : / but not '{letter}'.");
            }
        }

        return null;
    }

    /// <summary>A free text used as a key (unique key, idempotency key, session): 1–255 bytes, or absent.</summary>
    public static Rejection? CheckKey(string path, string? key) =>
        key is not null && Encoding.UTF8.GetByteCount(key) is < 1 or > Limits.MaxKeyBytes
            ? Rejection.Invalid(path, $"{path} must be 1 to {Limits.MaxKeyBytes} bytes.")
            : null;

    /// <summary>Who asks: at most 255 bytes, or absent.</summary>
    public static Rejection? CheckBy(string? by) =>
        by is not null && Encoding.UTF8.GetByteCount(by) > Limits.MaxKeyBytes
            ? Rejection.Invalid("by", $"by must be at most {Limits.MaxKeyBytes} bytes.")
            : null;

    /// <summary>An operator's reason: at most 1,024 bytes, or absent.</summary>
    public static Rejection? CheckReason(string? reason) =>
        reason is not null && Encoding.UTF8.GetByteCount(reason) > Limits.MaxReasonBytes
            ? Rejection.Invalid("reason", $"reason must be at most {Limits.MaxReasonBytes} bytes.")
            : null;

    /// <summary>A whole number between two bounds, both allowed.</summary>
    public static Rejection? CheckRange(string path, long value, long least, long most) =>
        value < least || value > most
            ? Rejection.Invalid(path, $"{path} must be between {least} and {most}, but is {value}.")
            : null;

    private static Rejection? CheckWhen(JobRequest request, DateTimeOffset now)
    {
        if (request is { RunAt: not null, Delay: not null })
        {
            return Rejection.Invalid("run_at", "Give run_at or delay_ms, not both.");
        }

        if (request.Delay is { } delay)
        {
            return CheckRange("delay_ms", (long)delay.TotalMilliseconds, 0, (long)Limits.MaxDelay.TotalMilliseconds);
        }

        return request.RunAt > now + Limits.MaxDelay
            ? Rejection.Invalid("run_at", $"run_at must be at most {Limits.MaxDelay.Days} days ahead.")
            : null;
    }

    private static Rejection? CheckTags(IReadOnlyList<string> tags)
    {
        if (tags.Count > Limits.MaxTags)
        {
            return Rejection.Invalid(
                "tags", $"tags may hold at most {Limits.MaxTags} entries, but holds {tags.Count}.");
        }

        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] is null || Encoding.UTF8.GetByteCount(tags[i]) is < 1 or > Limits.MaxTagBytes)
            {
                return Rejection.Invalid($"tags[{i}]", $"A tag must be 1 to {Limits.MaxTagBytes} bytes.");
            }
        }

        return null;
    }

    private static Rejection? CheckArgs(JsonText args) =>
        args.Length > Limits.MaxArgsBytes
            ? new Rejection(RejectionCode.TooLarge,
                $"args must be at most {Limits.MaxArgsBytes} bytes of JSON, but are {args.Length}.")
            { Path = "args" }
            : null;
}
