using Akka;
using Akka.Actor;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A node that has stopped has let go of its folder.</summary>
public sealed class StoppingTests
{
    [SkippableFact]
    public async Task Waits_for_a_follower_that_is_in_the_middle_of_a_write()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Open files are looked up in /proc.");
        var node = await JobsHost.StartAsync(jobs => jobs.AddHandler<JobsHost.Add, long>("sum", (a, _) => a.A + a.B));

        // The tables' writer waits for this lock until the node is about to end.
        var other = new SqliteConnection($"Data Source={Path.Combine(node.Folder, "jobs.db")};Pooling=False");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");
        var id = await node.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await node.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30)));
        CoordinatedShutdown.Get(node.System).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            "let-go",
            () =>
            {
                other.Dispose();
                return Task.FromResult(Done.Instance);
            });

        await node.StopAsync();
        SqliteConnection.ClearAllPools();
        Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(node.Folder, StringComparison.Ordinal));
        Directory.Delete(node.Folder, recursive: true);
    }

    private static IEnumerable<string> OpenFiles() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Select(file => file.LinkTarget).OfType<string>();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
