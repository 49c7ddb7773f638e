using System.Diagnostics;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// Clears away what was made of the system, also when this process is killed: a shell waits at a pipe until that is
/// closed, and then runs its script.
/// </summary>
internal sealed class DrillKeeper : IDisposable
{
    /// <summary>In a session of its own, so that Ctrl-C at a terminal does not end it, too.</summary>
    private const string Waiting = "trap '' INT TERM HUP; read -r word; ";

    private readonly Process _shell;

    /// <param name="script">What clears it away; a step that fails must not keep the next from being done.</param>
    /// <param name="arguments">The script's.</param>
    public DrillKeeper(string script, params IReadOnlyList<string> arguments) => _shell = Process.Start(
        new ProcessStartInfo("setsid", ["sh", "-c", Waiting + script, "sh", .. arguments])
        {
            RedirectStandardInput = true,
        })!;

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
