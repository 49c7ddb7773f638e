using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>What of a state the journal holds, as text that can be compared.</summary>
internal static class StoredPart
{
    public static string[] Of(CoordinatorState state) =>
    [
        $"number {state.LastNumber}, at {state.LastAt}, "
            + $"epoch {state.Epoch}, format {state.Format}, "
            + $"token {state.LastToken}",
        .. state.Jobs.Values.Where(job => job.Status.IsOpen()).OrderBy(job => job.Spec.Id).Select(Of),
        .. state.Bots.Values.OrderBy(bot => bot.Name).Select(Of),
        .. state.Watches.Values.OrderBy(watch => watch.Token).Select(watch => $"token {watch.Token} of {watch.Job}"),
        .. state.Queues.Values.Where(queue => queue.Pause is not null).OrderBy(queue => queue.Name)
            .Select(queue => $"{queue.Name} {queue.Pause}"),
        .. state.UniqueKeys.OrderBy(key => key.Key).Select(key => $"{key.Key} of {key.Value}"),
    ];

    public static string Of(JobRecord job) =>
        $"{job with { Run = null }} {string.Join(' ', job.Run?.Past ?? [])} "
        + $"{(job.Run is { } r ? r with { Past = [] } : null)} {string.Join(' ', job.Spec.Tags)} "
        + $"not {string.Join(' ', job.Excluded)}";

    private static string Of(BotRecord bot) =>
        $"bot {bot.Name} {bot.Session} {bot.Node} {bot.Slots} [{string.Join(',', bot.Operations)}] "
        + $"draining {bot.Draining} lost {bot.Lost} at {bot.ChangedAt} {bot.Completed}/{bot.Failed} "
        + $"ended [{string.Join(',', bot.EndedSessions)}] holds [{string.Join(',', bot.Leases.Keys.Order())}] "
        + $"suspects {bot.Suspects}";
}
