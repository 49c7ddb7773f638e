using System.Text.Json;
using AkkaJobs.Cmd.Line;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Cmd.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AkkaJobs.Cmd;

/// <summary>Has the node carry a command out, and prints what it answers.</summary>
internal sealed class CommandRun(NodeClient client, Screen screen)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (!call.IsSure && !await ConfirmAsync(call, cancel))
        {
            return ExitCodes.Refused;
        }

        if (call.Every is { } every)
        {
            return await WatchAsync(call, every, cancel);
        }

        if (call.Command.Answer == PaletteAnswer.Stream)
        {
            return await StreamAsync(call, cancel);
        }

        var answer = await Upload.WithProgressAsync(call, screen, body => AnswerAsync(call, body, cancel));
        return await PrintAsync(answer, call);
    }

    private async Task<bool> ConfirmAsync(CommandCall call, CancellationToken cancel)
    {
        if (Console.IsInputRedirected || !screen.HearsRemarks)
        {
            throw new PbmException(
                ExitCodes.BadUsage, $"{call.Palette} {call.Command.Name} wants --yes: nobody is there to be asked.");
        }

        if (call.Trial is { } trial)
        {
            var trying = call with { Body = trial };
            using var body = Upload.Arguments(trying);
            var answer = await AnswerAsync(trying, body, cancel);
            screen.Remarks.Write(Show(answer, call.Command, screen.Remarks.Profile.Width));
            await RemarkAsync(answer, trying);
        }

        await screen.Error.WriteAsync($"{call.Command.Help} Sure? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private async Task<Answer> AnswerAsync(CommandCall call, HttpContent body, CancellationToken cancel)
    {
        var answer = new Answer();
        await foreach (var line in client.CallAsync(call.Palette, call.Command.Name, body, cancel))
        {
            answer.Add(line);
        }

        return answer;
    }

    private async Task<int> PrintAsync(Answer answer, CommandCall call)
    {
        if (call.IsJson)
        {
            await screen.Out.WriteLineAsync(answer.Json(call.Command.Answer));
        }
        else
        {
            screen.Console.Write(Show(answer, call.Command, screen.Console.Profile.Width));
        }

        await screen.Out.FlushAsync();
        await RemarkAsync(answer, call);
        return answer.ExitCode;
    }

    private async Task RemarkAsync(Answer answer, CommandCall call)
    {
        foreach (var remark in answer.Remarks)
        {
            await screen.Error.WriteLineAsync(remark);
        }

        if (answer.NextCursor is { } cursor && !call.IsJson && screen.HearsRemarks)
        {
            await screen.Error.WriteLineAsync($"There is more: --cursor {cursor}");
        }
    }

    private static IRenderable Show(Answer answer, PaletteCommand command, int width) =>
        command.Answer == PaletteAnswer.One && !answer.IsMany
            ? new Rows(answer.Rows.Select(row => Tables.Object(row, width)))
            : Tables.List(answer.IsMany ? [] : command.Columns, answer.Rows, width);

    private async Task<int> StreamAsync(CommandCall call, CancellationToken cancel)
    {
        var code = ExitCodes.Done;
        var progress = new ProgressLine(screen);
        using var body = Upload.Arguments(call);
        await foreach (var line in client.CallAsync(call.Palette, call.Command.Name, body, cancel))
        {
            if (line.Kind == "progress")
            {
                progress.Draw(line.Number("done") ?? 0, line.Number("total"));
                continue;
            }

            progress.Clear();
            var one = new Answer();
            one.Add(line);
            foreach (var row in one.Rows)
            {
                await screen.Out.WriteLineAsync(call.IsJson ? row.GetRawText() : Plain(call.Command, row));
                await screen.Out.FlushAsync(cancel);
            }

            await RemarkAsync(one, call);
            code = Math.Max(code, one.ExitCode);
        }

        return code;
    }

    /// <summary>A row on its own: no column can be measured before the last has come.</summary>
    private static string Plain(PaletteCommand command, JsonElement row) => string.Join(
        "  ",
        command.Columns.Select(column => row.TryGetProperty(column.Field, out var value) ? Cells.Text(value) : "")
            .Where(cell => cell.Length > 0));

    private async Task<int> WatchAsync(CommandCall call, TimeSpan every, CancellationToken cancel)
    {
        using var turn = new PeriodicTimer(every);
        if (call.IsJson || !screen.IsTerminal)
        {
            while (true)
            {
                using var body = Upload.Arguments(call);
                var code = await PrintAsync(await AnswerAsync(call, body, cancel), call);
                if (code != ExitCodes.Done || !await turn.WaitForNextTickAsync(cancel))
                {
                    return code;
                }
            }
        }

        return await screen.Console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            while (true)
            {
                using var body = Upload.Arguments(call);
                var answer = await AnswerAsync(call, body, cancel);
                var shown = Show(answer, call.Command, screen.Console.Profile.Width);
                live.UpdateTarget(new Rows([shown, .. answer.Remarks.Select(remark => new Text(remark))]));
                live.Refresh();
                await screen.Out.FlushAsync(cancel);
                if (answer.ExitCode != ExitCodes.Done || !await turn.WaitForNextTickAsync(cancel))
                {
                    return answer.ExitCode;
                }
            }
        });
    }
}
