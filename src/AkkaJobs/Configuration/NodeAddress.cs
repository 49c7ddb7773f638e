using System.Globalization;
using System.Net;

namespace AkkaJobs.Configuration;

/// <summary>Where another node, or a listener of this one, is found.</summary>
internal sealed record NodeAddress(string Host, int Port)
{
    /// <summary>
    /// Whether it can only be reached from this machine. A name other than <c>localhost</c> may lead anywhere.
    /// </summary>
    public bool IsLoopback =>
        IsLocalhost || (Address is { } address && IPAddress.IsLoopback(address));

    /// <summary>Whether it says at once where to listen; a name would leave that open.</summary>
    public bool IsOfMachine => IsLocalhost || Address is not null;

    /// <summary>The IP address; null of a name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address : null;

    /// <summary>The address that <c>localhost</c>, 127.0.0.1 and ::1 share; 127.0.0.2 is elsewhere.</summary>
    private IPAddress? Place => IsLocalhost || IPAddress.IPv6Loopback.Equals(Address) ? IPAddress.Loopback : Address;

    private bool IsLocalhost => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c>; null where it is none.</summary>
    public static NodeAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1 || Uri.CheckHostName(text[..colon]) == UriHostNameType.Unknown)
            return null;
        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535
            ? new NodeAddress(text[..colon], port)
            : null;
    }

    /// <summary>Whether both name one place, as far as names tell.</summary>
    public bool IsSameAs(NodeAddress other) =>
        Port == other.Port
        && (Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase)
            || (Place is { } place && place.Equals(other.Place)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
