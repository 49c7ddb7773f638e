using AkkaJobs.Tests.Http;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>What keeps the jobs of a test.</summary>
public enum Keeper
{
    /// <summary>The rules alone, on which the tests of the HTTP door rest.</summary>
    Rules,

    /// <summary>A whole node on SQLite.</summary>
    Sqlite,

    /// <summary>A whole node on PostgreSQL.</summary>
    Postgres,

    /// <summary>A whole node on SQLite, behind its HTTP door.</summary>
    HttpOnSqlite,

    /// <summary>A whole node on PostgreSQL, behind its HTTP door.</summary>
    HttpOnPostgres,
}

/// <summary>
/// Tests that hold whoever keeps the jobs; inherited once for each. A node's own bot runs nothing that they enqueue.
/// </summary>
public abstract class KeptSpec : IAsyncLifetime
{
    private readonly Keeper _keeper;
    private readonly PostgresStore? _store;
    private JobsHost? _node;

    protected KeptSpec(Keeper keeper)
    {
        _keeper = keeper;
        _store = keeper is Keeper.Postgres or Keeper.HttpOnPostgres ? PostgresStore.MakeEmpty() : null;
    }

    protected IJobClient Client { get; private set; } = null!;

    protected IJobOperator Operator { get; private set; } = null!;

    protected IRemoteBots RemoteBots { get; private set; } = null!;

    public Task InitializeAsync()
    {
        if (_keeper != Keeper.Rules)
        {
            return StartAsync(null);
        }

        var jobs = new InProcessJobs();
        (Client, Operator, RemoteBots) = (jobs, jobs, jobs);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _store?.Dispose();
    }

    /// <summary>Stops the node and starts another where it kept its records.</summary>
    protected async Task RestartAsync()
    {
        await _node!.StopAsync();
        await StartAsync(_node.Folder);
    }

    private async Task StartAsync(string? folder)
    {
        _node = await JobsHost.StartAsync(
            jobs =>
            {
                if (_store is not null)
                {
                    jobs.UsePostgres(_store.Connection);
                }
            },
            folder,
            overHttp: _keeper is Keeper.HttpOnSqlite or Keeper.HttpOnPostgres);
        (Client, Operator, RemoteBots) = (_node.Client, _node.Operator, _node.RemoteBots);
    }
}
