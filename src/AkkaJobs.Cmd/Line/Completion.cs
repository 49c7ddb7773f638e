using System.Globalization;

namespace AkkaJobs.Cmd.Line;

/// <summary>
/// A shell's question how a line may go on, as System.CommandLine has it: <c>[suggest:POSITION] "the line"</c>. Which
/// node it is about stands in the line that is completed.
/// </summary>
internal static class Completion
{
    private const string Tool = "pbm";
    private const string Directive = "[suggest";

    public static bool IsAsked(string[] line) =>
        line is [var first, ..] && first.StartsWith(Directive, StringComparison.Ordinal);

    /// <summary>The same question without the tool's name and the node's address in the line.</summary>
    /// <param name="line">The question.</param>
    /// <param name="address">The node's address; empty if the line has none.</param>
    public static string[] Without(string[] line, out string[] address)
    {
        address = [];
        if (line is not [var directive, var text] || Position(directive) is not { } position)
        {
            return line;
        }

        var rest = Cut(text, text.TrimStart().StartsWith($"{Tool} ", StringComparison.Ordinal) ? Tool.Length : 0);
        var first = rest.Split(' ', 2)[0];
        if (first.Contains(':', StringComparison.Ordinal) && !first.StartsWith('-') && first.Length < rest.Length)
        {
            address = [first];
            rest = Cut(rest, first.Length);
        }

        position = Math.Max(0, position - (text.Length - rest.Length));
        return [string.Create(CultureInfo.InvariantCulture, $"{Directive}:{position}]"), rest];
    }

    private static string Cut(string text, int length) => text.TrimStart()[length..].TrimStart();

    private static int? Position(string directive) =>
        directive.StartsWith($"{Directive}:", StringComparison.Ordinal)
        && directive[(Directive.Length + 1)..].TrimEnd(']') is var number
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? at
            : null;
}
