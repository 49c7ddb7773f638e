using System.CommandLine;
using System.CommandLine.Parsing;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Cmd.Output;

namespace AkkaJobs.Cmd.Prompt;

/// <summary>One line after the other, until <c>exit</c> or the end of the input.</summary>
internal sealed class PromptLoop(RootCommand root, NodeAddress node, Screen screen)
{
    /// <returns>The last line's exit code.</returns>
    public async Task<int> RunAsync()
    {
        var history = PromptHistory.Load();
        var editor = new LineEditor(screen, $"[{node.Text}] pbm> ", history, Complete);
        var code = ExitCodes.Done;
        while (Read(editor) is { } line)
        {
            var words = CommandLineParser.SplitCommandLine(line).ToArray();
            if (words is ["exit" or "quit"])
            {
                break;
            }

            if (words.Length > 0)
            {
                history.Add(line);
                code = await CarryOut.RunAsync(root, words is ["help"] ? ["--help"] : words, screen);
            }
        }

        return code;
    }

    private static string? Read(LineEditor editor) =>
        Console.IsInputRedirected ? Console.ReadLine() : editor.Read();

    private IReadOnlyList<string> Complete(string line) =>
        [.. root.Parse(line).GetCompletions(line.Length).Select(item => item.InsertText ?? item.Label)];
}
