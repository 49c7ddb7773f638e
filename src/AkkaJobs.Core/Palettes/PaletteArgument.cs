using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>An argument of a command.</summary>
/// <param name="Name">Its name in snake_case; as an option on a line it is <c>--in-kebab-case</c>.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Help">What it is for, in one line.</param>
public sealed record PaletteArgument(string Name, PaletteValue Value, string Help)
{
    /// <summary>Whether it must be given. Default no.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it stands on the line without its name. Default no: an option.</summary>
    public bool ByPosition { get; init; }

    /// <summary>
    /// Whether a command that is given it acts on many things: the tool then asks first, and shows what would happen if
    /// there is a <see cref="PaletteCommand.Trial"/>. Default no.
    /// </summary>
    public bool ActsOnMany { get; init; }

    /// <summary>The words that a text may be, for completion too. Default any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The least number, or the least bytes of a text, or entries of a list. Default 0.</summary>
    public long Least { get; init; }

    /// <summary>The most. Default no bound but the body's.</summary>
    public long Most { get; init; } = long.MaxValue;
}

/// <summary>What an argument holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaletteValue>))]
public enum PaletteValue
{
    /// <summary>A text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>A whole number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>True when given.</summary>
    [JsonStringEnumMemberName("flag")]
    Flag,

    /// <summary>A time as in <c>2026-11-24T20:15:28Z</c>.</summary>
    [JsonStringEnumMemberName("time")]
    Time,

    /// <summary>A job's id.</summary>
    [JsonStringEnumMemberName("id")]
    Id,

    /// <summary>Any JSON value.</summary>
    [JsonStringEnumMemberName("json")]
    Json,

    /// <summary>Any number of texts.</summary>
    [JsonStringEnumMemberName("texts")]
    Texts,

    /// <summary>
    /// A file that the tool reads and sends after the other arguments, line by line; at most one a command.
    /// </summary>
    [JsonStringEnumMemberName("file")]
    File,
}
