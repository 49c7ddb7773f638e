using System.Collections.Concurrent;
using System.Globalization;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;
using Npgsql;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>Nodes, their network, their PostgreSQL and their datalake; it all goes with this.</summary>
internal sealed class DrillCluster : IAsyncDisposable
{
    private const string DatabaseName = "drill";

    /// <summary>What a node that is reached from beyond loopback must be told besides a token.</summary>
    private const string BeyondLoopback = "akkajobs.remote.insecure = on";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Action<string> _say;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _tending;

    private DrillCluster(int coordinators, int bots, NetworkKind network, string version, Action<string> say)
    {
        _say = say;
        Network = DrillNetwork.Make(network, coordinators + bots);
        Lake = new DrillLake(Path.Combine(_folder.Path, "lake"));
        Server = PostgresServer.StartOwn(Network.IsBeyondLoopback ? Network.Host : null);
        Server.Create(DatabaseName);
        Database = "postgres:" + new NpgsqlConnectionStringBuilder(Connection) { Host = Network.Host }.ConnectionString;
        var config = WriteConfig();
        var seeds = string.Join(
            ',', Enumerable.Range(2, coordinators).Select(place => $"{Network.Address(place)}:{DrillNode.Port}"));
        Doors = [.. Enumerable.Range(0, coordinators).Select(i => Node($"door-{i + 1}", 2 + i, isCoordinator: true))];
        Bots = [.. Enumerable.Range(0, bots).Select(i => Node($"bot-{i + 1}", 2 + coordinators + i, false))];
        _tending = TendAsync(_end.Token);

        DrillNode Node(string name, int place, bool isCoordinator) => new(
            name, place, Network, Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, Token,
            [
                "--seeds", seeds, "--config", config,
                .. isCoordinator
                    ? ["--roles", "coordinator,http", "--database", Database, "--datalake", Lake.Folder]
                    : (string[])["--roles", "bot", "--slots", "16"],
            ])
        {
            IsCoordinator = isCoordinator,
            Version = version,
        };
    }

    public DrillNetwork Network { get; }

    public DrillLake Lake { get; }

    public PostgresServer Server { get; }

    /// <summary>The nodes that may hold the coordinator, which answer clients, too.</summary>
    public IReadOnlyList<DrillNode> Doors { get; }

    /// <summary>The nodes that run jobs and do nothing else.</summary>
    public IReadOnlyList<DrillNode> Bots { get; }

    public IEnumerable<DrillNode> Nodes => Doors.Concat(Bots);

    /// <summary>The database as this process reaches it.</summary>
    public string Connection => Server.ConnectionTo(DatabaseName);

    /// <summary>The database as a node's argument.</summary>
    public string Database { get; }

    /// <summary>What happened, line by line.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>How often a node ended by itself, by exit code.</summary>
    public ConcurrentDictionary<int, int> EndedByThemselves { get; } = new();

