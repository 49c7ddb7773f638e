using AkkaJobs.Cmd.Output;

namespace AkkaJobs.Cmd.Prompt;

/// <summary>Reads a line from a terminal, with history and completion by Tab.</summary>
/// <param name="screen">The terminal.</param>
/// <param name="prompt">What stands before the line.</param>
/// <param name="history">Lines typed before.</param>
/// <param name="complete">What may stand at the end of a line.</param>
internal sealed class LineEditor(
    Screen screen, string prompt, PromptHistory history, Func<string, IReadOnlyList<string>> complete)
{
    private const string ToLineStart = "\r";
    private const string ClearBehind = "\e[K";

    /// <returns>The line; null at the end of the input (Ctrl-D).</returns>
    public string? Read()
    {
        var line = new EditedLine(history.Lines);
        Console.TreatControlCAsInput = true;
        try
        {
            return Read(line);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private string? Read(EditedLine line)
    {
        while (true)
        {
            Draw(line);
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                screen.Out.WriteLine();
                screen.Out.Flush();
                return line.Text;
            }

            if (key.Modifiers == ConsoleModifiers.Control && key.Key is ConsoleKey.C)
            {
                // As in a shell: the line is given up, not the program.
                screen.Out.WriteLine("^C");
                line = new EditedLine(history.Lines);
            }
            else if (key.Modifiers == ConsoleModifiers.Control && key.Key is ConsoleKey.D && line.Text.Length == 0)
            {
                screen.Out.WriteLine();
                screen.Out.Flush();
                return null;
            }
            else if (key.Key == ConsoleKey.Tab)
            {
                Offer(line.Complete(complete(line.Text[..line.Cursor])));
            }
            else
            {
                line.Press(key);
            }
        }
    }

    private void Offer(IReadOnlyList<string> candidates)
    {
        if (candidates.Count > 0)
        {
            screen.Out.WriteLine();
            screen.Out.WriteLine(string.Join("  ", candidates));
        }
    }

    /// <summary>The whole line anew; of one that is wider than the screen the part around the cursor.</summary>
    private void Draw(EditedLine line)
    {
        var room = Math.Max(8, Console.WindowWidth - prompt.Length - 1);
        var begin = Math.Max(0, line.Cursor - room);
        var shown = line.Text.Substring(begin, Math.Min(room, line.Text.Length - begin));
        screen.Out.Write($"{ToLineStart}{prompt}{shown}{ClearBehind}{ToLineStart}");
        screen.Out.Write($"\e[{prompt.Length + line.Cursor - begin}C");
        screen.Out.Flush();
    }
}
