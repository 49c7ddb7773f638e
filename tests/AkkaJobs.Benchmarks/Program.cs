using System.Reflection;
using AkkaJobs.Benchmarks.Load;
using BenchmarkDotNet.Running;

// load | load-postgres | tables | lists | prune | latency | memory | pbm: whole-system figures, printed.
// Else BenchmarkDotNet decides.
switch (args.FirstOrDefault())
{
    case "load":
        await LoadCommand.RunAsync(Count(args, 300_000));
        break;
    case "load-postgres":
        using (var database = new PostgresLoad())
        {
            await LoadCommand.RunAsync(Count(args, 300_000), database);
        }

        break;
    case "tables":
        TablesCommand.Run(Count(args, 300_000));
        break;
    case "lists":
        await ListsCommand.RunAsync(Count(args, 1_000_000));
        break;
    case "prune":
        await PruneCommand.RunAsync(TimeSpan.FromSeconds(Count(args, 120)));
        break;
    case "latency":
        await LatencyCommand.RunAsync(Count(args, 500));
        break;
    case "memory":
        await MemoryCommand.RunAsync(Count(args, 1_000_000));
        break;
    case "pbm":
        await PbmCommand.RunAsync(Count(args, 1_000_000));
        break;
    case MemoryCommand.Fill or MemoryCommand.Open:
        await MemoryCommand.RunChildAsync(args[0], args[1], int.Parse(args[2]));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
        break;
}

static int Count(string[] args, int usual) => args.Length > 1 ? int.Parse(args[1]) : usual;
