using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests;

public sealed class StoppingTests
{
    [Fact]
    public async Task Ctrl_C_drains_ends_with_0_and_the_next_start_goes_on()
    {
        using var folder = new TempFolder();
        string id;
        await using (var first = await NodeProcess.StartAsync(folder.Path, "--operations", "multiply"))
        {
            await first.SaysAsync(first.Client.BaseAddress!.Authority);
            await first.SaysAsync("admin-token");

            // No bot here runs it: it waits for one.
            var (status, job) = await first.PostAsync("/jobs", """{"operation":"sum","args":{"a":727,"b":102}}""");
            Assert.Equal(HttpStatusCode.Created, status);
            id = job.GetProperty("id").GetString()!;
            await first.InterruptAsync();
            Assert.Equal(0, first.ExitCode);
        }

        await using var second = await NodeProcess.StartAsync(folder.Path);
        var done = await second.GetAsync($"/jobs/{id}?wait_ms=30000");
        Assert.Equal("succeeded", done.GetProperty("status").GetString());
        Assert.Equal(829, done.GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task Ctrl_C_ends_a_node_with_0_that_still_waits_for_its_database()
    {
        using var folder = new TempFolder();
        await using var node = NodeProcess.Launch(
            folder.Path, "--database", "postgres:Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        await node.SaysAsync("is not there yet");
        await node.InterruptAsync();
        Assert.Equal(0, node.ExitCode);
    }

    [Fact]
    public async Task A_second_node_on_the_same_folder_is_told_who_holds_it()
    {
        using var folder = new TempFolder();
        await using var first = await NodeProcess.StartAsync(folder.Path);
        await using var second = NodeProcess.Launch(folder.Path);
        await second.EndAsync();
        Assert.NotEqual(0, second.ExitCode);
        await second.SaysAsync(folder.Path);
    }
}
