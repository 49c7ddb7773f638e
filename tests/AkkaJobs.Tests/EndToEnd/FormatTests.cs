using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Protocol;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The journal's format is that which every node says it reads, and never goes back.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akkajobs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_journal_is_in_the_latest_and_its_nodes_say_so()
    {
        await using var node = await JobsHost.StartAsync();
        await RunAsync(node);

        var seen = Assert.Single(await node.Cluster.NodesAsync());
        Assert.Equal(Formats.Latest, seen.Format);
        Assert.Equal(["bot", "coordinator", "http"], seen.Roles);
        Assert.Matches(@"^\d+\.\d+\.\d+", seen.Version);
        Assert.Equal(Formats.Latest, FormatIn(node.Folder));
    }

    [Fact]
    public async Task One_that_was_held_is_raised_as_soon_as_no_node_holds_it_and_that_is_an_event()
    {
        var held = await StartAsync(format: Formats.First);
        await RunAsync(held);
        Assert.Equal(Formats.First, Assert.Single(await held.Cluster.NodesAsync()).Format);
        await held.StopAsync();
        Assert.Equal(Formats.First, FormatIn(_folder));

        var free = await StartAsync(format: 0);
        await RunAsync(free);
        await free.StopAsync();
        Assert.Equal(Formats.Latest, FormatIn(_folder));

        var heldAgain = await StartAsync(format: Formats.First);
        await RunAsync(heldAgain);
        var raised = new JobEventFilter { Event = "format-raised" };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var e in heldAgain.Events.FollowAsync(raised, 0, patience.Token))
        {
            Assert.Equal("Every node reads format 2.", e.Reason);
            break;
        }

        await heldAgain.StopAsync();
        Assert.Equal(Formats.Latest, FormatIn(_folder));
    }

    [Fact]
    public async Task A_node_does_not_start_on_one_that_a_later_version_has_written()
    {
        var node = await StartAsync(format: 0);
        await RunAsync(node);
        await node.StopAsync();
        using (var data = Store(_folder).Journal.Query())
        {
            data.Execute("UPDATE journal SET manifest = 'c9' WHERE ordering = (SELECT max(ordering) FROM journal)");
        }

        var fault = await Assert.ThrowsAsync<FormatTooNewException>(() => StartAsync(format: 0));
        Assert.Contains("is in format 9, but this version of AkkaJobs reads none after 2", fault.Message);
    }

    [Theory]
    [InlineData(false, new[] { "akkajobs-format-2", "bot", "coordinator", "http", "till" })]
    [InlineData(true, new[] { "bot", "coordinator", "http", "till" })]
    public async Task In_a_hosts_own_system_it_is_said_with_the_roles_that_were_set_before(
        bool rolesComeLast, string[] roles)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddAkkaJobs(jobs => jobs.JoinExistingSystem().UseSqlite(_folder));
        builder.Services.AddAkka("shop", (akka, services) =>
        {
            var clustering = new ClusterOptions { Roles = ["coordinator", "bot", "http", "till"] };
            akka.WithRemoting("127.0.0.1", 0);
            _ = rolesComeLast
                ? akka.WithAkkaJobs(services).WithClustering(clustering)
                : akka.WithClustering(clustering).WithAkkaJobs(services);
        });
        using var host = builder.Build();
        await host.StartAsync();
        var cluster = Cluster.Get(host.Services.GetRequiredService<Akka.Actor.ActorSystem>());
        Assert.Equal(roles, cluster.SelfRoles.Order(StringComparer.Ordinal));
        await host.StopAsync();
    }

    private Task<JobsHost> StartAsync(int format) =>
        JobsHost.StartAsync(jobs => jobs.Configure(o => o.Node.Format = format), _folder);

    private static async Task RunAsync(JobsHost node)
    {
        var id = await node.Client.EnqueueAsync("nobody", 1);
        await node.Client.CancelAsync(id, new Request("alice"));
    }

    private static int FormatIn(string folder) => Store(folder).NewReader().Format();

    private static JobsStore Store(string folder) => JobsStore.In(folder, TimeProvider.System);
}
