using System.Runtime.CompilerServices;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <content>One act on many jobs.</content>
internal sealed partial class ClusterJobClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ActedView> ActAsync(
        ManyActs acts, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(acts);
        Demand(acts.Check());
        var stats = await edge.AskAsync<StatsRead>(ReadStats.Instance, TimeSpan.Zero, cancel).ConfigureAwait(false)
            ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());
        await TablesReachAsync(stats.LastNumber, cancel).ConfigureAwait(false);
        foreach (var status in acts.Statuses)
        {
            var where = acts.Where with { Status = status, Limit = Limits.MaxListLimit, Cursor = null };
            do
            {
                var page = await FromTables(t => t.ListAsync(where, cancel)).ConfigureAwait(false);
                foreach (var view in await ActAsync(acts, status, page.Items, cancel).ConfigureAwait(false))
                {
                    yield return view;
                }

                where = where with { Cursor = page.NextCursor };
            }
            while (where.Cursor is not null);
        }
    }

    private async Task<IEnumerable<ActedView>> ActAsync(
        ManyActs acts, JobStatus status, IReadOnlyList<JobView> jobs, CancellationToken cancel)
    {
        var replies = await edge.SendAsync([.. jobs.Select(job => ToCommand(acts, status, job))], cancel)
            .ConfigureAwait(false);
        return jobs.Zip(replies, ToActed);
    }

    private static ActOnJob ToCommand(ManyActs acts, JobStatus status, JobView job) => new ActOnJob(
        job.Id, acts.Act, status, acts.Where.Bot, acts.DryRun, acts.ExcludeBot, acts.Request.By, acts.Request.Reason);

    private static ActedView ToActed(JobView job, CoordinatorReply reply)
    {
        var view = new ActedView { JobId = job.Id, Operation = job.Operation, Status = job.Status, Bot = job.Bot };
        return reply switch
        {
            Acted acted => view with { Then = acted.Then },
            Refused refused => view with { Code = refused.Rejection.Code.Word(), Detail = refused.Rejection.Detail },
            _ => throw Unexpected(reply),
        };
    }
}