    /// <summary>What lets an admin in.</summary>
    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Starts all of it, and waits until the nodes have found each other.</summary>
    /// <param name="coordinators">Nodes that may hold the coordinator.</param>
    /// <param name="bots">Nodes that run jobs.</param>
    /// <param name="say">Told what happens.</param>
    /// <param name="network">By what links can be cut.</param>
    /// <param name="version">The folder of the version's programs; null for this one's.</param>
    public static async Task<DrillCluster> StartAsync(
        int coordinators, int bots, Action<string> say, NetworkKind network = NetworkKind.Auto, string? version = null)
    {
        var cluster = new DrillCluster(coordinators, bots, network, version ?? AppContext.BaseDirectory, say);
        try
        {
            foreach (var node in cluster.Nodes)
            {
                await node.StartAsync();
            }

            Assert.True(await cluster.IsWholeInTimeAsync(), $"The cluster does not start.\n{cluster.Tail()}");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public void Say(string line)
    {
        line = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {line}");
        _log.Enqueue(line);
        _say(line);
    }

    /// <summary>The coordinator's node and epoch, as a node other than <paramref name="except"/> sees it.</summary>
    public async Task<(DrillNode Node, long Epoch)?> CoordinatorAsync(DrillNode? except = null)
    {
        foreach (var door in Doors.Where(door => door != except && door.IsAlive))
        {
            if (await SeenByAsync(door) is { } seen)
            {
                return seen;
            }
        }

        return null;
    }

    /// <summary>Waits until a coordinator answers whose epoch is above another.</summary>
    public Task<bool> HasSuccessorInTimeAsync(long epoch, DrillNode? except) => InTimeAsync(
        async () => await CoordinatorAsync(except) is { } now && now.Epoch > epoch);

    /// <summary>
    /// Waits until every node runs, each of them sees all others well, and every bot has been heard since: else what a
    /// fault has decided about a node may still be on its way, and would be taken for the doing of the next one.
    /// </summary>
    public Task<bool> IsWholeInTimeAsync()
    {
        var since = DateTimeOffset.UtcNow;
        return InTimeAsync(() => IsWholeAsync(since));
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Looked at ten times a second.</param>
    /// <param name="atMost">How long; 2 minutes unless this is longer.</param>
    /// <returns>False if it does not in time.</returns>
    public static async Task<bool> InTimeAsync(Func<Task<bool>> condition, TimeSpan atMost = default)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var end = DateTime.UtcNow + (atMost > Patience ? atMost : Patience);
        while (!await condition())
        {
            if (DateTime.UtcNow > end)
            {
                return false;
            }

            await look.WaitForNextTickAsync();
        }

        return true;
    }

    /// <summary>The last of what each node printed, and of what happened.</summary>
    public string Tail() => string.Join(
        '\n',
        Nodes.Select(node => $"--- {node.Name}{(node.IsAlive ? "" : " (ended)")}\n{Last(node.Output, 6_000)}")
            .Append(Last(Log, 4_000)));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _tending;
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Network.DisposeAsync();
        Server.Dispose();
        Lake.Dispose();
        _folder.Dispose();
        _end.Dispose();
    }

    private static string Last(string text, int length) => text.Length <= length ? text : text[^length..];

    private string WriteConfig()
    {
        var config = Path.Combine(_folder.Path, "drill.conf");
        File.WriteAllText(
            config,
            $"""
            akkajobs.operations.diagnostics = on
            akkajobs.http.tokens.admin.drill = "{Token}"
            {(Network.IsBeyondLoopback ? BeyondLoopback : "")}
            """);
        return config;
    }

    private async Task<bool> IsWholeAsync(DateTimeOffset since)
    {
        if (!Nodes.All(node => node.IsAlive) || await SeenByAsync(Doors[0]) is not { } seen)
        {
            return false;
        }

        foreach (var door in Doors.Skip(1))
        {
            if (await SeenByAsync(door) != seen)
            {
                return false;
            }
        }

        foreach (var node in Nodes)
        {
            if (!await node.IsReadyAsync() || !SeesAllWell(await node.MembersAsync()))
            {
                return false;
            }
        }

        var bots = await Doors[0].AskAsync("/bots");
        return bots is { } list && Bots.All(bot => list.GetProperty("items").EnumerateArray().Any(item =>
            item.GetProperty("name").GetString() == bot.Name
            && item.GetProperty("state").GetString() is "ready" or "processing"
            && item.GetProperty("last_seen_at").GetDateTimeOffset() > since));
    }

    private bool SeesAllWell(IReadOnlyList<SeenMember> seen) =>
        seen.All(member => member.IsWell)
        && seen.Select(member => member.Address).Order(StringComparer.Ordinal).SequenceEqual(
            Nodes.Select(node => $"{node.Address}:{DrillNode.Port}").Order(StringComparer.Ordinal));

    private async Task<(DrillNode Node, long Epoch)?> SeenByAsync(DrillNode door)
    {
        if (await door.AskAsync("/stats") is not { } stats
            || stats.GetProperty("coordinator").GetString() is not { } address)
        {
            return null;
        }

        var node = Doors.Single(node => address.Contains($"@{node.Address}:", StringComparison.Ordinal));
        return (node, stats.GetProperty("epoch").GetInt64());
    }

    /// <summary>Does what a service manager does for nodes that end by themselves.</summary>
    private async Task TendAsync(CancellationToken end)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!end.IsCancellationRequested)
        {
            foreach (var node in Nodes)
            {
                if (await node.TendAsync() is { } code)
                {
                    EndedByThemselves.AddOrUpdate(code, 1, (_, before) => before + 1);
                    Say($"{node.Name} ended by itself with {code}, and is started again");
                }
            }

            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
