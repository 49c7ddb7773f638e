using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Async;

namespace AkkaJobs.Followers;

/// <summary>Reads commits back from the journal's table, in their order.</summary>
/// <param name="database">The journal.</param>
/// <param name="persistenceId">The coordinator's.</param>
/// <param name="decode">Reads a row's bytes.</param>
/// <param name="time">For the age of what was not read.</param>
internal sealed class JournalReader(
    JobsDatabase database, string persistenceId, Func<ReadOnlyMemory<byte>, JournalCommit> decode, TimeProvider time)
{
    /// <summary>Events after which a read stops, so that what it returns stays small.</summary>
    public const int EventsAtOnce = 20_000;

    /// <summary>Bytes after which a read stops.</summary>
    public const long BytesAtOnce = 16 << 20;

    /// <summary>Rows read at once; a row may weigh <see cref="BytesAtOnce"/> / 4.</summary>
    private const int RowsAtOnce = 1_000;

    /// <summary>What holds the journal.</summary>
    public JobsDatabase Database => database;

    /// <summary>
    /// The commits after a row: as many as may be read at once, at least one; none at the journal's end.
    /// </summary>
    /// <exception cref="JournalUnreadableException">A row cannot be decoded.</exception>
    public List<StoredCommit> Read(long afterRow)
    {
        using var data = database.Query();
        var rows = data.GetTable<JournalRow>()
            .Where(row => row.PersistenceId == persistenceId && row.SequenceNumber > afterRow && !row.Deleted)
            .OrderBy(row => row.SequenceNumber)
            .Take(RowsAtOnce)
            .Select(row => new { row.SequenceNumber, row.Message });
        var commits = new List<StoredCommit>();
        var events = 0;
        var bytes = 0L;
        foreach (var row in rows)
        {
            var commit = Decode(row.SequenceNumber, row.Message);
            commits.Add(new StoredCommit(row.SequenceNumber, commit));
            events += commit.Events.Count;
            bytes += row.Message.Length;
            if (events >= EventsAtOnce || bytes >= BytesAtOnce)
            {
                break;
            }
        }

        return commits;
    }

    /// <summary>The last commit; null in an empty journal.</summary>
    /// <exception cref="JournalUnreadableException">It cannot be decoded.</exception>
    public StoredCommit? Last() => ReadOne(long.MaxValue);

    /// <summary>The commit in a row, or in the last one before it; null if there is none.</summary>
    /// <exception cref="JournalUnreadableException">It cannot be decoded.</exception>
    public StoredCommit? ReadOne(long row)
    {
        using var data = database.Query();
        var found = data.GetTable<JournalRow>()
            .Where(r => r.PersistenceId == persistenceId && r.SequenceNumber <= row && !r.Deleted)
            .OrderByDescending(r => r.SequenceNumber)
            .Select(r => new { r.SequenceNumber, r.Message })
            .FirstOrDefault();
        return found is null
            ? null
            : new StoredCommit(found.SequenceNumber, Decode(found.SequenceNumber, found.Message));
    }

    /// <summary>The last row; 0 in an empty journal.</summary>
    public long LastRow()
    {
        using var data = database.Query();
        return data.GetTable<JournalRow>()
            .Where(row => row.PersistenceId == persistenceId && !row.Deleted)
            .Max(row => (long?)row.SequenceNumber) ?? 0;
    }

    /// <summary>The format of the last row; the first one in an empty journal.</summary>
    public int Format()
    {
        using var data = database.Query();
        var manifest = data.GetTable<JournalRow>()
            .Where(row => row.PersistenceId == persistenceId && !row.Deleted)
            .OrderByDescending(row => row.SequenceNumber)
            .Select(row => row.Manifest)
            .FirstOrDefault();
        return Formats.OfManifest(manifest ?? "") ?? Formats.First;
    }

    /// <summary>The row before the one that holds an event, or before the first one after it.</summary>
    /// <exception cref="JournalUnreadableException">A row cannot be decoded.</exception>
    public long RowBefore(long number) => Math.Max(0, RowOf(number) - 1);

    /// <summary>
    /// The row that holds an event, or where it has been pruned one before all that are left: of rows, which have their
    /// events' numbers inside, half and half again is looked at.
    /// </summary>
    /// <exception cref="JournalUnreadableException">A row cannot be decoded.</exception>
    /// <param name="number">The event.</param>
    /// <param name="after">A row that is known not to lie behind it.</param>
    public long RowOf(long number, long after = 0)
    {
        var (low, high) = (after, LastRow());
        while (low < high)
        {
            var middle = low + ((high - low) / 2) + 1;
            if (ReadOne(middle) is { } commit && commit.Commit.First <= number)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>How long ago the first commit after a row was written; zero if there is none.</summary>
    public async Task<TimeSpan> AgeAfterAsync(long row, CancellationToken cancel = default)
    {
        using var data = database.Query();
        var created = await data.GetTable<JournalRow>()
            .Where(r => r.PersistenceId == persistenceId && r.SequenceNumber > row && !r.Deleted)
            .OrderBy(r => r.SequenceNumber)
            .Select(r => (long?)r.Created)
            .FirstOrDefaultAsync(cancel).ConfigureAwait(false);
        return created is { } ticks
            ? TimeSpan.FromTicks(Math.Max(0, time.GetUtcNow().UtcTicks - ticks))
            : TimeSpan.Zero;
    }

    private JournalCommit Decode(long row, byte[] message)
    {
        try
        {
            return decode(message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new JournalUnreadableException(row, e);
        }
    }
}
