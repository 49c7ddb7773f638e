using System.Net;
using System.Net.Sockets;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>A connection from one node to another, through the proxy.</summary>
/// <param name="network">Knows whether its link is cut.</param>
/// <param name="from">The end that the origin made; closed with this.</param>
/// <param name="destination">The place that it leads to.</param>
internal sealed class ProxiedConnection(ProxyNetwork network, TcpClient from, int destination) : IDisposable
{
    private const int BufferSize = 64 << 10;

    /// <summary>Bytes in which a handshake must have named its origin.</summary>
    private const int MaxHead = 4 << 10;

    private readonly CancellationTokenSource _end = new();
    private readonly TcpClient _to = new();

    /// <summary>The place that it comes from; null until the handshake has named it.</summary>
    public int? Origin { get; private set; }

    public int Destination => destination;

    /// <summary>Passes on until one side ends, or it is reset; then both sides are closed.</summary>
    public async Task PassOnAsync()
    {
        try
        {
            var near = from.GetStream();
            var head = await ReadHeadAsync(near);
            await HoldIfCutAsync();
            await _to.ConnectAsync(IPAddress.Parse(network.Address(destination)), ProxyNetwork.Behind, _end.Token);
            from.NoDelay = _to.NoDelay = true;
            var far = _to.GetStream();
            await far.WriteAsync(head, _end.Token);
            await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException)
        {
            // One of the nodes is not there, or has ended, or the link has been mended.
        }
    }

    /// <summary>Ends it so that both sides notice at once; may be called at any time, also after its end.</summary>
    public void Reset()
    {
        try
        {
            from.LingerState = _to.LingerState = new LingerOption(true, 0);
            _end.Cancel();
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        from.Dispose();
        _to.Dispose();
        _end.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ReadHeadAsync(NetworkStream near)
    {
        var head = new byte[MaxHead];
        var length = 0;
        while (length < head.Length
            && await near.ReadAsync(head.AsMemory(length), _end.Token) is > 0 and var count)
        {
            length += count;
            if (network.PlaceIn(head.AsSpan(0, length)) is { } origin)
            {
                Origin = origin;
                return head.AsMemory(0, length);
            }
        }

        throw new IOException("No handshake of a node begins like this.");
    }

    private async Task CopyAsync(NetworkStream one, NetworkStream other)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            do
            {
                count = await ReadAsync(one, buffer);

                // Nothing gets through, not even that one side has ended.
                await HoldIfCutAsync();
                await other.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
            while (count > 0);
        }
        finally
        {
            await _end.CancelAsync();
        }
    }

    /// <returns>0 at the end, and when the node has died.</returns>
    private async Task<int> ReadAsync(NetworkStream one, byte[] buffer)
    {
        try
        {
            return await one.ReadAsync(buffer, _end.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>What is on a link when it is cut stays there until it is mended, and then is lost.</summary>
    private Task HoldIfCutAsync() =>
        network.IsCut(this) ? Task.Delay(Timeout.Infinite, _end.Token) : Task.CompletedTask;
}
