using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// A loopback address for each node, where this process listens in its place and passes on to it what others say, so
/// that any two can be cut apart without a right to change the system's network. What a connection leads to is known by
/// where it came in; where it comes from, by the handshake that begins it.
/// </summary>
internal sealed class ProxyNetwork : DrillNetwork
{
    /// <summary>Where a node itself listens, at its own address.</summary>
    public const int Behind = 14_053;

    /// <summary>Networks that are tried until one is free.</summary>
    private const int MaxTries = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<(int Left, int Right)> _cut = [];
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly List<(int Place, byte[] Name)> _names = [];
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private bool _isOver;

    private ProxyNetwork(string prefix, string means)
        : base(prefix) => Means = means;

    public override string Means { get; }

    public override string Host => "127.0.0.1";

    /// <summary>Makes it.</summary>
    /// <param name="nodes">How many nodes it is for, 1 to 200.</param>
    /// <param name="means">What a report calls it.</param>
    /// <exception cref="InvalidOperationException">No network is free.</exception>
    public static ProxyNetwork Make(int nodes, string means)
    {
        var why = "";
        for (var i = 0; i < MaxTries; i++)
        {
            var network = new ProxyNetwork($"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(256)}", means);
            try
            {
                foreach (var place in Enumerable.Range(2, nodes))
                {
                    network.Listen(place);
                }

                network.Accept();
                return network;
            }
            catch (SocketException taken)
            {
                network._listeners.ForEach(listener => listener.Dispose());
                why = taken.Message;
            }
        }

        throw new InvalidOperationException($"No loopback network is free for a proxy: {why}");
    }

    public override IReadOnlyList<string> Arguments(int place) =>
    [
        .. base.Arguments(place), "--bind", string.Create(CultureInfo.InvariantCulture, $"{Address(place)}:{Behind}"),
    ];

    public override void Cut(int left, int right)
    {
        lock (_lock)
        {
            _cut.Add(Link(left, right));
        }
    }

    /// <summary>What waited is lost, and the connections with it: the nodes make new ones.</summary>
    public override void Mend(int left, int right)
    {
        List<ProxiedConnection> held;
        lock (_lock)
        {
            _cut.Remove(Link(left, right));
            held = [.. _connections.Where(connection =>
                connection.Origin is { } origin && Link(origin, connection.Destination) == Link(left, right))];
        }

        held.ForEach(connection => connection.Reset());
    }

    /// <summary>Whether the link that a connection is on is cut.</summary>
    public bool IsCut(ProxiedConnection connection)
    {
        lock (_lock)
        {
            return connection.Origin is { } origin && _cut.Contains(Link(origin, connection.Destination));
        }
    }

    /// <summary>
    /// The place that the beginning of a handshake names; null if it names none yet. The address stands in it as
    /// Protobuf writes a text: behind its length, by which .2 is not taken for the beginning of .20.
    /// </summary>
    public int? PlaceIn(ReadOnlySpan<byte> head)
    {
        foreach (var (place, name) in _names)
        {
            if (head.IndexOf(name) >= 0)
            {
                return place;
            }
        }

        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        _listeners.ForEach(listener => listener.Dispose());
        List<ProxiedConnection> rest;
        lock (_lock)
        {
            _isOver = true;
            rest = [.. _connections];
        }

        rest.ForEach(connection => connection.Reset());
        await Task.WhenAll(_accepting);
    }

    private static (int Left, int Right) Link(int one, int other) => (Math.Min(one, other), Math.Max(one, other));

    private void Listen(int place)
    {
        var listener = new TcpListener(IPAddress.Parse(Address(place)), DrillNode.Port);
        _listeners.Add(listener);
        listener.Start();
        var name = Encoding.ASCII.GetBytes(Address(place));
        _names.Add((place, [(byte)name.Length, .. name]));
    }

    /// <summary>On threads that no test can hold up: what is late by the proxy looks like a dead node.</summary>
    private void Accept() => _accepting.AddRange(
        _names.Zip(_listeners, (name, listener) => Task.Run(() => AcceptAsync(listener, name.Place))));

    private async Task AcceptAsync(TcpListener listener, int destination)
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                var from = await listener.AcceptTcpClientAsync();
                passing.Add(PassOnAsync(new ProxiedConnection(this, from, destination)));
                passing.RemoveAll(task => task.IsCompletedSuccessfully);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassOnAsync(ProxiedConnection connection)
    {
        using (connection)
        {
            lock (_lock)
            {
                if (_isOver)
                {
                    return;
                }

                _connections.Add(connection);
            }

            await connection.PassOnAsync();
            lock (_lock)
            {
                _connections.Remove(connection);
            }
        }
    }
}
