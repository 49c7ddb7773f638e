using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Followers;

/// <summary>Invariant 8 on SQLite.</summary>
public sealed class ReadModelOnSqlite() : ReadModelSpec(SqliteStore.New);

/// <summary>Invariant 8 on PostgreSQL.</summary>
public sealed class ReadModelOnPostgres() : ReadModelSpec(PostgresStore.New);

/// <summary>Invariant 8: the tables equal the fold of the journal, however it was cut into batches.</summary>
public abstract class ReadModelSpec
{
    private readonly Func<TestStore> _newStore;

    private protected ReadModelSpec(Func<TestStore> newStore) => _newStore = newStore;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Tables_equal_the_fold_of_the_journal(int seed)
    {
        var story = new Story(new CoordinatorRules { MaxLosses = 3 });
        story.Live(new Random(seed));

        foreach (var longest in new[] { 1, 7, int.MaxValue })
        {
            using var world = new TablesWorld(_newStore());
            foreach (var run in Cut(story.Commits, longest, new Random(seed)))
            {
                world.Store(run);
            }

            foreach (var job in story.State.Jobs.Values)
            {
                var row = await world.Tables.GetAsync(job.Spec.Id);
                var expected = job.ToView();
                Assert.Equal(expected.Tags, row!.Tags);
                Assert.Equal(expected with { Tags = [] }, row with { Tags = [], Lag = null });
            }

            var found = await world.Tables.FindAsync([.. story.State.Jobs.Keys]);
            foreach (var job in story.State.Jobs.Values)
            {
                var answer = found.For(job.Spec.Id);
                Assert.Equal(story.State.LastNumber, answer.AsOf);
                AssertSame(job, answer.Record);
            }

            var finishes = story.Commits.SelectMany(commit => commit.Commit.Events)
                .Count(e => e is JobSucceeded or JobFailed or JobCancelled);
            Assert.Equal(finishes, world.Results().Count);
        }
    }

    private static void AssertSame(JobRecord job, JobRecord? record)
    {
        if (job.Status.IsOpen())
        {
            Assert.Null(record);
            return;
        }

        Assert.NotNull(record);
        Assert.Equal(job.Spec with { Tags = [] }, record.Spec with { Tags = [] });
        Assert.Equal(job.Status, record.Status);
        Assert.Equal(job.Number, record.Number);
        Assert.Equal(job.Allowed, record.Allowed);
        Assert.Equal(job.RunAt, record.RunAt);
        Assert.Equal(job.Outcome, record.Outcome);
        Assert.Equal(job.Attempt, record.Attempt);
        Assert.Equal(job.Run?.GivenBack, record.Run?.GivenBack);
        Assert.Equal(job.Run?.Bot, record.Run?.Bot);
        Assert.Equal(job.Run?.ClaimedAt, record.Run?.ClaimedAt);
        Assert.Equal([.. job.Run?.Past ?? []], (PastToken[])[.. record.Run?.Past ?? []]);
    }

    private static IEnumerable<List<StoredCommit>> Cut(IReadOnlyList<StoredCommit> commits, int longest, Random chance)
    {
        for (var next = 0; next < commits.Count;)
        {
            var wanted = longest == int.MaxValue ? longest : chance.Next(1, longest + 1);
            var length = Math.Min(wanted, commits.Count - next);
            yield return [.. commits.Skip(next).Take(length)];
            next += length;
        }
    }
}
