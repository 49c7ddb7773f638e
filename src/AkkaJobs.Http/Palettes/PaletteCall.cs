using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaJobs.Http;

/// <summary>One call of a palette's command: its arguments, and where its answer goes.</summary>
public sealed class PaletteCall
{
    private readonly Call _call;
    private readonly PaletteEntry _entry;
    private readonly JsonElement _arguments;
    private readonly AnswerLines _lines;

    internal PaletteCall(Call call, PaletteEntry entry, JsonElement arguments, AnswerLines lines)
    {
        _call = call;
        _entry = entry;
        _arguments = arguments;
        _lines = lines;
    }

    /// <summary>The services of the request.</summary>
    public IServiceProvider Services => _call.Context.RequestServices;

    /// <summary>Who calls, for histories: the token's name, or the host's user.</summary>
    public string? By => _call.Caller.Name;

    /// <summary>Ends when the caller has gone, or the node is told to stop.</summary>
    public CancellationToken Cancel => _call.Cancel;

    /// <summary>Where the next page begins; null at the end. Goes out with the end of a list.</summary>
    public string? NextCursor { get; set; }

    /// <summary>Whether the answer is a "no", though nothing went wrong: the tool's exit code is then 1.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether the answer is a list this time, though the command's usual one is an object.</summary>
    internal bool IsMany { get; set; }

    internal Call Call => _call;

    /// <summary>The file's bytes that follow the arguments; empty if none was sent.</summary>
    internal PipeReader Input => _call.Context.Request.BodyReader;

    /// <summary>Whether the caller sends a file.</summary>
    internal bool HasInput { get; init; }

    /// <summary>Every argument that was given, checked.</summary>
    internal JsonElement Arguments => _arguments;

    /// <summary>A text, or null if it was not given.</summary>
    public string? Text(string name) => Given(name) is { } value ? value.GetString() : null;

    /// <summary>A number, or null if it was not given.</summary>
    public long? Number(string name) => Given(name)?.GetInt64();

    /// <summary>Whether a flag was given.</summary>
    public bool Flag(string name) => Given(name)?.GetBoolean() ?? false;

    /// <summary>Whether it was given, whatever it holds.</summary>
    internal bool Has(string name) => Given(name) is not null;

    /// <summary>A time, or null if it was not given.</summary>
    public DateTimeOffset? Time(string name) => Given(name)?.GetDateTimeOffset();

    /// <summary>A job's id, which must have been given.</summary>
    public JobId Id(string name) => JobId.TryParse(Text(name), out var id)
        ? id
        : throw new JobRefusedException(Rejection.Invalid(name, $"{name} is missing."));

    /// <summary>Texts; none if it was not given.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Given(name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    /// <summary>Answers with one more row, or with the one object: its public properties, in snake_case.</summary>
    public Task RowAsync<T>(T row) => RowAsync(row, (JsonTypeInfo<T>)AnswerLines.OfHosts.GetTypeInfo(typeof(T)));

    /// <summary>Says something to people, which is no part of the answer.</summary>
    public Task NoteAsync(string text) => _lines.NoteAsync(text, Cancel);

    /// <summary>Says how far long work is.</summary>
    /// <param name="done">What is done, in any unit.</param>
    /// <param name="total">All there is; null if that is not known.</param>
    public Task ProgressAsync(long done, long? total = null) => _lines.ProgressAsync(done, total, Cancel);

    internal Task RowAsync<T>(T row, JsonTypeInfo<T> type) =>
        _lines.RowAsync(row, type, flush: _entry.Command.Answer == PaletteAnswer.Stream, Cancel);

    private JsonElement? Given(string name)
    {
        if (_entry.Command.Arguments.All(argument => argument.Name != name))
        {
            throw new ArgumentException($"{_entry.Command.Name} has no argument {name}.", nameof(name));
        }

        return _arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
