using System.Data.Common;
using AkkaJobs.Coordinator;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AkkaJobs.Tests.Followers;

/// <summary>The tables' follower on SQLite.</summary>
public sealed class TableFollowerOnSqlite() : TableFollowerSpec(SqliteStore.New)
{
    private protected override DbException Away() => new SqliteException("disk I/O error", 10);
}

/// <summary>The tables' follower on PostgreSQL.</summary>
public sealed class TableFollowerOnPostgres() : TableFollowerSpec(PostgresStore.New)
{
    private protected override DbException Away() =>
        new NpgsqlException("Exception while reading from stream", new IOException("Connection reset by peer"));
}

/// <summary>How the tables follow the journal, on any database.</summary>
public abstract class TableFollowerSpec : IAsyncDisposable
{
    private static readonly Recovered Anywhere = new(long.MaxValue, long.MaxValue);
    private readonly TablesWorld _world;
    private readonly Story _story = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Offsets _moved = new();
    private Action<WriteStep>? _atStep;
    private int _handed;
    private Task _running = Task.CompletedTask;

    private protected TableFollowerSpec(Func<TestStore> newStore) => _world = new TablesWorld(newStore());

    /// <summary>What the database's driver throws when the database has gone.</summary>
    private protected abstract DbException Away();

    [SkippableFact]
    public async Task Catches_up_from_the_journal_and_goes_on_live()
    {
        _story.Succeed();
        _world.Persist(_story.Commits);
        _handed = _story.Commits.Count;
        var feed = new LiveFeed();
        var follower = Start(feed);
        await _moved.Reached(_story.State.LastNumber);

        _story.Succeed();
        Hand(feed);
        await _moved.Reached(_story.State.LastNumber);

        Assert.Equal(2, _world.Results().Count);
        Assert.Equal(new FollowerView("tables", _story.State.LastNumber, 0, 0, null), follower.View());
    }

    [SkippableFact]
    public async Task What_the_feed_dropped_comes_from_the_journal()
    {
        var feed = new LiveFeed(maxEvents: 4);
        for (var i = 0; i < 20; i++)
        {
            _story.Succeed();
        }

        Hand(feed);
        Assert.Equal(_story.State.LastNumber, feed.Head);
        Start(feed);
        await _moved.Reached(_story.State.LastNumber);

        Assert.Equal(20, _world.Results().Count);
        Assert.All(_world.Jobs(), job => Assert.Equal(3, job.HistoryLines));
    }

    [SkippableFact]
    public async Task A_drop_while_it_waits_wakes_it()
    {
        var feed = new LiveFeed(maxEvents: 0);
        Start(feed);
        for (var i = 0; i < 3; i++)
        {
            _story.Succeed();
            Hand(feed);
            await _moved.Reached(_story.State.LastNumber);
        }
    }

    [SkippableFact]
    public async Task Goes_on_by_itself_when_the_tables_come_back()
    {
        var failures = 3;
        _atStep = _ =>
        {
            if (failures-- > 0)
            {
                throw Away();
            }
        };
        var feed = new LiveFeed();
        var follower = Start(feed);
        _story.Succeed();
        Hand(feed);
        await _moved.Reached(_story.State.LastNumber);

        Assert.Null(follower.View().Error);
        Assert.Single(_world.Results());
    }

    [SkippableFact]
    public async Task Stops_before_a_row_that_is_refused_and_names_its_event()
    {
        _world.Refuse("results", "NEW.id > 0", "closed");
        var feed = new LiveFeed();
        var follower = Start(feed);
        _story.Enqueue();
        Hand(feed);
        await _moved.Reached(_story.State.LastNumber);
        _story.Succeed();
        Hand(feed);

        var refused = await Assert.ThrowsAsync<RowRefusedException>(() => _running);

        Assert.Equal(_story.State.LastNumber, refused.Number);
        Assert.True(follower.View().Offset < refused.Number);
        Assert.Empty(_world.Results());
        Assert.Contains($"event {refused.Number}", follower.View().Error, StringComparison.Ordinal);
        Assert.True(follower.View().LagEvents > 0);
    }

