using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AkkaJobs.Http;

/// <summary>The two addresses that a node listens on; one server, two doors.</summary>
public sealed class HttpPorts
{
    private ListenOptions? _http;
    private ListenOptions? _management;

    private HttpPorts()
    {
    }

    /// <summary>Where the HTTP interface is, once the server runs, as in <c>http://127.0.0.1:3001</c>.</summary>
    public string Http => Address(_http);

    /// <summary>Where health and management are, once the server runs.</summary>
    public string Management => Address(_management);

    /// <summary>
    /// Makes Kestrel listen on both: what <c>MapAkkaJobs</c> maps answers only on the first, what
    /// <c>MapAkkaJobsManagement</c> maps only on the second. Needs <c>AddAkkaJobsHttp</c>.
    /// </summary>
    /// <param name="host">The host's builder.</param>
    /// <param name="http">
    /// As in <c>http://127.0.0.1:3001</c>: an IP address, <c>localhost</c> or <c>*</c>; port 0 = any.
    /// </param>
    /// <param name="management">The other address.</param>
    /// <exception cref="ArgumentException">An address that is no such URL.</exception>
    public static HttpPorts Listen(IWebHostBuilder host, string http, string management)
    {
        var (forHttp, forManagement) = (Parse(http), Parse(management));
        var ports = new HttpPorts();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ports.Open(kestrel, forHttp, DoorOf.Http, options => ports._http ??= options);
            ports.Open(kestrel, forManagement, DoorOf.Management, options => ports._management ??= options);
        });
        return ports;
    }

    /// <summary>Whether only this machine can reach the address.</summary>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public static bool IsLoopback(string url)
    {
        var host = Parse(url).Host;
        return IsLocalhost(host) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static BindingAddress Parse(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw Wrong(url);
        }

        var known = address.Host is "*" or "+" || IsLocalhost(address.Host) || IPAddress.TryParse(address.Host, out _);
        return known && address.PathBase.Length == 0 && address.Scheme is "http" or "https"
            ? address
            : throw Wrong(url);
    }

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static ArgumentException Wrong(string url) => new(
        $"{url} must be http://ADDRESS:PORT, where ADDRESS is an IP address, localhost or *, without a path.");

    private void Open(KestrelServerOptions kestrel, BindingAddress address, DoorOf door, Action<ListenOptions> opened)
    {
        // Kestrel offers no free port on both loopbacks at once.
        if (IsLocalhost(address.Host) && address.Port != 0)
        {
            kestrel.ListenLocalhost(address.Port, Mark);
        }
        else if (IsLocalhost(address.Host))
        {
            kestrel.Listen(IPAddress.Loopback, 0, Mark);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, Mark);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, Mark);
        }

        void Mark(ListenOptions options)
        {
            opened(options);
            options.Use(next => connection =>
            {
                connection.Features.Set(door);
                return next(connection);
            });
            if (address.Scheme == "https")
            {
                options.UseHttps();
            }
        }
    }

    private static string Address(ListenOptions? options) =>
        options?.ToString() ?? throw new InvalidOperationException("The server has not started.");
}
