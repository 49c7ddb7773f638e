using AkkaJobs.Node;
using AkkaJobs.Tests.EndToEnd;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Audit;

/// <summary>The command on PostgreSQL.</summary>
public sealed class NodeAuditOnPostgresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akkajobs-").FullName;
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();

    [SkippableFact]
    public async Task It_runs_beside_a_node_and_mends_without_one()
    {
        var node = await StartAsync();
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(727, 102));
        await node.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30));
        await node.ExportedAsync(1);
        Assert.Equal(0, Audit().Code);
        var refused = Assert.Throws<InvalidOptionsException>(() => Audit(repair: true));
        Assert.Contains("stop it first", refused.Message, StringComparison.Ordinal);
        await node.StopAsync();

        PostgresServer.Shared!.Execute("UPDATE akkajobs.results SET result = '1'", _store.Name);
        var (code, said) = Audit();
        Assert.Equal(1, code);
        Assert.Contains("results.result: expected 829, found 1", said, StringComparison.Ordinal);
        (code, said) = Audit(repair: true);
        Assert.True(code == 0, said);

        await using var again = await StartAsync();
        id = await again.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await again.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30)));
    }

    public void Dispose()
    {
        _store.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private Task<JobsHost> StartAsync() => JobsHost.StartAsync(
        jobs => jobs.UsePostgres(_store.Connection)
            .AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B),
        _folder);

    private (int Code, string Said) Audit(bool repair = false)
    {
        using var said = new StringWriter();
        var options = new AkkaJobsOptions { DataFolder = _folder, Database = $"postgres:{_store.Connection}" };
        options.Http.ManagementUrl = "http://127.0.0.1:1";
        var code = NodeAudit.RunAsync(options, repair, TimeProvider.System, said, default);
        return (code.GetAwaiter().GetResult(), said.ToString());
    }
}
