using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace AkkaJobs.Http;

/// <summary>Cuts NDJSON into lines, holding one line at a time. Empty lines count and are passed over.</summary>
internal static class LineReader
{
    public static async IAsyncEnumerable<BulkLine> ReadAsync(
        PipeReader reader, int mostBytes, [EnumeratorCancellation] CancellationToken cancel)
    {
        var number = 0L;
        var skipping = false;
        var reading = new OpenRead(reader);
        try
        {
            while (true)
            {
                var rest = await reading.NextAsync(cancel);
                while (TryCut(ref rest, reading.IsLast, out var line))
                {
                    number++;
                    if (skipping || line.Length > mostBytes)
                    {
                        skipping = false;
                        yield return new BulkLine(number, default, TooLarge(mostBytes));
                    }
                    else if (Trim(line) is { Length: > 0 } utf8)
                    {
                        yield return new BulkLine(number, utf8);
                    }
                }

                if (reading.IsLast && skipping)
                {
                    yield return new BulkLine(number + 1, default, TooLarge(mostBytes));
                }

                if (reading.IsLast)
                {
                    yield break;
                }

                // A line beyond the bound is let go as it comes in; its number is still counted at its end.
                skipping |= rest.Length > mostBytes;
                reading.Done(skipping ? rest.End : rest.Start);
            }
        }
        finally
        {
            reading.Close();
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> rest, bool last, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!last || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlySequence<byte> line)
    {
        var utf8 = line.IsSingleSegment ? line.First : line.ToArray();
        return utf8.Trim(" \t\r"u8);
    }

    private static Rejection TooLarge(int mostBytes) =>
        new(RejectionCode.TooLarge, $"A line must be at most {mostBytes} bytes.") { Path = "body" };
}
