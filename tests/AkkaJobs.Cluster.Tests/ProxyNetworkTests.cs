using System.Net;
using System.Net.Sockets;
using System.Text;
using AkkaJobs.Cluster.Tests.Drill;

namespace AkkaJobs.Cluster.Tests;

/// <summary>What passes the drill's proxy, and what does not while a link is cut.</summary>
public sealed class ProxyNetworkTests : IAsyncLifetime, IDisposable
{
    private readonly ProxyNetwork _network = ProxyNetwork.Make(nodes: 20, "a proxy");
    private readonly TcpListener _two;

    public ProxyNetworkTests() =>
        _two = new TcpListener(IPAddress.Parse(_network.Address(2)), ProxyNetwork.Behind);

    public Task InitializeAsync()
    {
        _two.Start();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_a_node_says_is_passed_on_both_ways_and_so_is_its_end()
    {
        using var near = await ConnectAsync(from: 20);
        using var far = await _two.AcceptTcpClientAsync();
        Assert.Contains(_network.Address(20), await ReadAsync(far), StringComparison.Ordinal);
        await WriteAsync(far, "answer");
        Assert.Equal("answer", await ReadAsync(near));
        near.Dispose();
        Assert.Equal("", await ReadAsync(far));
    }

    [Fact]
    public async Task What_is_said_over_a_cut_link_is_lost_and_its_end_is_heard_when_it_is_mended()
    {
        using var near = await ConnectAsync(from: 3);
        using var far = await _two.AcceptTcpClientAsync();
        await ReadAsync(far);
        _network.Cut(3, 2);
        await WriteAsync(near, "lost");
        near.Client.Shutdown(SocketShutdown.Send);

        // Others hear each other meanwhile, and one whose address begins alike.
        using var other = await ConnectAsync(from: 4);
        using (var farOther = await _two.AcceptTcpClientAsync())
        {
            await ReadAsync(farOther);
            await WriteAsync(other, "heard");
            Assert.Equal("heard", await ReadAsync(farOther));
        }

        var end = ReadAsync(far);
        Assert.False(end.IsCompleted);
        _network.Mend(2, 3);
        Assert.Equal("", await end);
        Assert.Equal("", await ReadAsync(near));
    }

    [Fact]
    public async Task A_connection_over_a_cut_link_hangs_until_it_is_mended()
    {
        _network.Cut(2, 3);
        using var near = await ConnectAsync(from: 3);
        var answer = ReadAsync(near);
        using (await ConnectAsync(from: 4))
        using (var far = await _two.AcceptTcpClientAsync())
        {
            Assert.Contains(_network.Address(4), await ReadAsync(far), StringComparison.Ordinal);
        }

        Assert.False(answer.IsCompleted);
        _network.Mend(2, 3);
        Assert.Equal("", await answer);
        using var again = await ConnectAsync(from: 3);
        using var heard = await _two.AcceptTcpClientAsync();
        Assert.Contains(_network.Address(3), await ReadAsync(heard), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_not_there_takes_no_connection()
    {
        using var near = await ConnectAsync(from: 3, to: 4);
        Assert.Equal("", await ReadAsync(near));
    }

    public async Task DisposeAsync() => await _network.DisposeAsync();

    public void Dispose() => _two.Dispose();

    /// <summary>A connection that has begun as Akka.Remote's do: with the address of its origin, as Protobuf.</summary>
    private async Task<TcpClient> ConnectAsync(int from, int to = 2)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(_network.Address(to)), DrillNode.Port);
        var origin = _network.Address(from);
        await WriteAsync(client, $"\u0012{(char)origin.Length}{origin}");
        return client;
    }

    private static async Task WriteAsync(TcpClient to, string text) =>
        await to.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>What comes next; empty at the end, however it ends.</summary>
    private static async Task<string> ReadAsync(TcpClient from)
    {
        var buffer = new byte[1_024];
        try
        {
            return Encoding.ASCII.GetString(buffer.AsSpan(0, await from.Client.ReceiveAsync(buffer)));
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
