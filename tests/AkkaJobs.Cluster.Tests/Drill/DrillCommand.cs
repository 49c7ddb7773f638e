using System.CommandLine;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>The command line of a drill.</summary>
internal static class DrillCommand
{
    /// <summary>The command.</summary>
    /// <param name="hold">Holds the drill and answers the exit code.</param>
    public static RootCommand Make(Func<DrillOptions, CancellationToken, Task<int>> hold)
    {
        var seed = new Option<int>("--seed")
        {
            Description = "Decides what happens.",
            DefaultValueFactory = _ => 1,
        };
        var minutes = new Option<double>("--minutes") { Description = "How long it goes on at least." };
        var faults = new Option<int>("--faults")
        {
            Description = "Faults at least.",
            DefaultValueFactory = _ => 1,
        };
        var coordinators = new Option<int>("--coordinators")
        {
            Description = "Nodes that may hold the coordinator, 2 to 9.",
            DefaultValueFactory = _ => 3,
        };
        var bots = new Option<int>("--bots")
        {
            Description = "Nodes that run jobs, 1 to 9.",
            DefaultValueFactory = _ => 3,
        };
        string[] words = [.. Enum.GetValues<FaultKind>().Select(kind => kind.Word())];
        var kinds = new Option<string[]>("--kinds")
        {
            Description = $"What is done: {string.Join(", ", words)}.",
            AllowMultipleArgumentsPerToken = true,
        };
        kinds.AcceptOnlyFromAmong(words);
        var network = new Option<NetworkKind>("--network")
        {
            Description =
                "By what links are cut: namespaces (for root), proxy, or auto: namespaces if they are allowed.",
        };
        var drill = new System.CommandLine.Command(
            "drill", "Faults against a cluster under load, and what came of them.")
        {
            seed, minutes, faults, coordinators, bots, kinds, network,
        };
        drill.SetAction((line, cancel) =>
        {
            var chosen = line.GetValue(kinds) ?? [];
            return hold(
                new DrillOptions
                {
                    Seed = line.GetValue(seed),
                    Faults = Math.Clamp(line.GetValue(faults), 1, DrillRun.MaxFaults),
                    Length = TimeSpan.FromMinutes(Math.Clamp(line.GetValue(minutes), 0, 24 * 60)),
                    Coordinators = Math.Clamp(line.GetValue(coordinators), 2, 9),
                    Bots = Math.Clamp(line.GetValue(bots), 1, 9),
                    Network = line.GetValue(network),
                    Kinds =
                    [
                        .. Enum.GetValues<FaultKind>()
                            .Where(kind => chosen.Length == 0 || chosen.Contains(kind.Word())),
                    ],
                },
                cancel);
        });
        return new RootCommand("Drills against real nodes; as tests they run with dotnet test.") { drill };
    }
}
