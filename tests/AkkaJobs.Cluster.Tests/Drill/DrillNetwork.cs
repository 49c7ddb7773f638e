using System.Globalization;
using System.Net;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>An address for each node, and a link between any two, which can be cut.</summary>
/// <param name="prefix">What every address begins with: three of its four numbers.</param>
internal abstract class DrillNetwork(string prefix) : IAsyncDisposable
{
    /// <summary>By what it cuts links, for reports.</summary>
    public abstract string Means { get; }

    /// <summary>Where nodes reach this process's own machine.</summary>
    public abstract string Host { get; }

    /// <summary>Whether others than this machine's own could reach the nodes.</summary>
    public bool IsBeyondLoopback => !IPAddress.IsLoopback(IPAddress.Parse(Host));

    /// <summary>Makes one.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="nodes">How many nodes it is for, 1 to 200.</param>
    /// <exception cref="InvalidOperationException">There can be none of that kind here.</exception>
    public static DrillNetwork Make(NetworkKind kind, int nodes)
    {
        if (kind == NetworkKind.Proxy)
        {
            return ProxyNetwork.Make(nodes, "a proxy");
        }

        if (NamespaceNetwork.TryMake(nodes, out var why) is { } network)
        {
            return network;
        }

        return kind == NetworkKind.Auto
            ? ProxyNetwork.Make(nodes, $"a proxy ({why})")
            : throw new InvalidOperationException($"There can be no network namespaces: {why}.");
    }

    /// <summary>The address of a place, 1 to 254, as other nodes reach it; nodes begin at 2.</summary>
    public string Address(int place) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.{place}");

    /// <summary>What a node's program is started by.</summary>
    public virtual IReadOnlyList<string> Under(int place) => [];

    /// <summary>What a node is told of where it is.</summary>
    public virtual IReadOnlyList<string> Arguments(int place) =>
        ["--host", Address(place), "--port", DrillNode.Port.ToString(CultureInfo.InvariantCulture)];

    /// <summary>From now on neither hears the other.</summary>
    public abstract void Cut(int left, int right);

    /// <summary>They hear each other again.</summary>
    public abstract void Mend(int left, int right);

    public abstract ValueTask DisposeAsync();
}
