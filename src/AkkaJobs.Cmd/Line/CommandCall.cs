namespace AkkaJobs.Cmd.Line;

/// <summary>A command as it was typed.</summary>
/// <param name="Palette">Its palette.</param>
/// <param name="Command">What it is.</param>
/// <param name="Body">Its arguments: one JSON object on one line.</param>
internal sealed record CommandCall(string Palette, PaletteCommand Command, byte[] Body)
{
    /// <summary>What is to be sent with it; <c>-</c> is standard input.</summary>
    public string? File { get; init; }

    /// <summary>Whether the answer is printed as JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether nobody need be asked first.</summary>
    public bool IsSure { get; init; }

    /// <summary>
    /// The arguments with which it changes nothing and says what would happen, which is shown before anybody is asked;
    /// null where there is no such thing.
    /// </summary>
    public byte[]? Trial { get; init; }

    /// <summary>How often it is repeated; null for once.</summary>
    public TimeSpan? Every { get; init; }
}
