using AkkaJobs.Coordination;

namespace AkkaJobs.Client;

/// <content>Bots outside the cluster: their connections are here, their leases at the coordinator.</content>
internal sealed partial class ClusterJobClient
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(RemoteClaim claim, CancellationToken cancel = default)
    {
        Demand(Check(claim));
        var wait = claim.Wait < Limits.MaxWait ? claim.Wait : Limits.MaxWait;
        var command = new ClaimRemote(
            claim.Bot, claim.Session, [.. claim.Operations], claim.Max, Timestamp.From(time.GetUtcNow() + wait),
            claim.RequestKey, Random.Shared.NextInt64())
        {
            WaitMs = (long)wait.TotalMilliseconds,
        };
        var answer = edge.SendAsync(command, wait);
        try
        {
            return ToJobs(await answer.WaitAsync(cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The connection has gone: stop waiting, and give back what was handed over meanwhile.
            edge.Tell(new AbandonClaim(claim.Bot, command.Waiter));
            _ = GiveBackAsync(answer);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<HeartbeatAnswer> HeartbeatAsync(RemoteHeartbeat heartbeat, CancellationToken cancel = default)
    {
        Demand(
            JobRequestRules.CheckName("bot", heartbeat.Bot)
            ?? JobRequestRules.CheckKey("session", heartbeat.Session)
            ?? JobRequestRules.CheckRange("slots", heartbeat.Slots ?? 1, 0, Limits.MaxSlots)
            ?? JobRequestRules.CheckRange("running", heartbeat.Running.Count, 0, Limits.MaxRunning)
            ?? CheckOperations(heartbeat.Operations));
        var command = new HeartbeatRemote(
            heartbeat.Bot, heartbeat.Session, heartbeat.Slots, heartbeat.Operations?.ToArray(),
            WithFittingProgress(heartbeat.Running));
        return await edge.SendAsync(command, cancel).ConfigureAwait(false) switch
        {
            HeartbeatAnswered answered => new HeartbeatAnswer(_leaseMs, answered.Drain, answered.Cancel),
            Refused refused => throw new JobRefusedException(refused.Rejection),
            var other => throw Unexpected(other),
        };
    }

    /// <inheritdoc/>
    public Task CompleteAsync(
        JobId id, long token, JsonText result, TimeSpan? duration, CancellationToken cancel = default)
    {
        if (result.Length > Limits.MaxResultBytes)
        {
            throw new JobRefusedException(new Rejection(
                RejectionCode.TooLarge,
                $"result must be at most {Limits.MaxResultBytes} bytes of JSON, but is {result.Length}.")
            {
                Path = "result",
            });
        }

        return ReportAsync(new Complete(id, token, result, Milliseconds(duration), null), cancel);
    }

    /// <inheritdoc/>
    public Task FailAsync(
        JobId id, long token, string error, bool retryable, TimeSpan? duration, CancellationToken cancel = default) =>
        ReportAsync(
            new Fail(
                id, token, ErrorText.Cut(error), retryable, Milliseconds(duration), null, Random.Shared.NextDouble()),
            cancel);

    /// <inheritdoc/>
    public Task<JobView> ReleaseAsync(JobId id, long token, Request request, CancellationToken cancel = default) =>
        ReleaseAsync(id, request, token, cancel: cancel);

    /// <summary>As cluster bots do: progress that is too large is left out; the heartbeat counts.</summary>
    private static RunningAttempt[] WithFittingProgress(IReadOnlyList<RunningAttempt> running)
    {
        var room = Limits.MaxHeartbeatProgressBytes;
        return [.. running.Select(attempt =>
        {
            var bytes = attempt.Progress?.Length ?? 0;
            if (bytes > Limits.MaxProgressBytes || bytes > room)
            {
                return attempt with { Progress = null };
            }

            room -= bytes;
            return attempt;
        })];
    }

    private static Rejection? Check(RemoteClaim claim) =>
        JobRequestRules.CheckName("bot", claim.Bot)
        ?? JobRequestRules.CheckKey("session", claim.Session)
        ?? (claim.Operations.Count == 0
            ? Rejection.Invalid("operations", "operations must name at least one operation.")
            : CheckOperations(claim.Operations))
        ?? JobRequestRules.CheckRange("max", claim.Max, 1, Limits.MaxSlots)
        ?? JobRequestRules.CheckKey("request", claim.RequestKey);

    private static Rejection? CheckOperations(IReadOnlyList<string>? operations)
    {
        if (operations?.Count > Limits.MaxOperations)
        {
            return Rejection.Invalid("operations", $"operations may name at most {Limits.MaxOperations}.");
        }

        return operations?.Select((name, i) => JobRequestRules.CheckName($"operations[{i}]", name))
            .FirstOrDefault(r => r is not null);
    }

    private static long? Milliseconds(TimeSpan? duration) => (long?)duration?.TotalMilliseconds;

    private static IReadOnlyList<ClaimedJob> ToJobs(CoordinatorReply reply) => reply switch
    {
        ClaimAnswered answered => answered.Jobs ?? [],
        Refused refused => throw new JobRefusedException(refused.Rejection),
        _ => throw Unexpected(reply),
    };

    private async Task GiveBackAsync(Task<CoordinatorReply> answer)
    {
        if (await answer.ConfigureAwait(false) is ClaimAnswered { Jobs: { } jobs })
        {
            foreach (var job in jobs)
            {
                edge.Tell(new Release(
                    job.Id, job.Token, false, Verdict.Released, null, "the connection that claimed it has gone"));
            }
        }
    }

    private async Task ReportAsync(JobCommand report, CancellationToken cancel)
    {
        switch (await edge.SendAsync(report, cancel).ConfigureAwait(false))
        {
            case ReportAnswered { Answer: ReportAnswer.Stored }:
                return;
            case ReportAnswered { Answer: ReportAnswer.Superseded }:
                throw new JobRefusedException(new Rejection(
                    RejectionCode.Superseded, $"Another attempt, or an operator, came first with job {report.Job}.")
                {
                    JobId = report.Job,
                });
            case ReportAnswered:
                throw new JobRefusedException(Rejection.UnknownJob(report.Job));
            case Refused refused:
                throw new JobRefusedException(refused.Rejection);
            case var other:
                throw Unexpected(other);
        }
    }
}
