using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Client;

/// <content>What became of a job: from the tables, and from the journal where these have folded it.</content>
internal sealed partial class ClusterJobClient
{
    private const string HistoryList = "history";

    /// <inheritdoc/>
    public async Task<Page<HistoryLine>?> HistoryAsync(
        JobId id, int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var take = PageCursor.Limit(limit);
        var after = PageCursor.Read(HistoryList, cursor) ?? 0;
        if (await ShownRowAsync(id, mustReach: false, cancel).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var lag = await FromTables(t => t.LagAsync(cancel)).ConfigureAwait(false);
        var stored = HistoryText.Read(row.History);
        var (lines, last) = await FromTables(_ => Task.Run(() => Lines(id, stored, after, take, cancel), cancel))
            .ConfigureAwait(false);
        var next = last < stored[^1].Number ? PageCursor.Write(HistoryList, last) : null;
        return new Page<HistoryLine>(lines, next, lag);
    }

    /// <inheritdoc/>
    public async Task<JobView?> GetAtAsync(JobId id, DateTimeOffset at, CancellationToken cancel = default)
    {
        if (await ShownRowAsync(id, mustReach: true, cancel).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var history = HistoryText.Read(row.History);
        var time = Timestamp.From(at);
        if (history[0].At > time)
        {
            throw new JobRefusedException(new Rejection(
                RejectionCode.UnknownJob, $"Job {id} was not there at {time}: it came at {history[0].At}.")
            {
                JobId = id,
            });
        }

        if (history[^1].At <= time)
        {
            return row.ToView(await FromTables(t => t.LagAsync(cancel)).ConfigureAwait(false));
        }

        var was = await FromTables(_ => Task.Run(() => past!.At(id, history, time, cancel), cancel))
            .ConfigureAwait(false);
        return was?.ToView(TimeSpan.Zero) ?? throw new JobRefusedException(new Rejection(
            RejectionCode.Pruned, $"What made job {id} what it was at {time} has been pruned from the journal.")
        {
            JobId = id,
        });
    }

    /// <summary>The job's row, once it shows what the coordinator has said of it.</summary>
    /// <exception cref="JobRefusedException">It must, and does not in time.</exception>
    private async Task<JobRow?> ShownRowAsync(JobId id, bool mustReach, CancellationToken cancel)
    {
        var found = await edge.AskAsync<JobFound>(new FindJob(id, 0), TimeSpan.Zero, cancel).ConfigureAwait(false);
        if (found is not null)
        {
            var reaches = await TablesReachAsync(found.ShownFrom, cancel).ConfigureAwait(false);
            if (mustReach && !reaches)
            {
                throw new JobRefusedException(Rejection.TablesBehind());
            }
        }

        return await FromTables(t => t.RowAsync(id, cancel)).ConfigureAwait(false)
            ?? await IfAbsentAsync(found is not null, t => t.RowAsync(id, cancel), cancel).ConfigureAwait(false);
    }

    /// <summary>A page of lines, and the last event that is behind it.</summary>
    private (List<HistoryLine> Lines, long Last) Lines(
        JobId id, IReadOnlyList<HistoryEntry> stored, long after, int take, CancellationToken cancel)
    {
        var lines = new List<HistoryLine>();
        var before = 0L;
        foreach (var line in stored)
        {
            var from = Math.Max(after, before);
            before = line.Number;
            if (line.Number <= after)
            {
                continue;
            }

            if (line.Count is not null
                && past!.Lines(id, from, line.Number, take - lines.Count, cancel) is { } unfolded)
            {
                lines.AddRange(unfolded.Lines.Select(l => l.ToLine()));
                after = unfolded.SeenUpTo;
                if (after < line.Number)
                {
                    return (lines, after);
                }
            }
            else
            {
                lines.Add(line.ToLine());
                after = line.Number;
            }

            if (lines.Count == take)
            {
                break;
            }
        }

        return (lines, after);
    }
}
