namespace AkkaJobs.Http;

/// <summary>Adds commands to a palette of the host's own.</summary>
public sealed class PaletteBuilder
{
    private static readonly string[] OfTheTool = ["token", "output", "yes", "watch", "help", "version"];

    private readonly List<PaletteEntry> _entries = [];

    internal PaletteBuilder(string name, string help) => (Name, Help) = (CheckWord(name), help);

    internal string Name { get; }

    internal string Help { get; }

    internal IReadOnlyList<PaletteEntry> Entries => _entries;

    internal Palette Palette => new(Name, Help, [.. _entries.Select(entry => entry.Command)]);

    /// <summary>Adds one.</summary>
    /// <param name="command">What it is, takes and answers.</param>
    /// <param name="run">
    /// Does it. What it throws as <see cref="JobRefusedException"/> the operator is told; anything else stands in the
    /// node's log, and the operator is told that it does.
    /// </param>
    /// <exception cref="ArgumentException">A name that cannot be typed or is taken, a role that is none.</exception>
    public PaletteBuilder Add(PaletteCommand command, Func<PaletteCall, Task> run)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(run);
        CheckWord(command.Name);
        if (command.Arguments.FirstOrDefault(argument => OfTheTool.Contains(argument.Name)) is { } taken)
        {
            throw new ArgumentException($"{taken.Name} is an option of the tool itself.", nameof(command));
        }

        if (_entries.Any(entry => entry.Command.Name == command.Name))
        {
            throw new ArgumentException($"{Name} {command.Name} is there already.", nameof(command));
        }

        _entries.Add(new PaletteEntry(command, run));
        return this;
    }

    private static string CheckWord(string word) =>
        word is { Length: > 0 and <= 40 } && word.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
            && word[0] != '-'
            ? word
            : throw new ArgumentException(
                $"{word} must be lower-case letters, digits and hyphens: it is typed on a line.", nameof(word));
}

/// <summary>A command and what does it.</summary>
internal sealed record PaletteEntry(PaletteCommand Command, Func<PaletteCall, Task> Run)
{
    /// <summary>What its arguments may be; a file is no field, it follows them.</summary>
    public Shape Shape { get; } = new(
        Command.Name,
        [.. Command.Arguments.Where(argument => argument.Value != PaletteValue.File).Select(ToField)]);

    public IReadOnlyList<HttpRole> Roles { get; } = HttpRoleExtensions.TryParseRole(Command.Role, out var role)
        ? [role]
        : throw new ArgumentException($"{Command.Name} is for {Command.Role}, which is no role: admin, client or bot.");

    private static Field ToField(PaletteArgument argument) => new(argument.Name, TypeOf(argument.Value), argument.Help)
    {
        Required = argument.Required,
        Least = argument.Least,
        Most = argument.Most,
        Words = argument.Words.Count > 0 ? argument.Words : null,
    };

    private static FieldType TypeOf(PaletteValue value) => value switch
    {
        PaletteValue.Number => FieldType.Number,
        PaletteValue.Flag => FieldType.Flag,
        PaletteValue.Time => FieldType.Time,
        PaletteValue.Id => FieldType.Id,
        PaletteValue.Json => FieldType.Json,
        PaletteValue.Texts => FieldType.Texts,
        _ => FieldType.Text,
    };
}
