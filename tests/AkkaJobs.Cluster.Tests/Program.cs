using System.CommandLine;
using AkkaJobs.Cluster.Tests.Drill;

// drill: faults of all kinds against a cluster, from one seed; printed as docs/drill.md keeps it. Ctrl-C ends it early,
// with its report.
var seed = new Option<int>("--seed") { Description = "Decides what happens.", DefaultValueFactory = _ => 1 };
var minutes = new Option<double>("--minutes") { Description = "How long it goes on at least." };
var faults = new Option<int>("--faults") { Description = "Faults at least.", DefaultValueFactory = _ => 1 };
var coordinators = new Option<int>("--coordinators")
{
    Description = "Nodes that may hold the coordinator, 2 to 9.",
    DefaultValueFactory = _ => 3,
};
var bots = new Option<int>("--bots") { Description = "Nodes that run jobs, 1 to 9.", DefaultValueFactory = _ => 3 };
var kinds = new Option<string[]>("--kinds")
{
    Description = $"What is done: {string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => kind.Word()))}.",
    AllowMultipleArgumentsPerToken = true,
};
var network = new Option<NetworkKind>("--network")
{
    Description = "By what links are cut: namespaces (for root), proxy, or auto: namespaces if they are allowed.",
};
kinds.AcceptOnlyFromAmong([.. Enum.GetValues<FaultKind>().Select(kind => kind.Word())]);
var drill = new System.CommandLine.Command("drill", "Faults against a cluster under load, and what came of them.")
{
    seed, minutes, faults, coordinators, bots, kinds, network,
};
drill.SetAction(async (line, cancel) =>
{
    var chosen = line.GetValue(kinds) ?? [];
    var report = await DrillRun.HoldAsync(
        new DrillOptions
        {
            Seed = line.GetValue(seed),
            Faults = Math.Clamp(line.GetValue(faults), 1, DrillRun.MaxFaults),
            Length = TimeSpan.FromMinutes(Math.Clamp(line.GetValue(minutes), 0, 24 * 60)),
            Coordinators = Math.Clamp(line.GetValue(coordinators), 2, 9),
            Bots = Math.Clamp(line.GetValue(bots), 1, 9),
            Network = line.GetValue(network),
            Kinds = [.. Enum.GetValues<FaultKind>().Where(kind => chosen.Length == 0 || chosen.Contains(kind.Word()))],
        },
        Console.Error.WriteLine,
        cancel);
    await Console.Out.WriteAsync(report.ToMarkdown());
    return report.Failures.Count == 0 ? 0 : 1;
});
return await new RootCommand("Drills against real nodes; as tests they run with dotnet test.") { drill }
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(10) });
