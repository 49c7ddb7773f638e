using System.Net;
using System.Net.Sockets;
using AkkaJobs.Configuration;
using AkkaJobs.Node;
using AkkaJobs.Tests.Configuration;
using Microsoft.AspNetCore.Connections;

namespace AkkaJobs.Tests.Hosting;

public sealed class StartProbeTests
{
    [Fact]
    public void A_port_that_is_taken_is_named_in_one_sentence()
    {
        using var files = new Files();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var fault = Assert.Throws<AddressInUseException>(
            () => StartProbe.Run(Options(files, port), DateTimeOffset.UnixEpoch));
        Assert.Contains($"127.0.0.1:{port}", StartFaults.Explain(fault), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_where_it_listens_must_be_free_not_where_others_reach_it()
    {
        using var files = new Files();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var behind = Options(files, port);
        behind.Node.Bind = $"127.0.0.2:{port}";
        StartProbe.Run(behind, DateTimeOffset.UnixEpoch);

        var before = Options(files, 0);
        before.Node.Bind = $"127.0.0.1:{port}";
        var fault = Assert.Throws<AddressInUseException>(() => StartProbe.Run(before, DateTimeOffset.UnixEpoch));
        Assert.Contains($"127.0.0.1:{port}", StartFaults.Explain(fault), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_holds_the_folder_is_said_before_who_listens()
    {
        using var files = new Files();
        using var held = DataFolderLock.Take(files.Folder, "node-1", DateTimeOffset.UnixEpoch);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var options = Options(files, ((IPEndPoint)other.LocalEndpoint).Port);
        var fault = Assert.Throws<DataFolderInUseException>(() => StartProbe.Run(options, DateTimeOffset.UnixEpoch));
        Assert.Contains("node-1", StartFaults.Explain(fault), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_free_stays_free()
    {
        using var files = new Files();
        StartProbe.Run(Options(files, 0), DateTimeOffset.UnixEpoch);
        StartProbe.Run(Options(files, 0), DateTimeOffset.UnixEpoch);
    }

    private static AkkaJobsOptions Options(Files files, int port) =>
        new() { DataFolder = files.Folder, Node = { Port = port } };
}
