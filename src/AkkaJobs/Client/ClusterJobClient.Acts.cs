using System.Runtime.CompilerServices;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <content>One act on many jobs.</content>
internal sealed partial class ClusterJobClient
{
    /// <summary>How often jobs are looked for that moved from one status to another meanwhile.</summary>
    private const int MostRounds = 5;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ActedView> ActAsync(
        ManyActs acts, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(acts);
        Demand(acts.Check());
        var known = new HashSet<JobId>();
        for (var round = 0; round < MostRounds; round++)
        {
            var stats = await edge.AskAsync<StatsRead>(ReadStats.Instance, TimeSpan.Zero, cancel).ConfigureAwait(false)
                ?? throw new JobRefusedException(Rejection.CoordinatorUnavailable());
            await TablesMustReachAsync(stats.LastNumber, cancel).ConfigureAwait(false);
            var before = known.Count;
            await foreach (var view in RoundAsync(acts, known, cancel).ConfigureAwait(false))
            {
                yield return view;
            }

            // What moved between two lists may have been in neither: once more, until there is nothing new.
            if (known.Count == before || acts.Statuses.Count == 1 || acts.DryRun)
            {
                break;
            }
        }
    }

    private async IAsyncEnumerable<ActedView> RoundAsync(
        ManyActs acts, HashSet<JobId> known, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var status in acts.Statuses)
        {
            var where = acts.Where with { Status = status, Limit = Limits.MaxListLimit, Cursor = null };
            do
            {
                var page = await FromTables(t => t.ListAsync(where, cancel)).ConfigureAwait(false);
                var unknown = false;
                foreach (var view in await ActAsync(acts, [.. page.Items.Where(job => known.Add(job.Id))], cancel)
                    .ConfigureAwait(false))
                {
                    unknown |= view.Code == RejectionCode.CoordinatorUnavailable.Word();
                    yield return view;
                }

                if (unknown)
                {
                    throw new JobRefusedException(new Rejection(
                        RejectionCode.CoordinatorUnavailable,
                        "The coordinator went away: nothing is known of some of these jobs. To repeat is harmless.")
                    {
                        RetryAfter = TimeSpan.FromSeconds(2),
                    });
                }

                where = where with { Cursor = page.NextCursor };
            }
            while (where.Cursor is not null);
        }
    }

    private async Task<IEnumerable<ActedView>> ActAsync(
        ManyActs acts, IReadOnlyList<JobView> jobs, CancellationToken cancel)
    {
        var replies = await edge.SendAsync([.. jobs.Select(job => ToCommand(acts, job))], cancel)
            .ConfigureAwait(false);
        return jobs.Zip(replies, ToActed);
    }

    private static ActOnJob ToCommand(ManyActs acts, JobView job) => new(
        job.Id, acts.Act, acts.Where.Status ?? (acts.Statuses.Count == 1 ? acts.Statuses[0] : null), acts.Where.Bot,
        acts.DryRun, acts.ExcludeBot, acts.Request.By, acts.Request.Reason);

    private static ActedView ToActed(JobView job, CoordinatorReply reply)
    {
        var view = new ActedView { JobId = job.Id, Operation = job.Operation, Status = job.Status, Bot = job.Bot };
        return reply switch
        {
            Acted acted => view with { Then = acted.Then },
            Refused { Rejection.Code: RejectionCode.CoordinatorUnavailable } => view with
            {
                Code = RejectionCode.CoordinatorUnavailable.Word(),
                Detail = "Nothing is known of this one: it may be done.",
            },
            Refused refused => view with { Code = refused.Rejection.Code.Word(), Detail = refused.Rejection.Detail },
            _ => throw Unexpected(reply),
        };
    }
}
