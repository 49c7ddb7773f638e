using AkkaJobs.Configuration;
using AkkaJobs.Protocol;

namespace AkkaJobs;

/// <summary>How a node is named and reached by other nodes: <c>akkajobs.node</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>
    /// The node's name, <c>akkajobs.node.name</c>, as jobs and history show it. Default empty: host name and
    /// <see cref="Port"/>. At most 128 bytes; no two nodes of a cluster may share one, since the bot is named after it.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// The address under which other nodes reach this one, <c>akkajobs.node.host</c>. Default <c>127.0.0.1</c>;
    /// beyond loopback only with configured tokens and TLS (<see cref="RemotingOptions"/>). Other nodes must name it
    /// letter by letter like this.
    /// </summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>
    /// The port of Akka.Remote, <c>akkajobs.node.port</c>. Default 4053; 0 for any free one, at most 65535.
    /// </summary>
    public int Port { get; set; } = 4053;

    /// <summary>
    /// Where this node listens for others if that is not where they reach it, <c>akkajobs.node.bind</c>:
    /// <c>ADDRESS:PORT</c> with an IP address of this machine, as behind a proxy or a port that is passed on to a
    /// container. Default empty: at <see cref="Host"/> and <see cref="Port"/>, which then stay what other nodes are
    /// told; of a <see cref="Port"/> of 0, this one's. Beyond loopback as there.
    /// </summary>
    public string Bind { get; set; } = "";

    /// <summary>
    /// The nodes through which this one joins, each <c>host:port</c>, <c>akkajobs.node.seeds</c>: the same list in the
    /// same order on every node, since only the first may found a cluster. Default empty: this node founds its own.
    /// </summary>
    public IReadOnlyList<string> Seeds { get; set; } = [];

    /// <summary>
    /// The highest format of journal and messages that this node says it reads, <c>akkajobs.node.format</c>; what one
    /// node does not read, none writes. Default 0: all that this version does. Lower: a version that reads no more can
    /// come back; it is of use until the journal has been raised above it.
    /// </summary>
    public int Format { get; set; }

    /// <summary>Where it listens.</summary>
    internal NodeAddress Bound => NodeAddress.Parse(Bind) ?? new NodeAddress(Host, Port);

    /// <summary>What it says that it reads.</summary>
    internal int AnnouncedFormat => Format == 0 ? Formats.Latest : Format;

    /// <summary>The name in force. Where any port will do, the process stands for it.</summary>
    internal string EffectiveName => Name.Length > 0
        ? Name
        : $"{Environment.MachineName.ToLowerInvariant()}-{(Port > 0 ? Port : Environment.ProcessId)}";
}
