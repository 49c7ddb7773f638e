using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Audit;

/// <summary>
/// Divides a journal by jobs into parts that fit into memory: each part has all events of its jobs, in their order, and
/// all events that are of no job. A part that is too large is divided again, so that the bound holds for any number of
/// jobs, while the journal itself is read once.
/// </summary>
/// <param name="folder">Where the parts go.</param>
/// <param name="partBytes">Bytes of events in a part, at most, unless they are all of one job.</param>
internal sealed class EventSpill(SpillFolder folder, long partBytes) : IDisposable
{
    private const int Bits = 5;
    private const int Parts = 1 << Bits;

    /// <summary>By then a part has one job, or jobs whose ids cannot be told apart.</summary>
    private const int MaxLevel = 60 / Bits;

    private readonly SpillFile _others = folder.NewFile();
    private readonly SpillFile[] _parts = NewParts(folder);

    public void Add(long number, CoordinatorEvent e)
    {
        var target = e is JobEvent job ? _parts[PartOf(job.Job, 0)] : _others;
        target.Add(number, JournalFormat.Write(new JournalCommit(number, [e])));
    }

    /// <summary>The parts, one after the other; each is gone when the next is asked for.</summary>
    public IEnumerable<EventPart> Read() => Read(_parts, 0, _ => true);

    public void Dispose()
    {
        _others.Dispose();
        foreach (var part in _parts)
        {
            part.Dispose();
        }
    }

    private static SpillFile[] NewParts(SpillFolder folder) =>
        [.. Enumerable.Range(0, Parts).Select(_ => folder.NewFile())];

    private IEnumerable<EventPart> Read(SpillFile[] parts, int level, Func<JobId, bool> holds)
    {
        foreach (var part in parts)
        {
            part.Close();
        }

        foreach (var (place, part) in parts.Index().Where(indexed => indexed.Item.Length > 0))
        {
            bool Holds(JobId job) => PartOf(job, level) == place && holds(job);
            if (part.Length <= partBytes || level == MaxLevel)
            {
                yield return new EventPart(Holds, InOrder(part));
                part.Dispose();
                continue;
            }

            var smaller = Divide(part, level + 1);
            part.Dispose();
            foreach (var found in Read(smaller, level + 1, Holds))
            {
                yield return found;
            }
        }
    }

    private SpillFile[] Divide(SpillFile part, int level)
    {
        var smaller = NewParts(folder);
        foreach (var (number, bytes) in part.Read())
        {
            smaller[PartOf(((JobEvent)EventOf(bytes)).Job, level)].Add(number, bytes);
        }

        return smaller;
    }

    private IEnumerable<StoredCommit> InOrder(SpillFile part)
    {
        using var others = _others.Read().GetEnumerator();
        var more = others.MoveNext();
        foreach (var (number, bytes) in part.Read())
        {
            for (; more && others.Current.Key < number; more = others.MoveNext())
            {
                yield return Commit(others.Current.Bytes);
            }

            yield return Commit(bytes);
        }

        for (; more; more = others.MoveNext())
        {
            yield return Commit(others.Current.Bytes);
        }
    }

    private static StoredCommit Commit(byte[] bytes) => new(0, JournalFormat.Read(bytes));

    private static CoordinatorEvent EventOf(byte[] bytes) => JournalFormat.Read(bytes).Events[0];

    /// <summary>Ids are in the order of time, or chosen by callers: mixed, so that the parts are of one size.</summary>
    private static int PartOf(JobId job, int level)
    {
        var mixed = (ulong)(job.Bits >> 64) ^ ulong.RotateLeft((ulong)job.Bits, 29);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) >> (Bits * level)) & (Parts - 1);
    }
}

/// <summary>Some jobs' events, with those that are of no job.</summary>
/// <param name="Holds">Whether a job is one of them.</param>
/// <param name="Events">One to a commit, in their order.</param>
internal sealed record EventPart(Func<JobId, bool> Holds, IEnumerable<StoredCommit> Events);
