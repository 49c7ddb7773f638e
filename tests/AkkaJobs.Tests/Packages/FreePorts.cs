using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AkkaJobs.Tests.Packages;

/// <summary>Ports of loopback that nobody has, outside the range from which connections get theirs.</summary>
internal static class FreePorts
{
    /// <summary>Finds some; each another.</summary>
    public static IReadOnlyList<string> Take(int count)
    {
        var taken = new List<TcpListener>();
        try
        {
            for (var port = 15_000 + (Environment.ProcessId % 5_000); taken.Count < count; port++)
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                    taken.Add(listener);
                }
                catch (SocketException)
                {
                    // Another's.
                    listener.Dispose();
                }
            }

            return
            [
                .. taken.Select(listener =>
                    ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)),
            ];
        }
        finally
        {
            taken.ForEach(listener => listener.Dispose());
        }
    }
}
