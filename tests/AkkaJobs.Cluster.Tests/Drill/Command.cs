using System.Diagnostics;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>A program of the system, run to its end.</summary>
internal static class Command
{
    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">It failed, or is not there.</exception>
    public static void Run(string program, string arguments)
    {
        var (isDone, output) = Try(program, arguments);
        if (!isDone)
        {
            throw new InvalidOperationException($"{program} {arguments}: {output}");
        }
    }

    /// <summary>Runs it, and says whether that went well.</summary>
    public static (bool IsDone, string Output) Try(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode == 0, (output + errors.Result).Trim());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (false, missing.Message);
        }
    }
}
