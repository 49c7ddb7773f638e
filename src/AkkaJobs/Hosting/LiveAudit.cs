using AkkaJobs.Audit;
using AkkaJobs.Client;
using AkkaJobs.Protocol;

namespace AkkaJobs.Hosting;

/// <summary>
/// An audit beside jobs that go on. A repair runs where the coordinator is, while its followers stand still: so nobody
/// else writes tables and lake, and what happens meanwhile they read afterwards.
/// </summary>
/// <param name="node">Whose followers are asked to rest.</param>
/// <param name="store">The databases; not opened on a node that needs none.</param>
/// <param name="edge">Says where the coordinator is.</param>
/// <param name="options">The lake's folder.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveAudit(
    NodeLife node, Func<JobsStore> store, CoordinatorEdge edge, AkkaJobsOptions options, TimeProvider time) : IJobAudit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<bool> RunAsync(bool repair, Action<AuditLine> say, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(say);
        if (!options.NeedsDatabase)
        {
            throw new JobRefusedException(Rejection.NoTables());
        }

        if (!repair)
        {
            return await Task.Run(() => Run(repair, say, cancel), cancel).ConfigureAwait(false);
        }

        var followers = node.Followers;
        var outcome = followers is null
            ? null
            : await followers.AtRestAsync(() => Run(repair, say, cancel)).ConfigureAwait(false);
        return outcome ?? throw await ElsewhereAsync(cancel).ConfigureAwait(false);
    }

    private bool Run(bool repair, Action<AuditLine> say, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new AuditTalk(store(), options.LakeFolder, isLive: true, say, time).Run(repair, cancel);
    }

    private async Task<JobRefusedException> ElsewhereAsync(CancellationToken cancel)
    {
        var stats = await edge.AskWithinAsync<StatsRead>(ReadStats.Instance, Patience, cancel).ConfigureAwait(false);
        return stats is null
            ? new JobRefusedException(new Rejection(
                RejectionCode.CoordinatorUnavailable, "A repair needs the coordinator, which does not answer."))
            : Refused($"A repair is done where the coordinator is: on {stats.Node}.");
    }

    private static JobRefusedException Refused(string detail) => new(new Rejection(RejectionCode.WrongNode, detail));
}
