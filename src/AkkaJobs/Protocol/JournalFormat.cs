using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;
using Google.Protobuf;

namespace AkkaJobs.Protocol;

/// <summary>The bytes of a journal row and of a snapshot (<c>journal.proto</c>).</summary>
internal static class JournalFormat
{
    public static byte[] Write(JournalCommit commit)
    {
        var row = new CommitRow { First = commit.First };
        row.Events.Capacity = commit.Events.Count;
        foreach (var e in commit.Events)
        {
            row.Events.Add(e.ToRow());
        }

        return row.ToByteArray();
    }

    /// <exception cref="InvalidDataException">
    /// The bytes are no commit, or hold an event that cannot be read or is of an unknown kind; names it.
    /// </exception>
    public static JournalCommit Read(ReadOnlyMemory<byte> bytes)
    {
        var row = ParseCommit(bytes);
        var events = new CoordinatorEvent[row.Events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            try
            {
                events[i] = EventReader.Read(row.Events[i]);
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                throw Unreadable(row.First + i, e);
            }
        }

        return new JournalCommit(row.First, events);
    }

    public static byte[] WriteHead(CoordinatorSnapshot snapshot)
    {
        var row = new SnapshotHeadRow
        {
            LastNumber = snapshot.LastNumber,
            LastAt = snapshot.LastAt.Milliseconds,
            Epoch = snapshot.Epoch,
            LastToken = snapshot.LastToken,
            Jobs = snapshot.Jobs.Length,
        };
        if (snapshot.Format != Formats.First)
        {
            row.Format = snapshot.Format;
        }

        row.Bots.AddRange(snapshot.Bots.Select(BotRows.ToRow));
        row.Paused.AddRange(snapshot.Paused.Select(QueueRows.ToRow));
        return row.ToByteArray();
    }

    /// <summary>The head of a snapshot, with room for its jobs.</summary>
    /// <exception cref="InvalidDataException">The bytes are no head.</exception>
    public static CoordinatorSnapshot ReadHead(ReadOnlyMemory<byte> bytes)
    {
        var row = Parse(SnapshotHeadRow.Parser, bytes);
        if (row.Jobs < 0 || row.Jobs > Array.MaxLength)
        {
            throw new InvalidDataException($"A snapshot cannot hold {row.Jobs} jobs.");
        }

        return new CoordinatorSnapshot(
            row.LastNumber, new Timestamp(row.LastAt), row.Epoch, row.HasFormat ? row.Format : Formats.First,
            row.LastToken, new JobRecord[row.Jobs], [.. row.Bots.Select(BotRows.ToBot)],
            [.. row.Paused.Select(QueueRows.ToPaused)]);
    }

    /// <summary>
    /// The next part: as many jobs from <paramref name="from"/> as go into about <paramref name="bytes"/>.
    /// </summary>
    /// <param name="jobs">All jobs of the snapshot.</param>
    /// <param name="from">The first job of this part.</param>
    /// <param name="bytes">About how large a part may be.</param>
    /// <param name="next">The first job of the part that follows.</param>
    public static byte[] WritePart(JobRecord[] jobs, int from, int bytes, out int next)
    {
        var row = new SnapshotPartRow();
        var weight = 0;
        for (next = from; next < jobs.Length && weight < bytes; next++)
        {
            var job = jobs[next].ToRow();
            row.Jobs.Add(job);
            weight += job.CalculateSize();
        }

        return row.ToByteArray();
    }

    /// <summary>Puts a part's jobs in their places; returns the first place of the part that follows.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes are no part, or hold more jobs than there are places.
    /// </exception>
    public static int ReadPart(ReadOnlyMemory<byte> bytes, JobRecord[] into, int from)
    {
        var rows = Parse(SnapshotPartRow.Parser, bytes).Jobs;
        if (rows.Count > into.Length - from)
        {
            throw new InvalidDataException($"The snapshot holds more than the {into.Length} jobs of its head.");
        }

        foreach (var row in rows)
        {
            into[from++] = row.ToRecord();
        }

        return from;
    }

    /// <summary>Finds out which event of a row is broken, so that the error can name it.</summary>
    private static CommitRow ParseCommit(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return CommitRow.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Unreadable(FirstBroken(bytes), e);
        }
    }

    private static long FirstBroken(ReadOnlyMemory<byte> bytes)
    {
        var number = 0L;
        try
        {
            using var input = new CodedInputStream(bytes.ToArray());
            while (input.ReadTag() is var tag and not 0)
            {
                switch (Google.Protobuf.WireFormat.GetTagFieldNumber(tag))
                {
                    case CommitRow.FirstFieldNumber:
                        number = input.ReadInt64();
                        break;
                    case CommitRow.EventsFieldNumber:
                        EventRow.Parser.ParseFrom(input.ReadBytes());
                        number++;
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // It is this one.
        }

        return number;
    }

    private static InvalidDataException Unreadable(long number, Exception e) =>
        new($"Event {number} cannot be read: {e.Message}", e);

    private static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"These bytes are no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
