using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Certificates;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// Nodes as an operator starts them, with the file that we ship for TLS; docs/tls.md, and what docs/cluster.md says of
/// where a node listens, typed.
/// </summary>
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;

    public TlsTests() => _authority = new TestAuthority(_folder.Path, "authority");

    [Fact]
    public async Task With_tls_conf_and_their_certificates_nodes_find_each_other()
    {
        using var botFolder = new TempFolder();
        await using var first = await NodeProcess.StartAsync(
            _folder.Path, "--config", Settings("first"), "--roles", "coordinator,http");
        await using var second = NodeProcess.Launch(
            botFolder.Path, "--config", Settings("second"), "--roles", "bot", "--name", "bot-1",
            "--seeds", first.Cluster);

        var (status, job) = await first.PostAsync("/jobs", """{"operation":"sum","args":{"a":727,"b":102}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var id = job.GetProperty("id").GetString();
        await first.UntilAsync(
            async () => (await first.GetAsync($"/jobs/{id}")).GetProperty("status").GetString() == "succeeded",
            $"the bot has run it\n{second.Output}");
        await second.InterruptAsync();
        Assert.Equal(0, second.ExitCode);
    }

    [Fact]
    public async Task With_certificates_made_as_the_page_shows_they_find_each_other()
    {
        const string request = "openssl req -newkey";
        var making = Page.Of("tls.md").Section("Certificates").Block("sh");
        using var shell = new Shell();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "hocon", "tls.conf"), shell.FileAt("tls.conf"));
        await shell.TypeAsync(making);
        await using var first = await shell.StartAsync(
            "data", "AkkaJobs.Node --data data --roles coordinator,http --config tls.conf");

        // The next node's: all but the authority.
        await shell.TypeAsync("cd tls\n" + making[making.IndexOf(request, StringComparison.Ordinal)..]
            .Replace("node-1", "node-2", StringComparison.Ordinal)
            .Replace("node.", "node-2.", StringComparison.Ordinal));
        await shell.TypeAsync("sed s/node[.]/node-2./ tls.conf >tls-2.conf");
        await using var second = shell.Launch(
            $"AkkaJobs.Node --data bot-1 --name bot-1 --roles bot --seeds {first.Cluster} --config tls-2.conf");
        var (_, job) = await first.PostAsync("/jobs", """{"operation":"sum","args":{"a":727,"b":102}}""");
        var done = await first.GetAsync($"/jobs/{job.GetProperty("id").GetString()}?wait_ms=60000");
        Assert.True(done.GetProperty("status").GetString() == "succeeded", second.Output);
        await second.InterruptAsync();
        await first.InterruptAsync();
    }

    [Fact]
    public async Task Where_others_reach_a_node_it_need_not_listen_but_beyond_loopback_it_wants_TLS()
    {
        var line = Page.Of("cluster.md").Section("Where a node listens, and where it is reached").Block("sh");
        using var shell = new Shell();
        var refused = await shell.TypeAsync($"! {line}");
        Assert.Contains("akkajobs.node.host must stay on loopback", refused, StringComparison.Ordinal);
        Assert.Contains("akkajobs.node.bind must stay on loopback", refused, StringComparison.Ordinal);

        // An address of loopback that is nobody else's, as long as this test runs.
        var here = $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 255)}";
        await using var node = shell.Launch(
            "export AKKAJOBS_HTTP__TOKENS__ADMIN__ME=my-secret AKKAJOBS_REMOTE__INSECURE=on\n"
            + line.Replace("0.0.0.0", here, StringComparison.Ordinal));
        await node.ReadyAsync();
        await node.SaysAsync($"jobs-1.example:4053, heard at {here}:4053,");
        await node.InterruptAsync();
    }

    [Fact]
    public async Task A_key_that_is_not_there_ends_the_start_with_its_name()
    {
        var settings = Settings("first");
        File.Delete(Path.Combine(_folder.Path, "first.key"));
        await using var node = NodeProcess.Launch(_folder.Path, "--config", settings);
        await node.EndAsync();
        Assert.Equal(2, node.ExitCode);
        await node.SaysAsync("akkajobs.remote.tls.key must be a file that exists");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>A copy of the file, with the paths of one node.</summary>
    private string Settings(string name)
    {
        var (certificate, key) = _authority.IssueFiles(name);
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "tls.conf"));
        return _authority.Write($"{name}.conf", text
            .Replace("tls/node.pem", certificate, StringComparison.Ordinal)
            .Replace("tls/node.key", key, StringComparison.Ordinal)
            .Replace("tls/authority.pem", _authority.File, StringComparison.Ordinal));
    }
}
