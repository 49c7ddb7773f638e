using System.Threading.Channels;
using Akka.Actor;
using AkkaJobs.Coordinator;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Hosting;

/// <summary>
/// Starts what follows each life of this node's coordinator: the tables, the datalake behind them, and retention behind
/// both.
/// </summary>
/// <param name="store">Journal and tables.</param>
/// <param name="options">The lake's folder, and what is kept how long.</param>
/// <param name="retention">Hears what holds retention back.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Hears of what has stopped.</param>
/// <param name="stopNode">Called when to go on would do harm.</param>
internal sealed class NodeFollowers(
    JobsStore store,
    AkkaJobsOptions options,
    RetentionStatus retention,
    TimeProvider time,
    ILogger log,
    Action stopNode)
{
    private static readonly Action<ILogger, string, Exception?> FollowerStopped = LoggerMessage.Define<string>(
        LogLevel.Error, new EventId(1, nameof(FollowerStopped)), "The follower {Name} has stopped.");

    private volatile LiveFeed? _feed;
    private volatile Task _ended = Task.CompletedTask;
    private volatile Group? _group;

    private TimeProvider Time => time;

    /// <summary>
    /// Takes a stored commit to the followers of this life; what they miss they read from the journal.
    /// </summary>
    public void Publish(StoredCommit commit) => _feed?.Offer(commit);

    /// <summary>How far each is; none while the coordinator is elsewhere.</summary>
    public IReadOnlyList<FollowerView> Read() => _group is { Ended.IsCompleted: false } group ? group.Read() : [];

    /// <summary>Starts them; they end when the group is disposed of.</summary>
    public IFollowerGroup Follow(IActorRef coordinator, Recovered recovered)
    {
        var feed = new LiveFeed();
        _feed = feed;
        var group = new Group(this, feed, coordinator, recovered);
        _group = group;
        _ended = Task.WhenAll(_ended, group.Ended);
        return group;
    }

    /// <summary>
    /// Ends the last ones if they have not ended with their coordinator. Once it has come to its end none of them has
    /// the databases or the lake in its hands any more.
    /// </summary>
    public Task EndAsync()
    {
        _group?.Dispose();
        return _ended;
    }

    /// <summary>Runs something while the followers stand still; they go on from their offsets afterwards.</summary>
    /// <param name="act">What; nobody but it writes tables and lake meanwhile.</param>
    /// <returns>What it comes to; null when there are no followers here, since the coordinator is elsewhere.</returns>
    public async Task<T?> AtRestAsync<T>(Func<T> act)
        where T : struct
    {
        var resting = RestingAct.Of(act, out var done);
        return _group?.TryRest(resting) == true ? await done.ConfigureAwait(false) : null;
    }

    private ITableWriter NewWriter() => store.NewWriter();

    private JournalReader NewReader() => store.NewReader();

    private DatalakeFollower? NewDatalake() => options.LakeFolder is { } lake
        ? new DatalakeFollower(new DatalakeExport(store.Tables, lake, time), _ => { }, time)
        : null;

    private Retention.Retention NewRetention()
    {
        var lake = options.LakeFolder is not null;
        return new Retention.Retention(
            new TablePruning(store.Tables, options.Retention, lake, time),
            new JournalPruning(
                store.Journal, store.Tables, CoordinatorSettings.PersistenceId, options.Retention, lake, time),
            options.Retention.Every,
            retention,
            time,
            log);
    }

    /// <summary>
    /// Jobs go on without a follower; health and stats show that it has stopped, and nothing is skipped.
    /// </summary>
    private async Task WatchAsync(string name, Task follower)
    {
        try
        {
            await follower.ConfigureAwait(false);
        }
        catch (Exception stopped)
        {
            FollowerStopped(log, name, stopped);
            if (stopped is TablesAheadException)
            {
                // To go on would give event numbers and tokens a second meaning.
                stopNode();
            }
        }
    }

    private sealed class Group : IFollowerGroup
    {
        // Not disposed of with the followers: they may have stopped by themselves long before this.
        private readonly CancellationTokenSource _end = new();
        private readonly Channel<RestingAct> _acts = Channel.CreateUnbounded<RestingAct>(
            new UnboundedChannelOptions { SingleReader = true });

        private readonly NodeFollowers _node;
        private readonly ITableWriter _writer;
        private readonly TableFollower _tables;
        private readonly DatalakeFollower? _datalake;

        public Group(NodeFollowers node, LiveFeed feed, IActorRef coordinator, Recovered recovered)
        {
            _node = node;
            _writer = node.NewWriter();
            _datalake = node.NewDatalake();
            _tables = new TableFollower(
                _writer,
                feed,
                node.NewReader(),
                offset =>
                {
                    _datalake?.Wake();
                    coordinator.Tell(new TablesMoved(offset), ActorRefs.NoSender);
                },
                node.Time,
                recovered);
            Ended = RunAsync();
        }

        public Task Ended { get; }

        public IReadOnlyList<FollowerView> Read() =>
            _datalake is null ? [_tables.View()] : [_tables.View(), _datalake.View()];

        public void Dispose() => _end.Cancel();

        /// <summary>False when the group has ended.</summary>
        public bool TryRest(RestingAct act) => _acts.Writer.TryWrite(act);

        private async Task RunAsync()
        {
            using (_writer)
            {
                RestingAct? act;
                do
                {
                    using var rest = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                    var followers = FollowAsync(rest.Token);
                    act = await NextActAsync().ConfigureAwait(false);
                    await rest.CancelAsync().ConfigureAwait(false);
                    await followers.ConfigureAwait(false);
                    act?.Run();
                }
                while (act is not null);
                _acts.Writer.Complete();
                while (_acts.Reader.TryRead(out var late))
                {
                    late.Refuse();
                }
            }
        }

        private Task FollowAsync(CancellationToken cancel) => Task.WhenAll(
            _node.WatchAsync(TableFollower.Name, _tables.RunAsync(cancel)),
            _node.WatchAsync(DatalakeFollower.Name, _datalake?.RunAsync(cancel) ?? Task.CompletedTask),
            _node.WatchAsync("retention", _node.NewRetention().RunAsync(cancel)));

        private async Task<RestingAct?> NextActAsync()
        {
            try
            {
                return await _acts.Reader.ReadAsync(_end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }
}
