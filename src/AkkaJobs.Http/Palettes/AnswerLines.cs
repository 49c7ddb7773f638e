using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>
/// A command's answer as it goes out: a JSON object a line, each with its <c>kind</c>. The last one is of kind
/// <c>end</c>: an answer without it was cut off.
/// </summary>
internal sealed class AnswerLines(HttpResponse response)
{
    /// <summary>Bytes that wait for more before they go out.</summary>
    private const int MostHeld = 64 * 1024;

    /// <summary>How a host's own rows are written.</summary>
    public static JsonSerializerOptions OfHosts { get; } = new(HttpJson.Answers.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public bool HasBegun { get; private set; }

    public Task RowAsync<T>(T row, JsonTypeInfo<T> type, bool flush, CancellationToken cancel) => WriteAsync(
        "row",
        writer =>
        {
            writer.WritePropertyName("value");
            JsonSerializer.Serialize(writer, row, type);
        },
        flush,
        cancel);

    public Task NoteAsync(string text, CancellationToken cancel) =>
        WriteAsync("note", writer => writer.WriteString("text", text), flush: true, cancel);

    public Task ProgressAsync(long done, long? total, CancellationToken cancel) => WriteAsync(
        "progress",
        writer =>
        {
            writer.WriteNumber("done", done);
            if (total is { } all)
            {
                writer.WriteNumber("total", all);
            }
        },
        flush: true,
        cancel);

    /// <summary>A refusal behind rows that went out already.</summary>
    public Task ProblemAsync(Problem problem, CancellationToken cancel) => WriteAsync(
        "problem",
        writer =>
        {
            writer.WriteString("code", problem.Code);
            writer.WriteString("detail", problem.Detail);
        },
        flush: false,
        cancel);

    /// <param name="refused">Whether it came to a "no".</param>
    /// <param name="many">Whether it is a list, though the command's usual answer is an object.</param>
    /// <param name="nextCursor">Where the next page begins.</param>
    /// <param name="cancel">Ends it.</param>
    public Task EndAsync(bool refused, bool many, string? nextCursor, CancellationToken cancel) => WriteAsync(
        "end",
        writer =>
        {
            writer.WriteBoolean("refused", refused);
            if (many)
            {
                writer.WriteBoolean("many", true);
            }

            writer.WriteString("next_cursor", nextCursor);
        },
        flush: true,
        cancel);

    private async Task WriteAsync(string kind, Action<Utf8JsonWriter> write, bool flush, CancellationToken cancel)
    {
        if (!HasBegun)
        {
            HasBegun = true;
            response.ContentType = BulkRoute.Lines;
            response.Headers.CacheControl = "no-store";
        }

        await using (var writer = new Utf8JsonWriter(response.BodyWriter, HttpJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind);
            write(writer);
            writer.WriteEndObject();
        }

        response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        response.BodyWriter.Advance(1);
        if (flush || response.BodyWriter.UnflushedBytes > MostHeld)
        {
            await response.BodyWriter.FlushAsync(cancel);
        }
    }
}