    [SkippableFact]
    public async Task Stops_itself_when_another_one_writes()
    {
        var feed = new LiveFeed();
        Start(feed);
        _story.Enqueue();
        Hand(feed);
        await _moved.Reached(_story.State.LastNumber);
        _story.Succeed();
        _world.Store([.. _story.Commits.Skip(_handed)]);
        Hand(feed);

        await Assert.ThrowsAsync<OffsetTakenException>(() => _running);
    }

    [SkippableFact]
    public async Task Goes_on_after_the_last_write_of_the_follower_before_it()
    {
        _story.Succeed();
        _world.Persist(_story.Commits);
        var overtaken = false;
        var journal = new JournalReader(_world.JournalDatabase, TablesWorld.Coordinator, Decode, TimeProvider.System);
        var follower = new TableFollower(
            _world.Writer(), new LiveFeed(), journal, _moved.Moved, TimeProvider.System, Anywhere);
        _running = follower.RunAsync(_stop.Token);
        await _moved.Reached(_story.State.LastNumber);

        Assert.True(overtaken);
        Assert.Single(_world.Results());

        // The offset is read by now, and the first write is still to come.
        JournalCommit Decode(ReadOnlyMemory<byte> bytes)
        {
            if (!overtaken)
            {
                overtaken = true;
                _world.Store(_story.Commits[0]);
            }

            return JournalFormat.Read(bytes);
        }
    }

    [SkippableFact]
    public async Task Stops_where_a_journal_row_cannot_be_read()
    {
        _story.Succeed();
        _world.Persist(_story.Commits);
        var journal = new JournalReader(
            _world.JournalDatabase, TablesWorld.Coordinator, _ => throw new FormatException("unknown manifest"),
            TimeProvider.System);
        var follower = new TableFollower(
            _world.Writer(), new LiveFeed(), journal, _moved.Moved, TimeProvider.System, Anywhere);

        var unreadable = await Assert.ThrowsAsync<JournalUnreadableException>(() => follower.RunAsync(_stop.Token));

        Assert.Contains("row 1 cannot be read: unknown manifest", unreadable.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Stops_at_its_start_when_the_journal_has_lost_what_the_tables_hold()
    {
        _story.Succeed();
        _world.Store(_story.Commits);
        _world.Persist(_story.Commits[0]);

        Start(new LiveFeed());
        var ahead = await Assert.ThrowsAsync<TablesAheadException>(() => _running);

        Assert.Contains(_world.JournalDatabase.PutJournalBack, ahead.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Stops_at_its_start_when_recovery_has_come_less_far_than_the_tables(int events, int tokens)
    {
        _story.Succeed();
        _world.Persist(_story.Commits);
        _world.Store(_story.Commits);

        Start(
            new LiveFeed(),
            new Recovered(_story.State.LastNumber - events, _story.State.LastToken - tokens));
        var ahead = await Assert.ThrowsAsync<TablesAheadException>(() => _running);

        Assert.Contains("AkkaJobs.Node audit --repair", ahead.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Record.ExceptionAsync(() => _running);
        _stop.Dispose();
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private TableFollower Start(LiveFeed feed, Recovered? recovered = null)
    {
        var follower = new TableFollower(
            _world.Writer(step => _atStep?.Invoke(step)), feed, _world.Journal, _moved.Moved, TimeProvider.System,
            recovered ?? Anywhere);
        _running = follower.RunAsync(_stop.Token);
        return follower;
    }

    /// <summary>Stores what was not yet handed over, and hands it over, as the coordinator does.</summary>
    private void Hand(LiveFeed feed)
    {
        foreach (var commit in _story.Commits.Skip(_handed))
        {
            _world.Persist(commit);
            feed.Offer(commit);
        }

        _handed = _story.Commits.Count;
    }

    /// <summary>Waits for offsets.</summary>
    private sealed class Offsets
    {
        private readonly System.Threading.Channels.Channel<long> _offsets =
            System.Threading.Channels.Channel.CreateUnbounded<long>();

        public void Moved(long offset) => _offsets.Writer.TryWrite(offset);

        public async Task Reached(long number)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await _offsets.Reader.ReadAsync(patience.Token) < number)
            {
            }
        }
    }
}
