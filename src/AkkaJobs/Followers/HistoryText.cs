using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AkkaJobs.Storage;

namespace AkkaJobs.Followers;

/// <summary>
/// A job's history as the <c>jobs</c> table holds it: one JSON object a line. A line has the fields of
/// <see cref="HistoryLine"/> that are not null; besides, <c>verdict</c> where no bot reported the end of an attempt,
/// and <c>count</c> in the one that stands for folded ones.
/// </summary>
internal static class HistoryText
{
    /// <summary>The most lines kept; beyond it the middle is folded into one.</summary>
    public const int MaxLines = 200;

    /// <summary>Lines kept before the folded middle.</summary>
    public const int FirstLines = 99;

    /// <summary>
    /// Lines kept after the folded middle, at least. Fewer than there is room for, so that a job that is retried for
    /// ever is not folded anew at each event.
    /// </summary>
    public const int LastLines = 80;

    /// <summary>
    /// Bytes of a reason. The error that counts stands whole in the row; that of each attempt is cut here.
    /// </summary>
    public const int MaxReason = Limits.MaxReasonBytes;

    private static readonly JsonEncodedText AtName = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("number");
    private static readonly JsonEncodedText EventName = JsonEncodedText.Encode("event");
    private static readonly JsonEncodedText AttemptName = JsonEncodedText.Encode("attempt");
    private static readonly JsonEncodedText TokenName = JsonEncodedText.Encode("token");
    private static readonly JsonEncodedText BotName = JsonEncodedText.Encode("bot");
    private static readonly JsonEncodedText ByName = JsonEncodedText.Encode("by");
    private static readonly JsonEncodedText ReasonName = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText VerdictName = JsonEncodedText.Encode("verdict");
    private static readonly JsonEncodedText CountName = JsonEncodedText.Encode("count");

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions Reading =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>A writer to be used for many lines.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> target) => new(target, Options);

    /// <summary>Writes one line, with its line feed.</summary>
    public static void Write(ArrayBufferWriter<byte> target, Utf8JsonWriter json, HistoryEntry entry)
    {
        json.Reset(target);
        json.WriteStartObject();
        Span<byte> at = stackalloc byte[TimeText.Length];
        TimeText.Write(at, entry.At);
        json.WriteString(AtName, at);
        json.WriteNumber(NumberName, entry.Number);
        json.WriteString(EventName, entry.Event);
        if (entry.Attempt is { } attempt)
        {
            json.WriteNumber(AttemptName, attempt);
        }

        if (entry.Token is { } token)
        {
            json.WriteNumber(TokenName, token);
        }

        WriteIf(json, BotName, entry.Bot);
        WriteIf(json, ByName, entry.By);
        WriteIf(json, ReasonName, Cut(entry.Reason));
        WriteIf(json, VerdictName, entry.Verdict?.Word());
        if (entry.Count is { } count)
        {
            json.WriteNumber(CountName, count);
        }

        json.WriteEndObject();
        json.Flush();
        target.GetSpan(1)[0] = (byte)'\n';
        target.Advance(1);
    }

    /// <summary>Reads the lines of a row.</summary>
    public static IReadOnlyList<HistoryEntry> Read(string history)
    {
        var entries = new List<HistoryEntry>();
        foreach (var line in history.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var stored = JsonSerializer.Deserialize<StoredLine>(line, Reading)!;
            entries.Add(new HistoryEntry(TimeText.Parse(stored.At), stored.Number, stored.Event)
            {
                Attempt = stored.Attempt,
                Token = stored.Token,
                Bot = stored.Bot,
                By = stored.By,
                Reason = stored.Reason,
                Verdict = ParseVerdict(stored.Verdict),
                Count = stored.Count,
            });
        }

        return entries;
    }

    /// <summary>
    /// The history with its middle folded into one line; how many that line stands for grows with each fold. Decided by
    /// the number of lines ever written and nothing else, so that it is the same however the journal was cut into
    /// batches: as if it were looked at after each line.
    /// </summary>
    /// <param name="history">Lines, the first of which stands at the job's beginning.</param>
    /// <param name="lines">How many lines are left.</param>
    public static string Fold(string history, out int lines)
    {
        var all = history.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines = all.Length;
        if (all.Length <= MaxLines)
        {
            return history;
        }

        var before = Read(all[FirstLines])[0].Count is { } folded ? folded - 1 : 0;
        var kept = LastLines + ((all.Length + before - MaxLines - 1) % (MaxLines - FirstLines - LastLines));
        var middle = all[FirstLines..^kept];
        var last = Read(middle[^1])[0];
        var target = new ArrayBufferWriter<byte>();
        using var json = Writer(target);
        Write(target, json, new HistoryEntry(last.At, last.Number, HistoryEntry.Folded)
        {
            Count = middle.Length + before,
            Reason = $"{middle.Length + before} lines stood here, up to event {last.Number}.",
        });
        var line = Encoding.UTF8.GetString(target.WrittenSpan);
        lines = FirstLines + 1 + kept;
        return string.Concat(
            string.Join('\n', all[..FirstLines]), "\n", line, string.Join('\n', all[^kept..]), "\n");
    }

    private static void WriteIf(Utf8JsonWriter json, JsonEncodedText name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Cut(string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) <= MaxReason)
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var end = MaxReason - 3;
        while ((bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end) + "…";
    }

    private static Verdict? ParseVerdict(string? word) => word is null
        ? null
        : Enum.GetValues<Verdict>().FirstOrDefault(verdict => verdict.Word() == word) is var found and not 0
            ? found
            : throw new UnreachableException($"No verdict is called {word}.");

    private sealed record StoredLine(
        string At, long Number, string Event, int? Attempt, long? Token, string? Bot, string? By, string? Reason,
        string? Verdict, int? Count);
}
