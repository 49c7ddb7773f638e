using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>A node as an operator starts it: a process of its own, seen only through HTTP and its files.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    private NodeProcess(Process process, string data)
    {
        _process = process;
        Data = data;
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    /// <summary>Knows the node's address and its admin token once it is ready.</summary>
    public HttpClient Client { get; } = new() { Timeout = Patience };

    /// <summary>Where health is answered; known once the node is ready.</summary>
    public Uri Management { get; private set; } = null!;

    /// <summary>Where other nodes reach it, as <c>--seeds</c> takes it; known once the node is ready.</summary>
    public string Cluster => Word("cluster");

    public int ExitCode => _process.ExitCode;

    /// <summary>May be asked at any time, also while it is killed.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_process)
            {
                return _isDisposed || _process.HasExited;
            }
        }
    }

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

    /// <summary>Starts a node on ports that the system chooses, and waits until it says that it is ready.</summary>
    public static async Task<NodeProcess> StartAsync(string data, params string[] arguments)
    {
        var node = Launch(data, arguments);
        await node.ReadyAsync();
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "admin-token"))).Trim();
        node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return node;
    }

    /// <summary>Starts a node that may refuse to start.</summary>
    public static NodeProcess Launch(string data, params string[] arguments) =>
        LaunchUnder([], AppContext.BaseDirectory, data, arguments);

    /// <summary>Starts a node by another program, which becomes it: one that gives it a network of its own.</summary>
    /// <param name="program">That program, with its arguments.</param>
    /// <param name="version">The folder of the version of AkkaJobs that is started.</param>
    /// <param name="data">The node's data folder.</param>
    /// <param name="arguments">What else it is started with.</param>
    public static NodeProcess LaunchUnder(
        IReadOnlyList<string> program, string version, string data, params string[] arguments)
    {
        string[] line =
        [
            .. program, "dotnet", Path.Combine(version, "AkkaJobs.Node.dll"), "--data", data,
            .. Or("--port", "0"), .. Or("--http", "http://127.0.0.1:0"), .. Or("--name", "node-1"),
            .. Or("--management", "http://127.0.0.1:0"), .. arguments,
        ];
        return Launch(new ProcessStartInfo(line[0], line[1..]), data);

        string[] Or(string name, string usual) => arguments.Contains(name) ? [] : [name, usual];
    }

    /// <summary>Starts a node by what is typed at a shell, which becomes it.</summary>
    /// <param name="folder">Where it is typed.</param>
    /// <param name="lines">The last of them starts the node by <c>exec</c>, so that it is what is killed.</param>
    public static NodeProcess LaunchTyped(string folder, string lines) =>
        Launch(new ProcessStartInfo("sh", ["-c", lines]) { WorkingDirectory = folder }, folder);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>The count of jobs with a status, as <c>/stats</c> has it.</summary>
    public async Task<long> CountAsync(string status) =>
        (await GetAsync("/stats")).GetProperty("jobs").GetProperty(status).GetInt64();

    /// <summary>Waits until a condition holds; fails with the node's output when it does not in time.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var left = Patience / look.Period;
        while (!await condition())
        {
            Assert.True(left-- > 0, $"Not in time: {what}.\n{Output}");
            await look.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the node has printed a text, which comes through a pipe, behind what HTTP shows.</summary>
    public Task SaysAsync(string text) => UntilAsync(
        () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), $"the node says {text}");

    /// <summary>SIGKILL: no chance to say anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public async Task InterruptAsync()
    {
        Assert.True(await SignalAsync("INT"), "The node had ended before it was told to.");
        await EndAsync();
    }

    /// <summary>Sends a signal, named without its SIG.</summary>
    /// <returns>False if the process has ended.</returns>
    public async Task<bool> SignalAsync(string signal)
    {
        if (_process.HasExited)
        {
            return false;
        }

        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return kill.ExitCode == 0;
    }

    public Task EndAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client.Dispose();
        lock (_process)
        {
            _isDisposed = true;
            _process.Dispose();
        }
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        await UntilAsync(
            () =>
            {
                Assert.False(_process.HasExited, $"The node ended before it was ready.\n{Output}");
                return Task.FromResult(Output.Contains("Ctrl-C drains and stops.", StringComparison.Ordinal));
            },
            "the node is ready");
        Client.BaseAddress = Said("HTTP");
        Management = Said("management");
    }

    private static NodeProcess Launch(ProcessStartInfo start, string data)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new NodeProcess(Process.Start(start)!, data);
    }

    /// <summary>The address that the greeting gives to one of the node's doors.</summary>
    private Uri Said(string door) => new(new Uri(Word(door)), "/");

    private string Word(string line) =>
        Output.Split('\n').Single(said => said.StartsWith($"  {line} ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
