using Spectre.Console;

namespace AkkaJobs.Cmd.Output;

/// <summary>Where answers and remarks go.</summary>
internal sealed class Screen
{
    /// <summary>Wide enough that nothing is cut for a program that reads it.</summary>
    private const int Unbounded = 10_000;

    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where remarks and refusals go.</param>
    /// <param name="isTerminal">Whether people see the answers as they are drawn.</param>
    /// <param name="isErrorTerminal">Whether people see the remarks.</param>
    public Screen(TextWriter output, TextWriter error, bool isTerminal, bool isErrorTerminal)
    {
        (Out, Error, IsTerminal) = (output, error, isTerminal);
        Console = Make(output, isTerminal);
        Remarks = Make(error, isErrorTerminal);
        HearsRemarks = isErrorTerminal;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool IsTerminal { get; }

    /// <summary>Whether progress is worth drawing.</summary>
    public bool HearsRemarks { get; }

    public IAnsiConsole Console { get; }

    public IAnsiConsole Remarks { get; }

    private static IAnsiConsole Make(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
        {
            console.Profile.Width = Unbounded;
        }

        return console;
    }
}
