using System.Net;
using System.Net.Http.Headers;
using AkkaJobs.Cluster.Tests.Nodes;

namespace AkkaJobs.Cluster.Tests;

public sealed class TokenRotationTests
{
    [Fact]
    public async Task Tokens_are_read_anew_at_SIGHUP_and_what_cannot_be_read_changes_nothing()
    {
        using var folder = new TempFolder();
        var config = Path.Combine(folder.Path, "tokens.conf");
        await File.WriteAllTextAsync(config, "akkajobs.http.tokens.admin.alice = first-secret");
        await using var node = NodeProcess.Launch(Path.Combine(folder.Path, "data"), "--config", config);
        await node.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, "first-secret"));

        await File.WriteAllTextAsync(config, "akkajobs.http.tokens.admin.alice = second-secret");
        await node.SignalAsync("HUP");
        await node.SaysAsync("Let in from now on: admin.alice.");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(node, "first-secret"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, "second-secret"));

        await File.WriteAllTextAsync(config, "akkajobs.http.tokens.king.alice = third-secret");
        await node.SignalAsync("HUP");
        await node.SaysAsync("The tokens stay as they were");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, "second-secret"));
        Assert.DoesNotContain("-secret", node.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(NodeProcess node, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Client.BaseAddress!, "/stats"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await node.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
