using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Storage;
using LinqToDB.Data;
using Npgsql;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The two roles of <c>docs/postgresql.md</c>, as its SQL makes them.</summary>
public sealed class PostgresRolesTests : IDisposable
{
    private readonly PostgresStore _store = PostgresStore.MakeEmpty();
    private readonly string _owner;
    private readonly string _runner;

    public PostgresRolesTests()
    {
        (_owner, _runner) = ($"{_store.Name}_owner", $"{_store.Name}_runner");
        _store.Execute(Sql(0));
    }

    [SkippableFact]
    public async Task A_role_that_may_make_nothing_runs_a_node_once_the_owner_made_the_schema()
    {
        Prepare(As(_owner));
        using (var owner = new PostgresDatabase(As(_owner)))
        using (var data = owner.Query())
        {
            data.Execute(Sql(1));
        }

        await using var node = await JobsHost.StartAsync(jobs => jobs
            .UsePostgres(As(_runner))
            .AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B));
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(727, 102));

        Assert.Equal(829, await node.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30)));
        await node.Client.HistoryAsync(id);
        Assert.Equal("829", node.Row("SELECT result FROM results")["result"]);
    }

    [SkippableFact]
    public void It_says_what_to_do_where_the_schema_is_not_complete()
    {
        var refused = Assert.Throws<SchemaNotAllowedException>(() => Prepare(As(_runner)));

        Assert.Contains("permission denied", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--print-schema", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _store.Dispose();
        PostgresServer.Shared!.Execute($"DROP ROLE {_owner}; DROP ROLE {_runner}");
    }

    private static void Prepare(string connection)
    {
        using var store = JobsStore.On(new PostgresDatabase(connection), TimeProvider.System);
        store.Prepare();
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(_store.Connection)
    {
        Username = role,
    }.ConnectionString;

    /// <summary>A block of the document, with names of this test.</summary>
    private string Sql(int block) => Page.Of("postgresql.md").Block("sql", block)
        .Replace("jobs_owner", _owner, StringComparison.Ordinal)
        .Replace("jobs_runner", _runner, StringComparison.Ordinal)
        .Replace("DATABASE jobs ", $"DATABASE {_store.Name} ", StringComparison.Ordinal);
}
