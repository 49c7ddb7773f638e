using System.Text.Json;

namespace AkkaJobs.Http.Client;

/// <content>Acts: sent once, since to repeat them is not always harmless.</content>
public sealed partial class HttpJobClient
{
    /// <inheritdoc/>
    public async Task<JobView> CancelAsync(JobId id, Request request, CancellationToken cancel = default) =>
        ToJob(await ActAsync(PathQuery.Of(id, "/cancel"), ToBody(request), id, cancel).ConfigureAwait(false));

    /// <inheritdoc cref="IJobOperator.ReleaseAsync"/>
    public async Task<JobView> ReleaseAsync(
        JobId id, Request request, long? token = null, bool dryRun = false, bool excludeBot = false,
        CancellationToken cancel = default)
    {
        var body = ToBody(request) with { Token = token, DryRun = dryRun, ExcludeBot = excludeBot };
        return ToJob(await ActAsync(PathQuery.Of(id, "/release"), body, id, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc cref="IJobOperator.RetryAsync"/>
    public async Task<JobView> RetryAsync(JobId id, Request request, CancellationToken cancel = default) =>
        ToJob(await ActAsync(PathQuery.Of(id, "/retry"), ToBody(request), id, cancel).ConfigureAwait(false));

    /// <inheritdoc cref="IJobOperator.DrainBotAsync"/>
    public Task<BotView> DrainBotAsync(string name, Request request, CancellationToken cancel = default) =>
        ActOnBotAsync(name, "drain", request, cancel);

    /// <inheritdoc cref="IJobOperator.ResumeBotAsync"/>
    public Task<BotView> ResumeBotAsync(string name, Request request, CancellationToken cancel = default) =>
        ActOnBotAsync(name, "resume", request, cancel);

    /// <inheritdoc cref="IJobOperator.PauseQueueAsync"/>
    public Task<QueueView> PauseQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        ActOnQueueAsync(name, "pause", request, cancel);

    /// <inheritdoc cref="IJobOperator.ResumeQueueAsync"/>
    public Task<QueueView> ResumeQueueAsync(string name, Request request, CancellationToken cancel = default) =>
        ActOnQueueAsync(name, "resume", request, cancel);

    private async Task<BotView> ActOnBotAsync(string name, string act, Request request, CancellationToken cancel)
    {
        var path = ToPath("bots", "bot", name, act);
        return (await ActAsync(path, ToBody(request), null, cancel).ConfigureAwait(false))
            .Read(ClientJson.Known.BotView);
    }

    private async Task<QueueView> ActOnQueueAsync(string name, string act, Request request, CancellationToken cancel)
    {
        var path = ToPath("queues", "queue", name, act);
        return (await ActAsync(path, ToBody(request), null, cancel).ConfigureAwait(false))
            .Read(ClientJson.Known.QueueView);
    }

    private Task<Reply> ActAsync(PathQuery path, ActBody body, JobId? id, CancellationToken cancel) => _door.SendAsync(
        Ask.Act(path.Text, JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Known.ActBody), id), cancel);

    /// <summary>A name that is none could name another route.</summary>
    private static PathQuery ToPath(string list, string field, string name, string act) =>
        JobRequestRules.CheckName(field, name) is { } rejection
            ? throw new JobRefusedException(rejection)
            : PathQuery.Of($"{list}/{Uri.EscapeDataString(name)}/{act}");

    private static ActBody ToBody(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ActBody { Reason = request.Reason };
    }
}
