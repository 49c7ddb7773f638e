using AkkaJobs.Storage;
using AkkaJobs.Tests.Followers;

namespace AkkaJobs.Tests.Storage;

/// <summary>What only PostgreSQL does to what is written.</summary>
public sealed class PostgresWriterTests : IDisposable
{
    private readonly TablesWorld _world = new(PostgresStore.New());
    private readonly Story _story = new();

    [SkippableFact]
    public async Task A_zero_character_that_its_text_cannot_hold_is_replaced()
    {
        var failing = _story.Enqueue(with: spec =>
        {
            spec.Tags = ["a\0b"];
            spec.UniqueKey = "key\0";
        });
        _story.Place();
        _story.Fail(failing, "broken\0 off", retryable: false);
        var succeeding = _story.Enqueue();
        _story.Place();
        _story.Complete(succeeding, """{"text":"\u0000"}""");
        _world.Store(_story.Commits);

        var row = _world.Jobs()[0];
        Assert.Equal(("broken\uFFFD off", "key\uFFFD"), (row.Error, row.UniqueKey));
        Assert.Equal("broken\uFFFD off", _world.Results()[0].Error);
        Assert.Equal("""{"text":"\u0000"}""", _world.Results()[1].Result);

        // A tag is looked for among rows that hold such a one, too.
        var tagged = await _world.Tables.ListAsync(new JobFilter { Tag = "a\uFFFDb" });
        Assert.Equal(failing, Assert.Single(tagged.Items).Id);
        Assert.Single((await _world.Tables.ListAsync(new JobFilter { Tag = "a\0b" })).Items);
    }

    [SkippableFact]
    public void A_table_of_another_shape_refuses_the_event_and_says_why()
    {
        _story.Succeed();
        _world.Execute("ALTER TABLE results RENAME COLUMN result TO sum");

        var refused = Assert.Throws<RowRefusedException>(() => _world.Store(_story.Commits));

        Assert.Contains("column \"result\" does not exist", refused.Message, StringComparison.Ordinal);
        Assert.Contains("or drop the tables jobs, results, offsets and datalake_plan of schema akkajobs",
            refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();
}
