using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AkkaJobs.Storage;

/// <summary>
/// Reads finishes as lines of the datalake. The bytes go from the row to the line as they are: the lake must keep up
/// with the tables beside which it runs.
/// </summary>
internal abstract class FinishReader : IDisposable
{
    /// <summary>The columns, in the order in which they are read; they count from 0.</summary>
    protected const string Columns =
        "id, job_id, operation, args, status, result, error, processed_by, processed_at, duration_ms, attempt, token";

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _line = new(4096);

    /// <summary>Writes the lines of a range of finishes, each with its line feed.</summary>
    public void Write(long first, long last, Stream target)
    {
        using var json = new Utf8JsonWriter(_line, Options);
        Begin(first, last);
        try
        {
            while (Next())
            {
                _line.ResetWrittenCount();
                WriteLine(json);
                target.Write(_line.WrittenSpan);
            }
        }
        finally
        {
            End();
        }
    }

    public abstract void Dispose();

    /// <summary>Asks for the rows of a range, in the order of their ids.</summary>
    protected abstract void Begin(long first, long last);

    /// <summary>Goes to the next row; false after the last.</summary>
    protected abstract bool Next();

    /// <summary>Follows <see cref="Begin"/>, whatever happened.</summary>
    protected abstract void End();

    protected abstract bool IsNull(int column);

    protected abstract long Integer(int column);

    /// <summary>A text's bytes, as long as the reader stays on its row.</summary>
    protected abstract ReadOnlySpan<byte> Text(int column);

    private void WriteLine(Utf8JsonWriter json)
    {
        json.Reset(_line);
        json.WriteStartObject();
        json.WriteNumber("id"u8, Integer(0));
        json.WriteString("job_id"u8, Text(1));
        json.WriteString("operation"u8, Text(2));
        WriteJson(json, "args"u8, 3);
        json.WriteString("status"u8, Text(4));
        WriteJson(json, "result"u8, 5);
        WriteText(json, "error"u8, 6);
        WriteText(json, "processed_by"u8, 7);
        json.WriteString("processed_at"u8, Text(8));
        WriteInteger(json, "duration_ms"u8, 9);
        json.WriteNumber("attempt"u8, Integer(10));
        WriteInteger(json, "token"u8, 11);
        json.WriteEndObject();
        json.Flush();
        _line.GetSpan(1)[0] = (byte)'\n';
        _line.Advance(1);
    }

    private void WriteJson(Utf8JsonWriter json, ReadOnlySpan<byte> name, int column)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(IsNull(column) ? "null"u8 : Text(column), skipInputValidation: true);
    }

    private void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, int column)
    {
        if (IsNull(column))
        {
            json.WriteNull(name);
            return;
        }

        json.WriteString(name, Text(column));
    }

    private void WriteInteger(Utf8JsonWriter json, ReadOnlySpan<byte> name, int column)
    {
        if (IsNull(column))
        {
            json.WriteNull(name);
            return;
        }

        json.WriteNumber(name, Integer(column));
    }
}
