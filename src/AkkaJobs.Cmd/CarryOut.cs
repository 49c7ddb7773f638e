using System.CommandLine;
using System.Runtime.InteropServices;
using AkkaJobs.Cmd.Output;

namespace AkkaJobs.Cmd;

/// <summary>Carries one line out.</summary>
internal static class CarryOut
{
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> line, Screen screen)
    {
        var parsed = root.Parse(line);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await screen.Error.WriteLineAsync(error.Message);
            }

            await screen.Error.WriteLineAsync($"{Path(parsed)} --help lists what there is.");
            return ExitCodes.BadUsage;
        }

        using var interrupted = new CancellationTokenSource();
        using var hear = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // Once it ends the command, and at a prompt no more than that; twice it ends the tool.
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        });
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = screen.Out,
                    Error = screen.Error,
                    ProcessTerminationTimeout = null,
                },
                interrupted.Token);
        }
        catch (PbmException fault)
        {
            await screen.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: what was asked for goes on at the node, or not at all.
            return ExitCodes.Interrupted;
        }
        catch (IOException) when (!screen.IsTerminal)
        {
            // Nobody reads any more, as when head has seen enough.
            return ExitCodes.Done;
        }
        finally
        {
            await FlushAsync(screen);
        }
    }

    private static async Task FlushAsync(Screen screen)
    {
        try
        {
            await screen.Out.FlushAsync();
        }
        catch (IOException)
        {
            // As above.
        }
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(at.Command.Name);
        }

        names.Pop();
        return string.Join(' ', names.Prepend("pbm"));
    }
}
