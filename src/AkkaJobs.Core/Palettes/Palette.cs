namespace AkkaJobs;

/// <summary>A group of commands that a node offers to operators, as <c>jobs</c> or <c>bots</c>.</summary>
/// <param name="Name">Its first word on the line; lower case, digits and hyphens.</param>
/// <param name="Help">What it is about, in one line.</param>
/// <param name="Commands">What it offers.</param>
public sealed record Palette(string Name, string Help, IReadOnlyList<PaletteCommand> Commands);
