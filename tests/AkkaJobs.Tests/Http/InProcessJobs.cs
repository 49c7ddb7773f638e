using System.Runtime.CompilerServices;
using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Http;

/// <summary>
/// The coordinator's rules under a lock instead of in an actor: what is decided is stored at once, and a finished job
/// moves to a dictionary that stands for the tables. No answer here is made up.
/// </summary>
internal sealed partial class InProcessJobs : IJobClient, IJobOperator, IRemoteBots
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CoordinatorState _state;
    private readonly Dictionary<JobId, JobRecord> _tables = [];
    private readonly Dictionary<JobId, List<HistoryLine>> _histories = [];
    private readonly Dictionary<JobId, List<(Timestamp At, JobView View)>> _pasts = [];
    private readonly List<ResultView> _results = [];
    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<ClaimedJob>>> _claims = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastWaiter;

    public InProcessJobs(TimeProvider? time = null, CoordinatorRules? rules = null)
    {
        _time = time ?? TimeProvider.System;
        _state = new CoordinatorState(rules ?? new CoordinatorRules());
        Do(new Start("test"));
    }

    /// <summary>
    /// While set, the coordinator is away: changes are refused, reads come from the tables with this lag.
    /// </summary>
    public TimeSpan? Away { get; set; }

    /// <summary>While set, the tables cannot be read.</summary>
    public bool Unreadable { get; set; }

    /// <summary>How often a batch was handed over.</summary>
    public int Batches { get; private set; }

    /// <summary>The largest batch.</summary>
    public int LargestBatch { get; private set; }

    /// <summary>Claims that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _claims.Count;
            }
        }
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    public Task<EnqueueOutcome> EnqueueAsync(JobRequest request, CancellationToken cancel = default)
    {
        var outcome = Enqueue(request);
        return outcome.Rejection is { } rejection
            ? throw new JobRefusedException(rejection)
            : Task.FromResult(outcome);
    }

    public Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<JobRequest> requests, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            Batches++;
            LargestBatch = Math.Max(LargestBatch, requests.Count);
        }

        return Task.FromResult<IReadOnlyList<EnqueueOutcome>>(requests.Select(Enqueue).ToArray());
    }

    public Task<JobView?> GetAsync(JobId id, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            return Unreadable ? throw new IOException("The disk is gone.") : Task.FromResult(View(id));
        }
    }

    public async Task<JobView?> WaitAsync(JobId id, TimeSpan wait, CancellationToken cancel = default)
    {
        using var up = new CancellationTokenSource(wait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(up.Token, cancel);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var view = View(id);
                if (view is null || !view.Status.IsOpen() || up.IsCancellationRequested)
                {
                    return view;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
    }

    public Task<JobView> CancelAsync(JobId id, Request request, CancellationToken cancel = default) =>
        Operate(new Cancel(id, request.By, request.Reason));

    public Task<JobView> ReleaseAsync(
        JobId id, Request request, long? token = null, bool dryRun = false, bool excludeBot = false,
        CancellationToken cancel = default) =>
        Operate(new Release(id, token, dryRun, Verdict.Released, request.By, request.Reason, excludeBot));

    public Task<JobView> RetryAsync(JobId id, Request request, CancellationToken cancel = default) =>
        Operate(new Retry(id, request.By, request.Reason));

    public async IAsyncEnumerable<ActedView> ActAsync(
        ManyActs acts, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.CompletedTask;
        if (acts.Check() is { } rejection)
        {
            throw new JobRefusedException(rejection);
        }

        foreach (var status in acts.Statuses)
        {
            foreach (var job in await FoundAsync(acts.Where with { Status = status }, cancel))
            {
                yield return Act(acts, status, job);
            }
        }
    }

    public Task<BotView> DrainBotAsync(string name, Request request, CancellationToken cancel = default) =>
        Operate(new DrainBot(name, true, request.By, request.Reason));

    public Task<BotView> ResumeBotAsync(string name, Request request, CancellationToken cancel = default) =>
        Operate(new DrainBot(name, false, request.By, request.Reason));

    public Task<QueueView> PauseQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        PauseAsync(new PauseQueue(name, true, request.By, request.Reason));

    public Task<QueueView> ResumeQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        PauseAsync(new PauseQueue(name, false, request.By, request.Reason));

    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(RemoteClaim claim, CancellationToken cancel = default)
    {
        var waiter = Interlocked.Increment(ref _lastWaiter);
        var settled = new TaskCompletionSource<IReadOnlyList<ClaimedJob>>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        var until = Timestamp.From(Now + claim.Wait);
        lock (_lock)
        {
            _claims[waiter] = settled;
            var reply = Do(new ClaimRemote(
                claim.Bot, claim.Session, [.. claim.Operations], claim.Max, until, claim.RequestKey, waiter));
            if (reply is not ClaimAnswered { Jobs: null })
            {
                _claims.Remove(waiter);
                return ((ClaimAnswered)reply).Jobs!;
            }
        }

        using var up = new CancellationTokenSource(claim.Wait, _time);
        await using var end = up.Token.Register(() => Do(new Tick(), until));
        await using var gone = cancel.Register(() =>
        {
            Do(new AbandonClaim(claim.Bot, waiter));
            lock (_lock)
            {
                _claims.Remove(waiter);
            }

            settled.TrySetCanceled(cancel);
        });
        return await settled.Task;
    }

    public Task<HeartbeatAnswer> HeartbeatAsync(RemoteHeartbeat heartbeat, CancellationToken cancel = default)
    {
        var answered = (HeartbeatAnswered)Do(new HeartbeatRemote(
            heartbeat.Bot, heartbeat.Session, heartbeat.Slots, heartbeat.Operations?.ToArray(), heartbeat.Running));
        var leaseMs = (long)_state.Rules.Lease.TotalMilliseconds;
        return Task.FromResult(new HeartbeatAnswer(leaseMs, answered.Drain, answered.Cancel));
    }

    public Task CompleteAsync(
        JobId id, long token, JsonText result, TimeSpan? duration, CancellationToken cancel = default)
    {
        if (result.Length > Limits.MaxResultBytes)
        {
            throw new JobRefusedException(
                new Rejection(RejectionCode.TooLarge, "result is too large.") { Path = "result" });
        }

        return Report(new Complete(id, token, result, (long?)duration?.TotalMilliseconds, null));
    }

    public Task FailAsync(
        JobId id, long token, string error, bool retryable, TimeSpan? duration, CancellationToken cancel = default) =>
        Report(new Fail(
            id, token, ErrorText.Cut(error), retryable, (long?)duration?.TotalMilliseconds, null, Jitter: 0.5));

    public Task<JobView> ReleaseAsync(JobId id, long token, Request request, CancellationToken cancel = default) =>
        ReleaseAsync(id, request, token, cancel: cancel);

    private EnqueueOutcome Enqueue(JobRequest request)
    {
        var id = request.Id ?? new JobId(Guid.CreateVersion7(Now));
        if (JobRequestRules.Check(request, Now) is { } invalid)
        {
            return new EnqueueOutcome(id, false, invalid);
        }

        var runAt = request.DueAfter(Now);
        try
        {
            var reply = (Enqueued)Do(new Enqueue(
                JobSpec.Of(request, id), runAt is { } at ? Timestamp.From(at) : null, FreshId: request.Id is null));
            return new EnqueueOutcome(id, reply.Duplicate, null);
        }
        catch (JobRefusedException e)
        {
            return new EnqueueOutcome(id, false, e.Rejection);
        }
    }

    private Task<JobView> Operate(JobCommand command)
    {
        lock (_lock)
        {
            return Task.FromResult(Do(command) switch
            {
                ReleaseTried tried => tried.Record.ToView() with { Release = tried.Release },
                var reply => ((JobStands)reply).Record.ToView(),
            });
        }
    }

    private async Task<IReadOnlyList<JobView>> FoundAsync(JobFilter where, CancellationToken cancel) =>
        (await ListAsync(where with { Limit = Limits.MaxListLimit }, cancel)).Items;

    private ActedView Act(ManyActs acts, JobStatus status, JobView job)
    {
        var view = new ActedView { JobId = job.Id, Operation = job.Operation, Status = status, Bot = job.Bot };
        try
        {
            var acted = (Acted)Do(new ActOnJob(
                job.Id, acts.Act, status, acts.Where.Bot, acts.DryRun, acts.ExcludeBot, acts.Request.By,
                acts.Request.Reason));
            return view with { Then = acted.Then };
        }
        catch (JobRefusedException e)
        {
            return view with { Code = e.Rejection.Code.Word(), Detail = e.Rejection.Detail };
        }
    }

    private Task<BotView> Operate(DrainBot command)
    {
        lock (_lock)
        {
            Do(command);
            return Task.FromResult(_state.Bots[command.Bot].ToView());
        }
    }

    private Task<QueueView> PauseAsync(PauseQueue command) =>
        JobRequestRules.CheckName("queue", command.Queue) is { } rejection
            ? throw new JobRefusedException(rejection)
            : Task.FromResult(((QueueStands)Do(command)).Queue);

    private Task Report(JobCommand command)
    {
        var answer = ((ReportAnswered)Do(command)).Answer;
        return answer switch
        {
            ReportAnswer.Stored => Task.CompletedTask,
            ReportAnswer.Unknown => throw new JobRefusedException(Rejection.UnknownJob(command.Job)),
            _ => throw new JobRefusedException(
                new Rejection(RejectionCode.Superseded, "Another came first.") { JobId = command.Job }),
        };
    }

    /// <summary>Decides, places, and stores; a refusal is thrown as the public client throws it.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="least">The time it is at least: a timer may be ahead of the clock by a moment.</param>
    private CoordinatorReply Do(CoordinatorCommand command, Timestamp least = default)
    {
        lock (_lock)
        {
            if (Away is not null)
            {
                throw new JobRefusedException(Rejection.CoordinatorUnavailable((command as JobCommand)?.Job));
            }

            var now = Timestamp.From(Now) is var clock && clock > least ? clock : least;
            var decision = new Decision(_state);
            var first = _state.LastNumber + 1;
            var reply = CoordinatorDecider.Decide(decision, command, now);
            if (reply is TablesNeeded)
            {
                var job = (JobCommand)command;
                var tables = new TableAnswer(_state.LastNumber, _tables.GetValueOrDefault(job.Job));
                reply = CoordinatorDecider.Decide(decision, job with { Tables = tables }, now);
            }

            CoordinatorDecider.Decide(decision, new Place(), now);
            Store(decision, first);
            return reply is Refused refused ? throw new JobRefusedException(refused.Rejection) : reply;
        }
    }
}
