using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// A node's place in the drill: its address and arguments stay, its process is killed and started again.
/// </summary>
internal sealed class DrillNode : IAsyncDisposable
{
    public const int Port = 4053;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<string> _under;
    private readonly string[] _arguments;
    private readonly SemaphoreSlim _turn = new(1);
    private NodeProcess? _process;

    /// <summary>Whether it is started again when it ends by itself, as by a service manager.</summary>
    private bool _isKept;

    /// <param name="name">The node's and its bot's.</param>
    /// <param name="place">Its place in the network.</param>
    /// <param name="network">Where it is.</param>
    /// <param name="folder">Its data.</param>
    /// <param name="token">What lets the drill in.</param>
    /// <param name="arguments">What else it is started with.</param>
    public DrillNode(
        string name, int place, DrillNetwork network, string folder, string token, params string[] arguments)
    {
        Name = name;
        Place = place;
        Folder = folder;
        Address = network.Address(place);
        _under = network.Under(place);
        _arguments =
        [
            "--name", name, .. network.Arguments(place), "--http", $"http://{Address}:3001",
            "--management", $"http://{Address}:9110", .. arguments,
        ];
        Client = new HttpClient { BaseAddress = new Uri($"http://{Address}:3001"), Timeout = TimeSpan.FromSeconds(20) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Name { get; }

    public int Place { get; }

    public string Address { get; }

    public string Folder { get; }

    /// <summary>Whether it may hold the coordinator and answers clients; else it runs jobs.</summary>
    public bool IsCoordinator { get; init; }

    /// <summary>The folder of the version that its next process is of.</summary>
    public string Version { get; set; } = AppContext.BaseDirectory;

    public HttpClient Client { get; }

    private Uri Management => new($"http://{Address}:9110");

    /// <summary>Whether its process runs, stopped or not.</summary>
    public bool IsAlive => _process is { HasEnded: false };

    /// <summary>What its present process has printed.</summary>
    public string Output => _process?.Output ?? "";

    public async Task StartAsync()
    {
        using var turn = await TurnAsync();
        Launch();
    }

    /// <summary>Starts it again if it has ended though nobody asked for that.</summary>
    /// <returns>Its exit code, if so.</returns>
    public async Task<int?> TendAsync()
    {
        using var turn = await TurnAsync();
        if (!_isKept || _process is not { HasEnded: true } ended)
        {
            return null;
        }

        var code = ended.ExitCode;
        await EndAsync();
        Launch();
        return code;
    }

    public async Task KillAsync()
    {
        using var turn = await TurnAsync();
        _isKept = false;
        await EndAsync();
    }

    /// <summary>SIGINT: it drains and ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        using var turn = await TurnAsync();
        _isKept = false;
        var process = _process!;
        await process.SignalAsync("INT");
        await process.EndAsync();
        var code = process.ExitCode;
        await EndAsync();
        return code;
    }

    public Task StopAsync() => _process!.SignalAsync("STOP");

    public Task ContinueAsync() => _process!.SignalAsync("CONT");

    /// <summary>Enqueues one job.</summary>
    public async Task<JobId> EnqueueAsync(string operation, string args)
    {
        var id = new JobId(Guid.CreateVersion7());
        using var body = new StringContent(
            $$"""{"id":"{{id}}","operation":"{{operation}}","args":{{args}} }""", Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri("/jobs", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReadyAsync() => await AskAsync(new Uri(Management, "/health/ready")) is not null;

    /// <summary>The nodes of its cluster as it sees them; none if it does not answer well.</summary>
    public async Task<IReadOnlyList<SeenMember>> MembersAsync() =>
        await InTimeAsync(patience => SeenMember.AllAsync(Client, Management, patience)) ?? [];

    /// <summary>What it answers; null if it does not, or not well.</summary>
    public Task<JsonElement?> AskAsync(string path) => AskAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        _turn.Dispose();
    }

    private async Task<JsonElement?> AskAsync(Uri uri) => await InTimeAsync(async patience =>
    {
        using var response = await Client.GetAsync(uri, patience);
        var text = await response.Content.ReadAsStringAsync(patience);
        return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : (JsonElement?)null;
    });

    /// <returns>Nothing if it does not answer in time, or not at all.</returns>
    private static async Task<T?> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }

    private void Launch()
    {
        _process = NodeProcess.LaunchUnder(_under, Version, Folder, _arguments);
        _isKept = true;
    }

    /// <summary>Kills what still runs, and keeps what it printed.</summary>
    private async Task EndAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
            await File.AppendAllTextAsync(Path.Combine(Folder, "output.txt"), process.Output);
            _process = null;
        }
    }

    /// <summary>So that a node that ends by itself while it is killed is not started twice.</summary>
    private async Task<IDisposable> TurnAsync()
    {
        await _turn.WaitAsync();
        return new Turn(_turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
