using System.Diagnostics;
using System.Text;

namespace AkkaJobs.Tests.Pages;

/// <summary>Lines typed at a shell; what they start ends with this, at the latest.</summary>
internal sealed class Typed : IAsyncDisposable
{
    /// <summary>A restore and a build of a small project, on a machine that has more to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly Process _process;
    private event Action<string>? Said;

    private Typed(Process process)
    {
        _process = process;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ended.TrySetResult();
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
    }

    /// <summary>What came so far, from standard output and error.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Types lines and goes on.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="lines">The last may be a program that stays: it becomes the process.</param>
    public static Typed Start(string folder, string lines)
    {
        var start = new ProcessStartInfo("sh", ["-ec", lines])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Else the first build leaves servers behind that hold its pipes, and the tests' host lends its own settings.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBuildExtensionsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        var typed = new Typed(new Process { StartInfo = start });
        typed._process.Start();
        typed._process.BeginOutputReadLine();
        typed._process.BeginErrorReadLine();
        return typed;
    }

    /// <summary>Types lines and waits until they are done.</summary>
    /// <returns>What they said.</returns>
    public static async Task<string> RunAsync(string folder, string lines)
    {
        await using var typed = Start(folder, lines);
        await typed._ended.Task.WaitAsync(Patience);
        await typed._process.WaitForExitAsync();
        Assert.True(typed._process.ExitCode == 0, $"{lines}\nended with {typed._process.ExitCode}:\n{typed.Output}");
        return typed.Output;
    }

    /// <summary>Waits until a line that holds a text has been said.</summary>
    /// <returns>The line.</returns>
    public async Task<string> SaysAsync(string text)
    {
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                heard.TrySetResult(line);
            }
        }

        lock (_output)
        {
            Said += Hear;
            foreach (var line in Output.Split('\n'))
            {
                Hear(line);
            }
        }

        await Task.WhenAny(heard.Task, _ended.Task).WaitAsync(Patience);
        Assert.True(heard.Task.IsCompleted, $"It has not said \"{text}\":\n{Output}");
        return await heard.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
                Said?.Invoke(line);
            }
        }
    }
}
