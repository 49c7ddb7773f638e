using System.Net;
using System.Net.Sockets;
using Akka.Cluster;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A node that listens elsewhere than others reach it, as behind a port that is passed on.</summary>
public sealed class BindingTests : IDisposable
{
    private readonly TcpListener _passedOn = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public BindingTests() => _passedOn.Start();

    [Fact]
    public async Task Another_joins_it_where_it_is_reached_and_they_run_jobs()
    {
        var reached = ((IPEndPoint)_passedOn.LocalEndpoint).Port;
        var bound = FreePort();
        var passing = PassOnAsync(bound);
        await using (var first = await JobsHost.StartAsync(jobs => jobs.Configure(o =>
        {
            o.Roles = ["coordinator", "http"];
            o.Node.Port = reached;
            o.Node.Bind = $"127.0.0.1:{bound}";
        })))
        {
            await using var second = await JobsHost.StartAsync(jobs => jobs
                .AddHandler<JsonText, JsonText>("echo", (args, _) => args)
                .Configure(o => o.Roles = ["bot"])
                .Configure(o => o.Node.Seeds = [$"127.0.0.1:{reached}"]));
            var id = await first.Client.EnqueueAsync("echo", 5);
            Assert.Equal(5, await first.Client.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(60)));
            Assert.Equal(reached, Cluster.Get(first.System).SelfAddress.Port);
        }

        await _end.CancelAsync();
        Assert.True(await passing > 0, "Nobody came by the port that is passed on.");
    }

    public void Dispose()
    {
        _passedOn.Dispose();
        _end.Dispose();
    }

    /// <summary>Takes connections, and is each one's way to another port.</summary>
    /// <returns>How many there were.</returns>
    private async Task<int> PassOnAsync(int port)
    {
        var ways = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                ways.Add(PassOnAsync(await _passedOn.AcceptTcpClientAsync(_end.Token), port));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(ways);
        return ways.Count;
    }

    private async Task PassOnAsync(TcpClient from, int port)
    {
        using var to = new TcpClient();
        using (from)
        {
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, port, _end.Token);
                await Task.WhenAny(
                    from.GetStream().CopyToAsync(to.GetStream(), _end.Token),
                    to.GetStream().CopyToAsync(from.GetStream(), _end.Token));
            }
            catch (Exception ended) when (ended is SocketException or IOException or OperationCanceledException)
            {
                // The node behind it is not there, or has ended.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
