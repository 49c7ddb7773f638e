using System.CommandLine;
using AkkaJobs;
using AkkaJobs.Configuration;
using AkkaJobs.Hosting;
using AkkaJobs.Node;

const int Failed = 1;
const int BadUsage = 2;

var arguments = new NodeArguments();
var parsed = arguments.Command(NodeAsync, AuditAsync).Parse(args);
if (parsed.Errors.Count > 0)
    return await RefuseAsync(BadUsage, [.. parsed.Errors.Select(error => error.Message)]);

// The host hears Ctrl-C and SIGTERM itself, and takes the time it needs to drain.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

Task<int> NodeAsync(ParseResult line, CancellationToken cancel) => TryAsync(line, async settings =>
{
    if (arguments.PrintsConfig(line))
    {
        foreach (var setting in settings.Print())
            await Console.Out.WriteLineAsync(setting);
        return 0;
    }

    if (arguments.PrintsSchema(line))
    {
        using var store = JobsStore.Of(settings.Options, TimeProvider.System);
        foreach (var sql in DatabaseStartup.DryRun(store))
            await Console.Out.WriteLineAsync(sql);
        return 0;
    }

    NodeChecks.Run(settings);
    return await NodeRun.RunAsync(settings, () => Load(line), Console.Out);
});

Task<int> AuditAsync(ParseResult line, CancellationToken cancel) => TryAsync(line, settings =>
    NodeAudit.RunAsync(settings.Options, arguments.Repairs(line), TimeProvider.System, Console.Out, cancel));

async Task<int> TryAsync(ParseResult line, Func<LoadedSettings, Task<int>> run)
{
    try
    {
        return await run(Load(line));
    }
    catch (InvalidOptionsException fault)
    {
        return await RefuseAsync(BadUsage, fault.Errors);
    }
    catch (Exception fault) when (StartFaults.Explain(fault) is { } explanation)
    {
        return await RefuseAsync(Failed, [explanation]);
    }
}

LoadedSettings Load(ParseResult line) => SettingSources.Load(
    arguments.Files(line), Environment.GetEnvironmentVariables(), arguments.Settings(line));

static async Task<int> RefuseAsync(int code, IReadOnlyList<string> reasons)
{
    foreach (var reason in reasons)
        await Console.Error.WriteLineAsync(reason);
    if (code == BadUsage)
        await Console.Error.WriteLineAsync("Nothing was started. --help lists the arguments.");
    return code;
}
