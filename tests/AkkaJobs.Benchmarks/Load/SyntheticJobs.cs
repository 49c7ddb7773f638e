using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>
/// A journal of jobs that are enqueued in one commit and finished in a later one, as under load; one commit at a time,
/// so that memory does not grow with their number.
/// </summary>
internal static class SyntheticJobs
{
    public const int JobsPerCommit = 5_000;

    private static readonly string[] TwoTags = ["nightly", "rare"];

    /// <summary>All of one operation, of one bot, succeeded: first all are enqueued, then all finish.</summary>
    public static List<StoredCommit> Plain(int jobs, Timestamp at)
    {
        var journal = new Journal();
        var ids = Enumerable.Range(0, jobs).Select(_ => new JobId(Guid.CreateVersion7())).ToArray();
        var commits = new List<StoredCommit>();
        foreach (var some in ids.Chunk(JobsPerCommit))
        {
            commits.Add(journal.Commit([.. some.Select((id, i) => new JobEnqueued(at, SpecOf(id, i, at), null))]));
        }

        foreach (var some in ids.Chunk(JobsPerCommit))
        {
            commits.Add(journal.Finish(some, at, _ => "bot-1", _ => true));
        }

        return commits;
    }

    /// <summary>
    /// Jobs of five operations, three queues and ten bots, half of a per cent with tags; one in twenty fails. A few of
    /// each kind are so rare that none of them is among the newest.
    /// </summary>
    public static IEnumerable<StoredCommit> Mixed(int jobs, Timestamp at)
    {
        var journal = new Journal();
        for (var done = 0; done < jobs; done += JobsPerCommit)
        {
            var first = done;
            var ids = Enumerable.Range(0, Math.Min(JobsPerCommit, jobs - done))
                .Select(_ => new JobId(Guid.CreateVersion7())).ToArray();
            yield return journal.Commit(
                [.. ids.Select((id, i) => new JobEnqueued(at, MixedSpecOf(id, first + i, at), null))]);
            yield return journal.Finish(
                ids, at, i => $"bot-{((first + i) < 100 ? "rare" : (first + i) % 10)}", i => (first + i) % 20 != 7);
        }
    }

    private static JobSpec MixedSpecOf(JobId id, int i, Timestamp at) => SpecOf(id, i, at) with
    {
        Operation = i < 100 ? "rare" : $"operation-{i % 5}",
        Queue = i < 100 ? "rare" : i % 3 == 0 ? "mail" : Limits.DefaultQueue,
        Tags = i < 100 ? TwoTags : i % 200 == 0 ? ["nightly"] : [],
    };

    private static JobSpec SpecOf(JobId id, int i, Timestamp at) => new()
    {
        Id = id,
        Operation = "sum",
        Queue = Limits.DefaultQueue,
        Args = JsonText.From(new LoadNode.Add(i, 1)),
        EnqueuedAt = at,
    };

    /// <summary>Numbers rows, events and tokens.</summary>
    private sealed class Journal
    {
        private long _row;
        private long _number = 1;
        private long _token;

        public StoredCommit Commit(List<CoordinatorEvent> events)
        {
            var commit = new StoredCommit(++_row, new JournalCommit(_number, events));
            _number += events.Count;
            return commit;
        }

        public StoredCommit Finish(JobId[] ids, Timestamp at, Func<int, string> bot, Func<int, bool> succeeds)
        {
            var first = _token;
            return Commit(
            [
                .. ids.Select((id, i) => new JobClaimed(at, id, 1, ++_token, bot(i), "session-1", null)),
                .. ids.Select((id, i) => succeeds(i)
                    ? (CoordinatorEvent)new JobSucceeded(
                        at, id, 1, first + i + 1, bot(i), JsonText.From(i + 1L), 0)
                    : new JobFailed(at, id, 1, first + i + 1, bot(i), "it broke", 0, null)),
            ]);
        }
    }
}
