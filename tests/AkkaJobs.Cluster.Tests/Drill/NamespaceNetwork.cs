using System.Globalization;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>A network namespace for each node, on one bridge.</summary>
internal sealed class NamespaceNetwork : DrillNetwork
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
    private readonly DrillKeeper _keeper;

    private NamespaceNetwork(string name, string prefix, IEnumerable<int> places)
        : base(prefix)
    {
        _name = name;
        _keeper = new DrillKeeper(Clearing, [name, .. places.Select(place => $"{name}-{place}")]);
    }

    public override string Means => "network namespaces";

    public override string Host => Address(1);

    /// <summary>Makes it; null where that cannot be.</summary>
    /// <param name="nodes">How many nodes it is for, 1 to 200.</param>
    /// <param name="why">Why it cannot be.</param>
    public static NamespaceNetwork? TryMake(int nodes, out string? why)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            why = "only root may make network namespaces";
            return null;
        }

        for (var i = 0; i < MaxTries; i++)
        {
            var prefix = $"10.{Random.Shared.Next(128, 256)}.{Random.Shared.Next(256)}";
            if (!Command.Try("ip", $"-o addr show to {prefix}.0/24").Output.Contains(prefix, StringComparison.Ordinal))
            {
                return TryMake(prefix, [.. Enumerable.Range(2, nodes)], out why);
            }
        }

        why = "no private network is free";
        return null;
    }

    public override IReadOnlyList<string> Under(int place) => ["nsenter", $"--net=/run/netns/{Space(place)}"];

    public override void Cut(int left, int right)
    {
        Command.Run("ip", $"-n {Space(left)} neigh replace {Address(right)} lladdr {Nowhere} dev eth0 nud permanent");
        Command.Run("ip", $"-n {Space(right)} neigh replace {Address(left)} lladdr {Nowhere} dev eth0 nud permanent");
    }

    public override void Mend(int left, int right)
    {
        Command.Run("ip", $"-n {Space(left)} neigh del {Address(right)} dev eth0");
        Command.Run("ip", $"-n {Space(right)} neigh del {Address(left)} dev eth0");
    }

    public override ValueTask DisposeAsync()
    {
        _keeper.Dispose();
        return ValueTask.CompletedTask;
    }

    private static NamespaceNetwork? TryMake(string prefix, List<int> places, out string? why)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ajd{Random.Shared.Next(0x100000):x5}");
        var network = new NamespaceNetwork(name, prefix, places);
        try
        {
            Command.Run("ip", $"link add {name} type bridge");
            Command.Run("ip", $"addr add {prefix}.1/24 dev {name}");
            Command.Run("ip", $"link set {name} up");
            places.ForEach(network.MakeSpace);
            why = null;
            return network;
        }
        catch (InvalidOperationException refused)
        {
            network._keeper.Dispose();
            why = refused.Message;
            return null;
        }
    }

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
