using System.Net;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Certificates;

namespace AkkaJobs.Cluster.Tests;

/// <summary>Nodes as an operator starts them, with the file that we ship for TLS.</summary>
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
