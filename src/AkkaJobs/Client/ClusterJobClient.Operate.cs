using AkkaJobs.Coordination;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Client;

/// <content>What operators do.</content>
internal sealed partial class ClusterJobClient
{
    private const string StuckList = "stuck";

    /// <inheritdoc/>
    public Task<JobView> ReleaseAsync(
        JobId id, Request request, long? token = null, bool dryRun = false, bool excludeBot = false,
        CancellationToken cancel = default) =>
        OperateAsync(
            new Release(id, token, dryRun, Verdict.Released, request.By, request.Reason, excludeBot), request, cancel);

    /// <inheritdoc/>
    public async Task<Page<StuckView>> StuckAsync(
        int limit = Limits.DefaultListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var question = new ListStuck(PageCursor.Read(StuckList, cursor) ?? 0, PageCursor.Limit(limit));
        var listed = await edge.AskAsync<StuckListed>(question, TimeSpan.Zero, cancel).ConfigureAwait(false)
            ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());
        var next = listed.Next is { } last ? PageCursor.Write(StuckList, last) : null;
        return new Page<StuckView>(listed.Jobs, next, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public Task<JobView> RetryAsync(JobId id, Request request, CancellationToken cancel = default) =>
        OperateAsync(new Retry(id, request.By, request.Reason), request, cancel);

    /// <inheritdoc/>
    public Task<BotView> DrainBotAsync(string name, Request request, CancellationToken cancel = default) =>
        DrainAsync(name, drain: true, request, cancel);

    /// <inheritdoc/>
    public Task<BotView> ResumeBotAsync(string name, Request request, CancellationToken cancel = default) =>
        DrainAsync(name, drain: false, request, cancel);

    /// <inheritdoc/>
    public Task<QueueView> PauseQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        PauseAsync(name, pause: true, request, cancel);

    /// <inheritdoc/>
    public Task<QueueView> ResumeQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        PauseAsync(name, pause: false, request, cancel);

    private async Task<QueueView> PauseAsync(string name, bool pause, Request request, CancellationToken cancel)
    {
        Demand(
            JobRequestRules.CheckName("queue", name)
            ?? JobRequestRules.CheckReason(request.Reason)
            ?? JobRequestRules.CheckBy(request.By));
        return await edge.SendAsync(new PauseQueue(name, pause, request.By, request.Reason), cancel)
                .ConfigureAwait(false) switch
        {
            QueueStands stands => stands.Queue,
            Refused refused => throw new JobRefusedException(refused.Rejection),
            var other => throw Unexpected(other),
        };
    }

    private async Task<BotView> DrainAsync(string name, bool drain, Request request, CancellationToken cancel)
    {
        Demand(JobRequestRules.CheckReason(request.Reason) ?? JobRequestRules.CheckBy(request.By));
        var reply = await edge.SendAsync(new DrainBot(name, drain, request.By, request.Reason), cancel)
            .ConfigureAwait(false);
        if (reply is Refused refused)
        {
            throw new JobRefusedException(refused.Rejection);
        }

        var bots = await BotsAsync(cancel).ConfigureAwait(false);
        return bots.Items.First(b => b.Name == name);
    }

    private async Task<JobView> OperateAsync(JobCommand command, Request request, CancellationToken cancel)
    {
        Demand(JobRequestRules.CheckReason(request.Reason) ?? JobRequestRules.CheckBy(request.By));
        return await edge.SendAsync(command, cancel).ConfigureAwait(false) switch
        {
            JobStands stands => stands.Record.ToView(),
            ReleaseTried tried => tried.Record.ToView() with { Release = tried.Release },
            Refused refused => throw new JobRefusedException(refused.Rejection),
            var other => throw Unexpected(other),
        };
    }

    private static void Demand(Rejection? rejection)
    {
        if (rejection is not null)
        {
            throw new JobRefusedException(rejection);
        }
    }
}
