using System.Diagnostics;
using System.Text;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>The operator's tool at its prompt, on a terminal, typed into line by line.</summary>
internal sealed class PbmTerminal : IAsyncDisposable
{
    private const string Prompt = "pbm> ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _written = new();
    private readonly Task _reading;

    private PbmTerminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>What the screen shows.</summary>
    public string Text
    {
        get
        {
            lock (_written)
            {
                return Screen.Of(_written.ToString());
            }
        }
    }

    /// <summary>Starts it, and waits until it prompts.</summary>
    public static async Task<PbmTerminal> StartAsync(string folder, string node, int columns)
    {
        var line = $"stty cols {columns} rows 40; exec {PbmProcess.Program} {node}";
        var process = Process.Start(new ProcessStartInfo("script", ["-qefc", line, "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = folder, ["XDG_DATA_HOME"] = folder, ["TERM"] = "xterm-256color" },
        })!;
        var terminal = new PbmTerminal(process);
        await terminal.PromptsAsync();
        return terminal;
    }

    /// <summary>Types a line, and waits until it has been carried out.</summary>
    /// <returns>What was printed.</returns>
    public async Task<string> TypeAsync(string line)
    {
        var before = Text.Length;
        await SendAsync(line + "\r");
        await PromptsAsync(before + line.Length);
        return Text[before..];
    }

    /// <summary>Types a line that goes on until it shows a text, and then Ctrl-C.</summary>
    public async Task TypeUntilAsync(string line, string shows)
    {
        var before = Text.Length;
        await SendAsync(line + "\r");
        await UntilAsync(() => Text[before..].Contains(shows, StringComparison.Ordinal));
        await SendAsync("\u0003");
        await PromptsAsync(before + line.Length);
    }

    /// <summary>Types the last line, and waits for the end.</summary>
    public async Task<int> LeaveAsync()
    {
        await SendAsync("exit\r");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task SendAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    private Task PromptsAsync(int after = 0) => UntilAsync(() =>
        Text is var text && text.Length > after && (text + ' ').EndsWith(Prompt, StringComparison.Ordinal));

    private async Task UntilAsync(Func<bool> condition)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var left = Patience / look.Period;
        while (!condition())
        {
            Assert.True(left-- > 0 && !_process.HasExited, $"Not in time, or ended:\n{Text}");
            await look.WaitForNextTickAsync();
        }
    }

    private async Task ReadAsync()
    {
        var piece = new char[4096];
        while (await _process.StandardOutput.ReadAsync(piece) is > 0 and var read)
        {
            lock (_written)
            {
                _written.Append(piece, 0, read);
            }
        }
    }
}
