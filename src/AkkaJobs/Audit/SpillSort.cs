using System.Text.Json;

namespace AkkaJobs.Audit;

/// <summary>
/// Sorts any number of values in bounded memory: what fits is sorted and written as a run, and runs are merged, a
/// bounded number at a time.
/// </summary>
/// <param name="folder">Where the runs go.</param>
/// <param name="key">What is sorted by. Equal keys keep their order within a run only.</param>
/// <param name="bytesAtOnce">Bytes of values in memory, about.</param>
internal sealed class SpillSort<T>(SpillFolder folder, Func<T, long> key, long bytesAtOnce)
{
    /// <summary>Runs merged at once: each has a file open.</summary>
    private const int RunsAtOnce = 64;

    private readonly List<(long Key, byte[] Bytes)> _next = [];

    // A level's runs are made of those of the level below, so that no value is rewritten at every merge.
    private readonly List<List<SpillFile>> _levels = [[]];
    private long _bytes;

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    public void Add(T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, JobsJson.Compact);
        _next.Add((key(value), bytes));
        _bytes += bytes.Length;
        Count++;
        if (_bytes >= bytesAtOnce)
        {
            Flush();
        }
    }

    /// <summary>All values in their order; may be asked for more than once.</summary>
    public IEnumerable<T> Read()
    {
        Flush();
        return Merge([.. _levels.SelectMany(runs => runs)])
            .Select(entry => JsonSerializer.Deserialize<T>(entry.Bytes, JobsJson.Compact)!);
    }

    private void Flush()
    {
        if (_next.Count > 0)
        {
            Keep(0, Write(_next.OrderBy(entry => entry.Key)));
            _next.Clear();
            _bytes = 0;
        }
    }

    private void Keep(int level, SpillFile run)
    {
        if (level == _levels.Count)
        {
            _levels.Add([]);
        }

        var runs = _levels[level];
        runs.Add(run);
        if (runs.Count == RunsAtOnce)
        {
            Keep(level + 1, Write(Merge(runs)));
            runs.ForEach(merged => merged.Dispose());
            runs.Clear();
        }
    }

    private SpillFile Write(IEnumerable<(long Key, byte[] Bytes)> entries)
    {
        var run = folder.NewFile();
        foreach (var (entry, bytes) in entries)
        {
            run.Add(entry, bytes);
        }

        run.Close();
        return run;
    }

    private static IEnumerable<(long Key, byte[] Bytes)> Merge(IReadOnlyList<SpillFile> runs)
    {
        var heads = new PriorityQueue<IEnumerator<(long Key, byte[] Bytes)>, long>();
        try
        {
            foreach (var run in runs)
            {
                Push(heads, run.Read().GetEnumerator());
            }

            while (heads.TryDequeue(out var head, out _))
            {
                yield return head.Current;
                Push(heads, head);
            }
        }
        finally
        {
            foreach (var (head, _) in heads.UnorderedItems)
            {
                head.Dispose();
            }
        }
    }

    private static void Push(
        PriorityQueue<IEnumerator<(long Key, byte[] Bytes)>, long> heads, IEnumerator<(long Key, byte[] Bytes)> head)
    {
        if (head.MoveNext())
        {
            heads.Enqueue(head, head.Current.Key);
        }
        else
        {
            head.Dispose();
        }
    }
}
