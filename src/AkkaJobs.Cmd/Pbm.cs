using System.CommandLine;
using AkkaJobs.Cmd.Line;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Cmd.Output;
using AkkaJobs.Cmd.Prompt;

namespace AkkaJobs.Cmd;

/// <summary>The tool: finds the node, learns what it offers, and carries out one line, or many.</summary>
internal static class Pbm
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] line)
    {
        await using var output = StandardOutput.Open();
        var screen = new Screen(output, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        try
        {
            return await RunAsync(line, screen);
        }
        catch (PbmException fault)
        {
            await screen.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    private static async Task<int> RunAsync(string[] line, Screen screen)
    {
        if (line is ["--version"])
        {
            // The tool's own: no node need be asked.
            await screen.Out.WriteLineAsync(typeof(Pbm).Assembly.GetName().Version!.ToString(3));
            return ExitCodes.Done;
        }

        var node = NodeIn(ref line);
        var global = new GlobalOptions();
        var option = TokenIn(line, global);
        var token = NodeToken.Find(option, Environment.GetEnvironmentVariable(NodeToken.Variable), node);
        using var client = new NodeClient(node, token);
        var run = new CommandRun(client, screen);
        RootCommand root;
        try
        {
            root = CommandTree.Make(global, await client.PalettesAsync(CancellationToken.None), run.RunAsync);
        }
        catch (PbmException fault) when (AsksForHelp(line))
        {
            await screen.Error.WriteLineAsync(fault.Message);
            root = CommandTree.Make(global, [], run.RunAsync);
        }

        var isPrompt = IsPrompt(root, line);
        return isPrompt
            ? await new PromptLoop(root, client.Node, screen).RunAsync()
            : await CarryOut.RunAsync(root, line, screen);
    }

    /// <summary>Takes the node's address off the line, or off the one that a shell wants completed.</summary>
    private static NodeAddress NodeIn(ref string[] line)
    {
        var otherwise = Environment.GetEnvironmentVariable(NodeAddress.Variable);
        if (!Completion.IsAsked(line))
        {
            return NodeAddress.TakeFrom(ref line, otherwise);
        }

        line = Completion.Without(line, out var address);
        return NodeAddress.TakeFrom(ref address, otherwise);
    }

    /// <summary>What the options say before the node has said which commands there are.</summary>
    private static string? TokenIn(string[] line, GlobalOptions global)
    {
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        global.AddTo(root);
        return root.Parse(line).GetResult(global.Token)?.Tokens is [.., var last] ? last.Value : null;
    }

    private static bool AsksForHelp(string[] line) =>
        line.Any(word => word is "--help" or "-h" or "-?") || line is [['[', ..], ..];

    private static bool IsPrompt(RootCommand root, string[] line)
    {
        var parsed = root.Parse(line);
        return !AsksForHelp(line) && parsed.CommandResult.Command == root && parsed.UnmatchedTokens.Count == 0
            && parsed.Errors.All(error => error.SymbolResult?.Tokens.Count is null or 0);
    }
}
