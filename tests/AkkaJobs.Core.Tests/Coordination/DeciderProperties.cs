using AkkaJobs.Coordination;
using CsCheck;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>What holds whatever happens, in whatever order.</summary>
public sealed class DeciderProperties
{
    private const int Lives = 400;

    private static readonly Gen<ulong[]> Steps = Gen.ULong.Array[1, 250];

    [Fact]
    public void No_sequence_of_commands_breaks_an_invariant() => Steps.Sample(
        steps =>
        {
            var life = new RandomLife();
            foreach (var step in steps)
            {
                life.Step(step);
                Assert.Empty(Invariants.Violations(life.State));
            }
        },
        iter: Lives);

    [Fact]
    public void Every_job_can_be_explained_at_every_moment() => Steps.Sample(
        steps =>
        {
            var life = new RandomLife();
            foreach (var step in steps)
            {
                life.Step(step);
                var state = life.State;
                foreach (var job in state.Jobs.Values.ToArray())
                {
                    var view = Explanation.Of(state, job, new HashSet<string>(), state.LastAt);
                    Assert.Equal(job.Status, view.Status);
                    Assert.NotEmpty(view.Reasons);
                }

                var stuck = Explanation.Stuck(state, new HashSet<string>(), state.LastAt, 0).Select(s => s.Token);
                Assert.Subset(state.Watches.Keys.ToHashSet(), stuck.ToHashSet());
                Assert.Empty(Invariants.Violations(state));
            }
        },
        iter: Lives);

    [Fact]
    public void Replay_equals_life() => Steps.Sample(
        steps =>
        {
            var life = Live(steps);
            var replayed = life.Recovered(fromSnapshot: false);

            Assert.Equal(StoredPart.Of(life.State), StoredPart.Of(replayed));
            foreach (var job in life.State.Jobs.Values.Where(job => !job.Status.IsOpen()))
            {
                Assert.Equal(StoredPart.Of(job), StoredPart.Of(replayed.Jobs[job.Spec.Id]));
            }
        },
        iter: Lives);

    [Fact]
    public void A_snapshot_and_what_came_after_it_equal_life() => Steps.Sample(
        steps =>
        {
            var life = Live(steps);
            var recovered = life.Recovered(fromSnapshot: true);

            Assert.Equal(StoredPart.Of(life.State), StoredPart.Of(recovered));
            Assert.Empty(Invariants.Violations(recovered));
        },
        iter: Lives);

    [Fact]
    public void A_repeated_command_is_a_no_op() => Steps.Sample(
        steps =>
        {
            var life = new RandomLife();
            foreach (var step in steps)
            {
                life.Step(step);
                if (life.Last is { } command and not Start)
                {
                    // A second heartbeat that misses a lease is more than the first: it ends the lease.
                    Assert.DoesNotContain(life.Do(command), e => !IsReportLost(e));
                }
            }
        },
        iter: Lives);

    [Fact]
    public void Tokens_only_grow_and_time_never_runs_back() => Steps.Sample(
        steps =>
        {
            var journal = Live(steps).Journal;
            var tokens = journal.OfType<JobClaimed>().Select(e => e.Token).ToArray();
            Assert.Equal(Enumerable.Range(1, tokens.Length).Select(n => (long)n), tokens);
            Assert.Equal(journal.Select(e => e.At).Order(), journal.Select(e => e.At));
        },
        iter: Lives);

    [Fact]
    public void Each_finish_has_one_accepted_outcome_and_each_token_one_refusal() => Steps.Sample(
        steps =>
        {
            var journal = Live(steps).Journal;
            foreach (var events in journal.OfType<JobEvent>().GroupBy(e => e.Job))
            {
                var finished = false;
                foreach (var e in events)
                {
                    Assert.False(finished && e is (JobClaimed or JobSucceeded or JobFailed or JobCancelled));
                    finished = e switch
                    {
                        JobSucceeded or JobFailed or JobCancelled => true,
                        JobRetried => false,
                        _ => finished,
                    };
                }
            }

            var refusals = journal.OfType<ReportRefused>().Select(e => e.Token).ToArray();
            Assert.Equal(refusals.Distinct(), refusals);
        },
        iter: Lives);

    /// <summary>The properties above would hold of lives in which nothing happens.</summary>
    [Fact]
    public void Together_the_lives_hold_every_event_and_every_verdict()
    {
        var random = new Random(7);
        var journal = new List<CoordinatorEvent>();
        for (var life = 0; life < Lives; life++)
        {
            journal.AddRange(Live([.. Enumerable.Range(0, 250).Select(_ => (ulong)random.NextInt64())]).Journal);
        }

        var kinds = typeof(CoordinatorEvent).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(CoordinatorEvent)) && !t.IsAbstract);
        var missing = kinds.Except(journal.Select(e => e.GetType()))
            .Except([typeof(BotForgotten), typeof(TokensRaised)]).Select(t => t.Name);
        Assert.Empty(missing);
        Assert.Empty(Enum.GetValues<Verdict>().Except(journal.OfType<JobReleased>().Select(e => e.Verdict)));
        var verdicts = journal.OfType<JobFailed>().Select(e => e.Verdict).Distinct();
        Assert.Contains(Verdict.BotLost, verdicts);
    }

    private static bool IsReportLost(CoordinatorEvent e) =>
        e is JobReleased { Verdict: Verdict.ReportLost } or JobFailed { Verdict: Verdict.ReportLost };

    private static RandomLife Live(ulong[] steps)
    {
        var life = new RandomLife();
        foreach (var step in steps)
        {
            life.Step(step);
        }

        return life;
    }
}
