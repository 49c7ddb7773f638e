using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Benchmarks.Load;

/// <summary>One whole node in this process, on a database with durable commits.</summary>
internal sealed class LoadNode : IAsyncDisposable
{
    private readonly IHost _host;

    private LoadNode(IHost host) => _host = host;

    public IJobClient Client => _host.Services.GetRequiredService<IJobClient>();

    public JobsStore Store => _host.Services.GetRequiredService<JobsStore>();

    public JobTables Tables => _host.Services.GetRequiredService<JobTables>();

    /// <param name="folder">Where it keeps its files.</param>
    /// <param name="slots">Its bot's slots; 0 for a node without a bot.</param>
    /// <param name="postgres">The database instead of SQLite files.</param>
    /// <param name="configure">What else is unlike the defaults.</param>
    public static async Task<LoadNode> StartAsync(
        string folder, int slots, string? postgres = null, Action<AkkaJobsOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAkkaJobs(jobs => jobs
            .UseSqlite(folder)
            .Configure(o => o.Database = postgres is null ? o.Database : $"postgres:{postgres}")
            .Slots(Math.Max(1, slots))
            .Configure(o => o.Roles = slots > 0 ? o.Roles : [NodeRoles.Coordinator, NodeRoles.Http])
            .Configure(o => configure?.Invoke(o))
            .AddHandler<Add, long>("sum", (args, _) => args.A + args.B));
        var host = builder.Build();
        await host.StartAsync();
        return new LoadNode(host);
    }

    /// <summary>Hands over <c>sum</c> jobs in bulk, from a few tasks at once.</summary>
    public async Task EnqueueAsync(int jobs)
    {
        const int Bulk = 5_000;
        var starts = Enumerable.Range(0, (jobs + Bulk - 1) / Bulk).Select(i => i * Bulk);
        await Parallel.ForEachAsync(starts, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (start, cancel) =>
        {
            var requests = Enumerable.Range(start, Math.Min(Bulk, jobs - start))
                .Select(i => new JobRequest("sum", JsonText.From(new Add(i, 1)))).ToList();
            while (requests.Count > 0)
            {
                var outcomes = await Client.EnqueueManyAsync(requests, cancel);
                requests = [.. requests.Where((_, i) => outcomes[i].Rejection?.Code == RejectionCode.Busy)];
                if (outcomes.FirstOrDefault(o => o.Rejection is { Code: not RejectionCode.Busy }).Rejection is { } no)
                {
                    throw new JobRefusedException(no);
                }
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    internal sealed record Add(long A, long B);
}
