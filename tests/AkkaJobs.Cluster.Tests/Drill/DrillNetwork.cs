using System.Globalization;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// An address for each node. Where this process may make them: network namespaces on one bridge, any two of which can
/// be cut apart; else loopback addresses, which cannot.
/// </summary>
internal sealed class DrillNetwork : IDisposable
{
    /// <summary>A machine address that nobody has: what is sent there is lost without a word.</summary>
    private const string Nowhere = "02:00:00:00:00:fe";

    /// <summary>Networks that are tried until one is free.</summary>
    private const int MaxTries = 20;

    /// <summary>
    /// Ends what still runs in the namespaces, too: they stay as long as it does, and a while longer for connections
    /// that were cut off; so the links go by themselves.
    /// </summary>
    private const string Clearing =
        """
        bridge=$1; shift
        for space in "$@"; do
            for process in $(ip netns pids "$space" 2>/dev/null); do kill -KILL "$process" 2>/dev/null; done
            ip link del "${bridge}v${space##*-}" 2>/dev/null
            ip netns del "$space" 2>/dev/null
        done
        ip link del "$bridge" 2>/dev/null
        """;

    private readonly string _name;
    private readonly string _prefix;
    private readonly DrillKeeper? _keeper;

    private DrillNetwork(string name, string prefix, DrillKeeper? keeper)
    {
        _name = name;
        _prefix = prefix;
        _keeper = keeper;
    }

    /// <summary>Why two nodes cannot be cut apart here; null where they can.</summary>
    public string? CannotCut { get; private init; }

    /// <summary>Where nodes reach this process's own machine.</summary>
    public string Host => CannotCut is null ? Address(1) : "127.0.0.1";

    /// <summary>Makes it.</summary>
    /// <param name="nodes">How many nodes it is for, 1 to 200.</param>
    public static DrillNetwork Make(int nodes)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ajd{Random.Shared.Next(0x100000):x5}");
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return OnLoopback(name, "only root may make network namespaces");
        }

        for (var i = 0; i < MaxTries; i++)
        {
            var prefix = $"10.{Random.Shared.Next(128, 256)}.{Random.Shared.Next(256)}";
            if (!Command.Try("ip", $"-o addr show to {prefix}.0/24").Output.Contains(prefix, StringComparison.Ordinal))
            {
                return Make(name, prefix, nodes);
            }
        }

        return OnLoopback(name, "no private network is free");
    }

    /// <summary>The address of a place, 1 to 254.</summary>
    public string Address(int place) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}.{place}");

    /// <summary>What a node's program is started by.</summary>
    public IReadOnlyList<string> Under(int place) =>
        CannotCut is null ? ["nsenter", $"--net=/run/netns/{Space(place)}"] : [];

    /// <summary>From now on neither hears the other.</summary>
    public void Cut(int left, int right)
    {
        Command.Run("ip", $"-n {Space(left)} neigh replace {Address(right)} lladdr {Nowhere} dev eth0 nud permanent");
        Command.Run("ip", $"-n {Space(right)} neigh replace {Address(left)} lladdr {Nowhere} dev eth0 nud permanent");
    }

    /// <summary>They hear each other again.</summary>
    public void Mend(int left, int right)
    {
        Command.Run("ip", $"-n {Space(left)} neigh del {Address(right)} dev eth0");
        Command.Run("ip", $"-n {Space(right)} neigh del {Address(left)} dev eth0");
    }

    public void Dispose() => _keeper?.Dispose();

    private static DrillNetwork Make(string name, string prefix, int nodes)
    {
        var places = Enumerable.Range(2, nodes).ToList();
        var network = new DrillNetwork(
            name, prefix, new DrillKeeper(Clearing, [name, .. places.Select(place => $"{name}-{place}")]));
        try
        {
            Command.Run("ip", $"link add {name} type bridge");
            Command.Run("ip", $"addr add {prefix}.1/24 dev {name}");
            Command.Run("ip", $"link set {name} up");
            places.ForEach(network.MakeSpace);
            return network;
        }
        catch (InvalidOperationException refused)
        {
            network.Dispose();
            return OnLoopback(name, refused.Message);
        }
    }

    private static DrillNetwork OnLoopback(string name, string why) =>
        new(name, $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(256)}", null) { CannotCut = why };

    private void MakeSpace(int place)
    {
        var space = Space(place);
        var end = $"{_name}v{place}";
        Command.Run("ip", $"netns add {space}");
        Command.Run("ip", $"link add {end} type veth peer name eth0 netns {space}");
        Command.Run("ip", $"link set {end} master {_name} up");
        Command.Run("ip", $"-n {space} addr add {Address(place)}/24 dev eth0");
        Command.Run("ip", $"-n {space} link set eth0 up");
        Command.Run("ip", $"-n {space} link set lo up");
    }

    private string Space(int place) => $"{_name}-{place}";
}
