using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>One command of a palette: all that a tool must know to offer it and to show what it answers.</summary>
/// <param name="Name">Its word; lower case, digits and hyphens.</param>
/// <param name="Help">What it does, in one line.</param>
public sealed record PaletteCommand(string Name, string Help)
{
    /// <summary>What it takes; those by position in their order. Default nothing.</summary>
    public IReadOnlyList<PaletteArgument> Arguments { get; init; } = [];

    /// <summary>Who may, beside admins: <c>client</c>, <c>bot</c> or <c>admin</c>. Default <c>client</c>.</summary>
    public string Role { get; init; } = "client";

    /// <summary>The form of its answer. Default <see cref="PaletteAnswer.List"/>.</summary>
    public PaletteAnswer Answer { get; init; }

    /// <summary>
    /// Which fields of a row a table shows; none: those that the first row has. JSON always has all of them.
    /// </summary>
    public IReadOnlyList<PaletteColumn> Columns { get; init; } = [];

    /// <summary>Whether it is worth asking "are you sure?" first. Default no.</summary>
    public bool Destroys { get; init; }

    /// <summary>
    /// The flag with which it says what would happen and changes nothing: where the tool asks first, and many are
    /// concerned, it shows that before. Default none.
    /// </summary>
    public string? Trial { get; init; }

    /// <summary>Whether it only reads, so that it may be repeated to watch what changes. Default no.</summary>
    public bool Watchable { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Field">The field of the row that it shows, or of an object in it, as in <c>job.id</c>.</param>
public sealed record PaletteColumn(string Title, string Field);

/// <summary>The form of a command's answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaletteAnswer>))]
public enum PaletteAnswer
{
    /// <summary>Rows of one kind: in JSON <c>{items, next_cursor}</c>.</summary>
    [JsonStringEnumMemberName("list")]
    List,

    /// <summary>One object.</summary>
    [JsonStringEnumMemberName("object")]
    One,

    /// <summary>Rows as they come, for as long as it takes: in JSON one object a line.</summary>
    [JsonStringEnumMemberName("stream")]
    Stream,
}
