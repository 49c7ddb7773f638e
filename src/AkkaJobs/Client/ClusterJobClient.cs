using System.Data.Common;
using AkkaJobs.Audit;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using AkkaJobs.Telemetry;

namespace AkkaJobs.Client;

/// <summary>
/// The client over the cluster: changes and open jobs through the coordinator, the rest from the tables.
/// </summary>
internal sealed partial class ClusterJobClient(
    CoordinatorEdge edge, JobTables? tables, JobPast? past, TimeProvider time, TimeSpan lease)
    : IJobClient, IJobOperator, IRemoteBots
{
    /// <summary>How long a read waits for the tables to show what the coordinator has said already.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    private const string QueueList = "queues";

    private static readonly TimeSpan CatchUpStep = TimeSpan.FromMilliseconds(20);

    private readonly long _leaseMs = (long)lease.TotalMilliseconds;

    /// <inheritdoc/>
    public async Task<EnqueueOutcome> EnqueueAsync(JobRequest request, CancellationToken cancel = default)
    {
        if (JobRequestRules.Check(request, time.GetUtcNow()) is { } rejection)
        {
            throw new JobRefusedException(rejection);
        }

        using var span = JobsTracing.Enqueue(request.Operation, jobs: 1);
        var command = ToCommand(request);
        var outcome = ToOutcome(command, await edge.SendAsync(command, cancel).ConfigureAwait(false));
        return outcome.Rejection is { } no ? throw new JobRefusedException(no) : outcome;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<JobRequest> requests, CancellationToken cancel = default)
    {
        using var span = JobsTracing.Enqueue("many", requests.Count);
        var now = time.GetUtcNow();
        var outcomes = new EnqueueOutcome[requests.Count];
        var commands = new List<(int Index, Enqueue Command)>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            if (JobRequestRules.Check(requests[i], now) is { } rejection)
            {
                outcomes[i] = new EnqueueOutcome(requests[i].Id ?? default, false, rejection);
                continue;
            }

            commands.Add((i, ToCommand(requests[i])));
        }

        var replies = await edge.SendAsync([.. commands.Select(c => c.Command)], cancel).ConfigureAwait(false);
        for (var i = 0; i < commands.Count; i++)
        {
            outcomes[commands[i].Index] = ToOutcome(commands[i].Command, replies[i]);
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public async Task<JobView?> GetAsync(JobId id, CancellationToken cancel = default)
    {
        var found = await edge.AskAsync<JobFound>(new FindJob(id, 0), TimeSpan.Zero, cancel).ConfigureAwait(false);
        return await FromTablesIfNotHeld(id, found, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<JobView?> WaitAsync(JobId id, TimeSpan wait, CancellationToken cancel = default)
    {
        // By the monotonic clock: nobody waits longer because the wall clock was set back meanwhile.
        var since = time.GetTimestamp();
        var most = wait < Limits.MaxWait ? wait : Limits.MaxWait;
        while (true)
        {
            var waitMs = (long)Math.Max(0, (most - time.GetElapsedTime(since)).TotalMilliseconds);
            var found = await edge.AskAsync<JobFound>(
                new FindJob(id, waitMs), TimeSpan.FromMilliseconds(waitMs), cancel).ConfigureAwait(false);
            var job = await FromTablesIfNotHeld(id, found, cancel).ConfigureAwait(false);
            if (job is null || !job.Status.IsOpen() || time.GetElapsedTime(since) >= most)
            {
                return job;
            }

            // The coordinator went away while we waited; ask again until the time is up.
            await Task.Delay(CatchUpStep * 10, time, cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<Page<JobView>> ListAsync(JobFilter filter, CancellationToken cancel = default) =>
        FromTables(t => t.ListAsync(filter, cancel));

    /// <inheritdoc/>
    public Task<Page<ResultView>> ResultsAsync(ResultFilter filter, CancellationToken cancel = default) =>
        FromTables(t => t.ResultsAsync(filter, cancel));

    /// <inheritdoc/>
    public async Task<Page<BotView>> BotsAsync(CancellationToken cancel = default)
    {
        var bots = new List<BotView>();
        while (true)
        {
            var after = bots.Count > 0 ? bots[^1].Name : "";
            var listed = await edge.AskAsync<BotsListed>(new ListBots(after), TimeSpan.Zero, cancel)
                    .ConfigureAwait(false)
                ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());
            bots.AddRange(listed.Bots);
            if (!listed.More)
            {
                return new Page<BotView>(bots, null, TimeSpan.Zero);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Page<QueueView>> QueuesAsync(
        int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var question = new ListQueues(PageCursor.ReadName(QueueList, cursor) ?? "", PageCursor.Limit(limit));
        var listed = await edge.AskAsync<QueuesListed>(question, TimeSpan.Zero, cancel).ConfigureAwait(false)
            ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());
        var next = listed.More ? PageCursor.WriteName(QueueList, listed.Queues[^1].Name) : null;
        return new Page<QueueView>(listed.Queues, next, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public async Task<StatsView> StatsAsync(CancellationToken cancel = default)
    {
        var read = await edge.AskAsync<StatsRead>(ReadStats.Instance, TimeSpan.Zero, cancel).ConfigureAwait(false);
        var counts = await FromTables(t => t.CountsAsync(cancel)).ConfigureAwait(false);
        return StatsViews.Make(read, counts);
    }

    /// <inheritdoc/>
    public Task<JobView> CancelAsync(JobId id, Request request, CancellationToken cancel = default) =>
        OperateAsync(new Cancel(id, request.By, request.Reason), request, cancel);

    private Enqueue ToCommand(JobRequest request)
    {
        var now = time.GetUtcNow();
        var runAt = request.DueAfter(now);
        var spec = JobSpec.Of(request, request.Id ?? FreshIds.Next(now)) with { TraceParent = JobsTracing.Context };
        return new Enqueue(spec, runAt is { } at ? Timestamp.From(at) : null, request.Id is null || request.FreshId);
    }

    private static EnqueueOutcome ToOutcome(Enqueue command, CoordinatorReply reply) => reply switch
    {
        Enqueued enqueued => new EnqueueOutcome(enqueued.Job, enqueued.Duplicate, null),
        Refused refused => new EnqueueOutcome(command.Job, false, refused.Rejection),
        _ => throw Unexpected(reply),
    };

    private async Task<JobView?> FromTablesIfNotHeld(JobId id, JobFound? found, CancellationToken cancel)
    {
        if (found?.Job is { } held)
        {
            return held;
        }

        var job = await FromTables(t => t.GetAsync(id, cancel)).ConfigureAwait(false)
            ?? await IfAbsentAsync(found is not null, t => t.GetAsync(id, cancel), cancel).ConfigureAwait(false);

        // What the coordinator has forgotten the tables hold as it ended: nothing lags.
        return found is null || job is null ? job : job with { Lag = null };
    }

    /// <summary>
    /// Has tables that are away, or that this node has not, told as what they are, and not as an error that nobody
    /// foresaw.
    /// </summary>
    private async Task<T> FromTables<T>(Func<JobTables, Task<T>> read)
    {
        if (tables is null)
        {
            throw new JobRefusedException(Rejection.NoTables());
        }

        try
        {
            return await read(tables).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            throw new JobRefusedException(Rejection.TablesUnavailable(), away);
        }
    }

    /// <summary>
    /// That there is no such job is sure if the coordinator does not hold it either. While nobody can be asked it is
    /// sure only if the tables are level with the journal: they are filled beside the coordinator, and lack what the
    /// last one took just before its end.
    /// </summary>
    /// <returns>What a read then finds, if the tables had to be looked at once more.</returns>
    /// <exception cref="JobRefusedException">It is not sure.</exception>
    private async Task<T?> IfAbsentAsync<T>(bool isAsked, Func<JobTables, Task<T?>> read, CancellationToken cancel)
        where T : class
    {
        if (isAsked)
        {
            return null;
        }

        return await FromTables(t => t.AreLevelAsync(cancel)).ConfigureAwait(false)
            ? await FromTables(read).ConfigureAwait(false)
            : throw new JobRefusedException(Rejection.TablesBehind());
    }

    /// <summary>Waits until the tables show an event, for as long as a read may take.</summary>
    /// <returns>Whether they do.</returns>
    private async Task<bool> TablesReachAsync(long number, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        while ((await FromTables(t => t.OffsetAsync(cancel)).ConfigureAwait(false)).Number < number)
        {
            if (time.GetElapsedTime(since) >= CatchUp)
            {
                return false;
            }

            await Task.Delay(CatchUpStep, time, cancel).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>As above, where an answer that is behind would be a wrong one.</summary>
    /// <exception cref="JobRefusedException">They do not show it in time.</exception>
    private async Task TablesMustReachAsync(long number, CancellationToken cancel)
    {
        if (!await TablesReachAsync(number, cancel).ConfigureAwait(false))
        {
            throw new JobRefusedException(Rejection.TablesBehind());
        }
    }

    private static System.Diagnostics.UnreachableException Unexpected(CoordinatorReply reply) =>
        new($"The coordinator answered with {reply.GetType().Name}.");
}
