using System.CommandLine;
using AkkaJobs.Cluster.Tests.Drill;

// drill: faults of all kinds against a cluster, from one seed; printed as docs/drill.md keeps it. Ctrl-C ends it early,
// with its report.
return await DrillCommand.Make(async (options, cancel) =>
{
    var report = await DrillRun.HoldAsync(options, Console.Error.WriteLine, cancel);
    await Console.Out.WriteAsync(report.ToMarkdown());
    return report.Failures.Count == 0 ? 0 : 1;
}).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(10) });
