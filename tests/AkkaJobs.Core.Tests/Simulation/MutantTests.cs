using AkkaJobs.Core.Tests.Simulation.Mutants;
using Xunit.Abstractions;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// That the simulation bites: each of these mutants of the rules is caught, by the check that it breaks, in few worlds;
/// the same worlds hold under the true rules.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int Most = 300;

    private static readonly Dictionary<string, (Func<SimulatedRules> Make, string Check)> Known = new()
    {
        ["accepts a stale token"] = (() => new AcceptsStaleToken(), Promises.OneOutcome),
        ["forgets the deadline after fail-over"] = (() => new ForgetsDeadlineAfterFailOver(), Promises.Bounded),
        ["replies before storing"] = (() => new RepliesBeforeStoring(), Promises.Durable),
        ["answers a duplicate at once"] = (() => new AnswersDuplicateAtOnce(), Promises.Durable),
        ["snapshots unstored state"] = (() => new SnapshotsUnstoredState(), Promises.Replay),
        ["forgets a finished job without asking the tables"] =
            (() => new ForgetsWithoutAsking(), Promises.EnqueuedOnce),
        ["judges leases right after a stall"] = (() => new JudgesAfterStall(), Promises.SelfDoubt),
        ["cancels by job id instead of token"] = (() => new CancelsByJob(), Promises.StoppedByToken),
        ["counts absence in a heartbeat that crossed the claim"] =
            (() => new CountsCrossedAbsence(), Promises.Evidence),
    };

    public static TheoryData<string> Names => [.. Known.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_caught(string mutant)
    {
        var (make, check) = Known[mutant];
        for (var seed = 1; seed <= Most; seed++)
        {
            if (Caught(seed, make()) is { } caught)
            {
                output.WriteLine($"Caught in world {seed}: {caught.Message}.");
                Assert.Equal(check, caught.Check);
                return;
            }
        }

        Assert.Fail($"No world of {Most} caught it.");
    }

    private static BrokenPromiseException? Caught(int seed, SimulatedRules mutant)
    {
        try
        {
            Life.Live(new World(seed, mutant));
            return null;
        }
        catch (BrokenPromiseException e)
        {
            return e;
        }
    }
}
