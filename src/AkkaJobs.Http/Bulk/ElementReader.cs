using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AkkaJobs.Http;

/// <summary>Cuts a JSON array into its elements, holding one element at a time.</summary>
/// <remarks>
/// Where the array stops being JSON there is no telling where the next element begins: that is reported as one refused
/// element, and ends the upload.
/// </remarks>
internal static class ElementReader
{
    public static async IAsyncEnumerable<BulkLine> ReadAsync(
        PipeReader reader, int mostBytes, [EnumeratorCancellation] CancellationToken cancel)
    {
        var number = 0L;
        var cutter = new Cutter();
        var reading = new OpenRead(reader);
        try
        {
            while (true)
            {
                var arrived = await reading.NextAsync(cancel);
                var consumed = cutter.Cut(arrived, reading.IsLast);
                foreach (var element in cutter.Elements)
                {
                    yield return new BulkLine(++number, element.IsSingleSegment ? element.First : element.ToArray());
                }

                var tooLarge = arrived.Length - consumed > mostBytes ? TooLarge(mostBytes) : null;
                if ((cutter.Broken ?? tooLarge) is { } rejection)
                {
                    yield return new BulkLine(number + 1, default, rejection);
                    yield break;
                }

                if (reading.IsLast)
                {
                    yield break;
                }

                reading.Done(arrived.GetPosition(consumed));
            }
        }
        finally
        {
            reading.Close();
        }
    }

    private static Rejection TooLarge(int mostBytes) => new(
        RejectionCode.TooLarge,
        $"An element must be at most {mostBytes} bytes; the rest of the array was not read. Send application/x-ndjson, "
        + "where such a line is passed over.")
    {
        Path = "body",
    };

    /// <summary>Goes through what has arrived, from one element to the next.</summary>
    private sealed class Cutter
    {
        private JsonReaderState _state;
        private bool _begun;

        public List<ReadOnlySequence<byte>> Elements { get; } = [];

        public Rejection? Broken { get; private set; }

        /// <returns>How many bytes are done with.</returns>
        public long Cut(ReadOnlySequence<byte> arrived, bool last)
        {
            Elements.Clear();
            var consumed = 0L;
            var reader = new Utf8JsonReader(arrived, last, _state);
            try
            {
                while (reader.Read())
                {
                    if (!_begun)
                    {
                        _begun = true;
                        if (reader.TokenType != JsonTokenType.StartArray)
                        {
                            Broken = NoArray();
                            return consumed;
                        }
                    }
                    else if (reader.TokenType != JsonTokenType.EndArray)
                    {
                        var start = reader.TokenStartIndex;
                        if (!reader.TrySkip())
                        {
                            return consumed;
                        }

                        Elements.Add(arrived.Slice(start, reader.BytesConsumed - start));
                    }

                    consumed = reader.BytesConsumed;
                    _state = reader.CurrentState;
                }
            }
            catch (JsonException)
            {
                Broken = _begun
                    ? Rejection.Invalid("body", "The array is not well-formed JSON from here; the rest was not read.")
                    : NoArray();
            }

            return consumed;
        }

        private static Rejection NoArray() => Rejection.Invalid("body", "The body must be a JSON array of jobs.");
    }
}
