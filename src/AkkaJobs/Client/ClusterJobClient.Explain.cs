using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <content>Why a job is where it is.</content>
internal sealed partial class ClusterJobClient
{
    /// <inheritdoc/>
    public async Task<ExplainView?> ExplainAsync(JobId id, CancellationToken cancel = default)
    {
        var said = await edge.AskAsync<JobExplained>(new ExplainJob(id), TimeSpan.Zero, cancel).ConfigureAwait(false);

        // Who cancelled a job, and why, stands only in its history.
        if (said?.Explain is { } held && held.Status != JobStatus.Cancelled)
        {
            return held;
        }

        try
        {
            return await FromTablesAsync(id, said, cancel).ConfigureAwait(false);
        }
        catch (JobRefusedException) when (said?.Explain is not null)
        {
            return said.Explain;
        }
    }

    private async Task<ExplainView?> FromTablesAsync(JobId id, JobExplained? said, CancellationToken cancel)
    {
        if (said is not null)
        {
            await TablesReachAsync(said.ShownFrom, cancel).ConfigureAwait(false);
        }

        var job = await FromTables(t => t.GetAsync(id, cancel)).ConfigureAwait(false)
            ?? await IfAbsentAsync(said is not null, t => t.GetAsync(id, cancel), cancel).ConfigureAwait(false);
        if (said?.Explain is { } held && job?.Status != held.Status)
        {
            return held;
        }

        if (job is null)
        {
            return null;
        }

        var finish = job.Status == JobStatus.Cancelled ? await CancelledAsync(id, cancel).ConfigureAwait(false) : null;
        return Explanation.OfTables(said is null ? job : job with { Lag = null }, finish, away: said is null);
    }

    private async Task<HistoryLine?> CancelledAsync(JobId id, CancellationToken cancel)
    {
        var history = await FromTables(t => t.HistoryAsync(id, cancel: cancel)).ConfigureAwait(false);
        return history?.Items.LastOrDefault(line => line.Event == HistoryEntry.Cancelled);
    }
}
