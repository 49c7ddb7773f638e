namespace AkkaJobs.Coordination;

/// <content>Handing jobs over.</content>
internal static partial class CoordinatorDecider
{
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    private static CoordinatorReply Decide(Decision decision, Enqueue command, JobRecord? standing, Timestamp now)
    {
        var state = decision.State;
        var spec = command.Spec;
        if (standing is not null)
        {
            return standing.Spec.SameWorkAs(spec)
                ? new Enqueued(spec.Id, Duplicate: true)
                : new Refused(new Rejection(RejectionCode.IdTaken,
                    $"The id {spec.Id} belongs to a job of operation {standing.Spec.Operation} in queue "
                    + $"{standing.Spec.Queue}, with other work than this. Choose another id.")
                { JobId = spec.Id });
        }

        if (RefuseEnqueue(state, spec) is { } rejection)
        {
            return new Refused(rejection);
        }

        var runAt = command.RunAt > now ? command.RunAt : null;
        decision.Emit(new JobEnqueued(now, spec with { EnqueuedAt = now }, runAt));
        return new Enqueued(spec.Id, Duplicate: false);
    }

    private static Rejection? RefuseEnqueue(CoordinatorState state, JobSpec spec)
    {
        if (spec.UniqueKey is { } key && state.UniqueKeys.TryGetValue(key, out var holder))
        {
            return new Rejection(RejectionCode.UniqueKeyTaken, $"The open job {holder} carries this unique key.")
            {
                JobId = holder,
            };
        }

        if (state.Rules.Strict && !IsKnown(state, spec.Operation))
        {
            return new Rejection(RejectionCode.UnknownOperation,
                $"No bot runs {spec.Operation}, and akkajobs.operations.strict refuses what none runs.")
            {
                Path = "operation",
            };
        }

        return Bound(state, spec) is { } bound
            ? new Rejection(RejectionCode.Busy, bound) { RetryAfter = BusyFor, JobId = spec.Id }
            : null;
    }

    private static bool IsKnown(CoordinatorState state, string operation) =>
        state.Rules.KnownOperations.Contains(operation)
        || state.Bots.Values.Any(bot => !bot.Lost && bot.Runs(operation));

    private static string? Bound(CoordinatorState state, JobSpec spec)
    {
        var rules = state.Rules;
        if (state.OpenJobs >= rules.MaxOpenJobs)
        {
            return $"{rules.MaxOpenJobs} jobs are open, which is the bound (akkajobs.coordinator.max-open-jobs).";
        }

        if (state.OpenBytes + spec.Bytes > rules.MaxOpenBytes)
        {
            return $"Open jobs weigh {rules.MaxOpenBytes} bytes, which is the bound "
                + "(akkajobs.coordinator.max-open-bytes).";
        }

        if (state.FinishedJobs >= rules.MaxFinishedInMemory || state.FinishedBytes > rules.MaxFinishedBytes)
        {
            return "The tables are too far behind: finished jobs that they do not hold yet have reached the bound "
                + "(akkajobs.coordinator.max-finished-in-memory).";
        }

        return null;
    }
}
