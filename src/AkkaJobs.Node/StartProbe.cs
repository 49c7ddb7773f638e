using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaJobs.Configuration;
using Microsoft.AspNetCore.Connections;

namespace AkkaJobs.Node;

/// <summary>
/// Looks whether folder and port are free before anything starts: what Akka.Remote says of a port that is taken fills
/// screens. The folder comes first, since who holds it says more than that someone listens.
/// </summary>
internal static class StartProbe
{
    /// <summary>Takes both and gives them back.</summary>
    /// <exception cref="DataFolderInUseException">Another node keeps its data there.</exception>
    /// <exception cref="AddressInUseException">
    /// Someone listens there, or the address is not of this machine.
    /// </exception>
    public static void Run(AkkaJobsOptions options, DateTimeOffset now)
    {
        if (options is { NeedsDatabase: true, PostgresConnection: null })
            DataFolderLock.Take(options.SqliteFolder, options.Node.EffectiveName, now).Dispose();

        var bound = options.Node.Bound;
        if ((bound.Host == "localhost" ? IPAddress.Loopback : bound.Address) is { } address)
            Listen(address, bound.Port);
    }

    private static void Listen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException fault)
        {
            throw new AddressInUseException(
                string.Create(
                    CultureInfo.InvariantCulture, $"Other nodes cannot be heard on {address}:{port}: {fault.Message}"),
                fault);
        }
    }
}
