using System.Net.Http.Headers;
using AkkaJobs.Cmd.Line;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Cmd.Output;
using Spectre.Console;

namespace AkkaJobs.Cmd;

/// <summary>What goes to the node: arguments, and a file if there is one.</summary>
internal static class Upload
{
    public static HttpContent Arguments(CommandCall call)
    {
        var content = new ByteArrayContent(call.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Sends it, and draws how far the file is where people see it.</summary>
    /// <exception cref="PbmException">The file cannot be read.</exception>
    public static async Task<Answer> WithProgressAsync(
        CommandCall call, Screen screen, Func<HttpContent, Task<Answer>> send)
    {
        if (call.File is not { } name)
        {
            using var arguments = Arguments(call);
            return await send(arguments);
        }

        await using var file = Open(name);
        var length = file.CanSeek ? file.Length : 0;
        if (!screen.HearsRemarks || length == 0)
        {
            using var lines = new LinesContent(call.Body, file, _ => { });
            return await send(lines);
        }

        return await screen.Remarks.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Path.GetFileName(name).EscapeMarkup(), maxValue: length);
                using var lines = new LinesContent(call.Body, file, sent => task.Value = sent);
                return await send(lines);
            });
    }

    private static Stream Open(string name)
    {
        try
        {
            return name == "-" ? Console.OpenStandardInput() : File.OpenRead(name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PbmException(ExitCodes.BadUsage, $"{name} cannot be read: {fault.Message}");
        }
    }
}
