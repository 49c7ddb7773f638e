using System.CommandLine;
using System.Text.Json;
using AkkaJobs.Cmd.Node;

namespace AkkaJobs.Cmd.Line;

/// <summary>The line that a node's palettes make.</summary>
internal static class CommandTree
{
    /// <summary>Makes it.</summary>
    /// <param name="global">What may stand on every line.</param>
    /// <param name="palettes">What the node offers.</param>
    /// <param name="run">Carries a parsed command out; its result is the exit code.</param>
    public static RootCommand Make(
        GlobalOptions global, IReadOnlyList<Palette> palettes, Func<CommandCall, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand(
            "The operator's hand: pbm [HOST:PORT] PALETTE COMMAND [ARGUMENTS]. Palettes come from the node "
            + $"(default 127.0.0.1:9110, or {NodeAddress.Variable}); without a command, a prompt.");
        global.AddTo(root);
        foreach (var palette in palettes)
        {
            var group = new Command(palette.Name, palette.Help);
            foreach (var command in palette.Commands)
            {
                group.Subcommands.Add(Make(global, palette, command, run));
            }

            root.Subcommands.Add(group);
        }

        return root;
    }

    private static Command Make(
        GlobalOptions global, Palette palette, PaletteCommand command,
        Func<CommandCall, CancellationToken, Task<int>> run)
    {
        var made = new Command(command.Name, command.Help);
        var arguments = command.Arguments.Select(argument => new ArgumentSymbol(argument, made)).ToList();
        var yes = command.Destroys || command.Arguments.Any(argument => argument.ActsOnMany)
            ? GlobalOptions.Yes()
            : null;
        var watch = command.Watchable ? GlobalOptions.Watch() : null;
        if (yes is not null)
        {
            made.Options.Add(yes);
        }

        if (watch is not null)
        {
            made.Options.Add(watch);
        }

        made.SetAction((line, cancel) =>
        {
            var actsOnMany = arguments.Exists(argument => argument.ActsOnMany(line));
            var isTrial = command.Trial is { } flag && arguments.Exists(argument => argument.IsSet(line, flag));
            var isSure = isTrial || yes is null || line.GetValue(yes) || !(command.Destroys || actsOnMany);
            var call = new CommandCall(palette.Name, command, Body(line, arguments))
            {
                File = arguments.Select(argument => argument.File(line)).FirstOrDefault(file => file is not null),
                IsJson = line.GetValue(global.Output) == GlobalOptions.Json,
                IsSure = isSure,
                Trial = actsOnMany && command.Trial is { } trial ? Body(line, arguments, trial) : null,
                Every = watch is null || line.GetResult(watch) is null
                    ? null
                    : TimeSpan.FromSeconds(line.GetValue(watch) ?? 2),
            };
            return run(call, cancel);
        });
        return made;
    }

    private static byte[] Body(ParseResult line, IReadOnlyList<ArgumentSymbol> arguments, string? alsoFlag = null)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, CmdJson.Writing))
        {
            writer.WriteStartObject();
            foreach (var argument in arguments)
            {
                argument.Write(line, writer);
            }

            if (alsoFlag is not null)
            {
                writer.WriteBoolean(alsoFlag, true);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }
}
