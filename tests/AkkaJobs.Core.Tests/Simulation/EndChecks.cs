using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What must hold once all is quiet.</summary>
internal static class EndChecks
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(4);

    public static void Check(World world)
    {
        AcknowledgedAreFinished(world);
        NothingStaysInProcessing(world);
        SimulatedCoordinator.AssertSame(
            SimulatedCoordinator.Fold(new CoordinatorState(world.Rules), world), world.Cluster.Coordinator!.State);
    }

    /// <summary>As many finishes as there were ways to them: one, and one for each retry of a finished job.</summary>
    private static void AcknowledgedAreFinished(World world)
    {
        var events = world.Journal.Events.OfType<JobEvent>().ToLookup(e => e.Job);
        foreach (var job in world.Client.Acknowledged)
        {
            var finishes = events[job].Count(e => e is JobSucceeded or JobFailed or JobCancelled);
            var expected = events[job].Any() ? 1 + Reopened(events[job]) : -1;
            if (finishes != expected)
            {
                throw new BrokenPromiseException(
                    Promises.Finishes, $"job {job} was acknowledged and finished {finishes} times, not {expected}");
            }
        }
    }

    /// <summary>Retries of a finished job; a retry during a backoff reopens nothing.</summary>
    private static int Reopened(IEnumerable<JobEvent> events)
    {
        var reopened = 0;
        var finished = false;
        foreach (var e in events)
        {
            reopened += finished && e is JobRetried ? 1 : 0;
            finished = e is JobSucceeded or JobFailed or JobCancelled || (finished && e is not JobRetried);
        }

        return reopened;
    }

    /// <summary>Each lease ends within its bound, not counting the time in which nobody could pass a verdict.</summary>
    private static void NothingStaysInProcessing(World world)
    {
        var leases = new Dictionary<long, (JobClaimed Claim, Timestamp At)>();
        for (var i = 0; i < world.Journal.Events.Count; i++)
        {
            var e = world.Journal.Events[i];
            var at = world.Journal.StoredAt[i];
            if (e is JobClaimed claimed)
            {
                leases.Add(claimed.Token, (claimed, at));
            }
            else if (EndedToken(e) is { } token && leases.Remove(token, out var lease))
            {
                Within(world, lease.Claim, lease.At, at);
            }
        }
    }

    private static long? EndedToken(CoordinatorEvent e) => e switch
    {
        JobSucceeded succeeded => succeeded.Token,
        AttemptFailed failed => failed.Token,
        JobFailed failed => failed.Token,
        JobReleased released => released.Token,
        JobCancelled cancelled => cancelled.Token,
        _ => null,
    };

    private static void Within(World world, JobClaimed claim, Timestamp begin, Timestamp end)
    {
        var timeout = TimeSpan.FromMilliseconds(world.Client.Specs[claim.Job].TimeoutMs);
        Bound("its timeout and the grace", begin, timeout + world.Rules.CancelGrace);
        if (world.Witness.Deaths.TryGetValue(claim.Session, out var death) && death < end)
        {
            Bound("one lease after its bot's death", Timestamp.Max(death, begin), world.Rules.Lease);
        }

        void Bound(string name, Timestamp from, TimeSpan bound)
        {
            var took = end - from;
            if (took > bound + Slack && took - world.Cluster.WithoutVerdicts(from, end) > bound + Slack)
            {
                throw new BrokenPromiseException(
                    Promises.Bounded, $"token {claim.Token} was held {took}, beyond {name} ({bound})");
            }
        }
    }
}
