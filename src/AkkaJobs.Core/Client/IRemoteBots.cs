using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>
/// What a bot outside the cluster says to the coordinator, through any node. Holds connections, never leases.
/// Refusals throw <see cref="JobRefusedException"/>.
/// </summary>
public interface IRemoteBots
{
    /// <summary>
    /// Jobs for the bot's free slots; empty when the wait is up. A repeated request gets the same jobs.
    /// </summary>
    Task<IReadOnlyList<ClaimedJob>> ClaimAsync(RemoteClaim claim, CancellationToken cancel = default);

    /// <summary>Renews the bot's leases and says which attempts to stop.</summary>
    Task<HeartbeatAnswer> HeartbeatAsync(RemoteHeartbeat heartbeat, CancellationToken cancel = default);

    /// <summary>Reports a result; returns once it is stored (again: once more).</summary>
    Task CompleteAsync(JobId id, long token, JsonText result, TimeSpan? duration, CancellationToken cancel = default);

    /// <summary>Reports a failed attempt; returns once it is stored (again: once more).</summary>
    Task FailAsync(
        JobId id, long token, string error, bool retryable, TimeSpan? duration, CancellationToken cancel = default);

    /// <summary>Gives the bot's own lease back.</summary>
    Task<JobView> ReleaseAsync(JobId id, long token, Request request, CancellationToken cancel = default);
}

/// <summary>A remote bot's request for work. The first one of a session joins it.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Session">Made at the bot's start; a new one under the same name ends the earlier.</param>
/// <param name="Operations">What it runs; at least one.</param>
public sealed record RemoteClaim(string Bot, string Session, IReadOnlyList<string> Operations)
{
    /// <summary>The most jobs to hand over at once. Default 1.</summary>
    public int Max { get; init; } = 1;

    /// <summary>How long to wait for work. Default none; at most <see cref="Limits.MaxWait"/>.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>A key of this request: repeated, it gets the jobs it got before that are still leased to it.</summary>
    public string? RequestKey { get; init; }
}

/// <summary>One job handed to a bot, under one lease.</summary>
/// <param name="Id">The job.</param>
/// <param name="Operation">What to run.</param>
/// <param name="Args">Its input.</param>
/// <param name="Attempt">The number of this attempt, from 1.</param>
/// <param name="Token">The fencing token; a report is accepted only under it.</param>
/// <param name="LeaseMs">How long the bot may stay silent, in milliseconds.</param>
/// <param name="TimeoutMs">How long the attempt may run, in milliseconds.</param>
public sealed record ClaimedJob(
    JobId Id, string Operation, JsonText Args, int Attempt, long Token, long LeaseMs, long TimeoutMs)
{
    /// <summary>
    /// The W3C trace context in which it was enqueued, if that is recorded: what runs it goes on with that trace.
    /// </summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}

/// <summary>A remote bot's sign of life: every attempt whose report is not yet answered.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Session">Its session.</param>
/// <param name="Running">What it runs or has a report for.</param>
public sealed record RemoteHeartbeat(string Bot, string Session, IReadOnlyList<RunningAttempt> Running)
{
    /// <summary>How many jobs it runs at once; null leaves what it said before.</summary>
    public int? Slots { get; init; }

    /// <summary>What it runs; null leaves what it said before.</summary>
    public IReadOnlyList<string>? Operations { get; init; }
}

/// <summary>One attempt that a bot holds.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="Progress">What the attempt last said of itself.</param>
public readonly record struct RunningAttempt(JobId Id, long Token, JsonText? Progress);

/// <summary>What a bot hears back.</summary>
/// <param name="LeaseMs">How long it may stay silent, in milliseconds.</param>
/// <param name="Drain">Whether it should take no more work.</param>
/// <param name="Cancel">Attempts to stop: what they report is superseded.</param>
public sealed record HeartbeatAnswer(long LeaseMs, bool Drain, IReadOnlyList<AttemptToCancel> Cancel);

/// <summary>An attempt that should stop.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The token that is no longer, or soon will not be, current.</param>
/// <param name="Reason">Why, as a word.</param>
public readonly record struct AttemptToCancel(JobId Id, long Token, string Reason);
