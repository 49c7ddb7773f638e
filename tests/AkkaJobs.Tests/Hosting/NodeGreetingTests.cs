using AkkaJobs.Http;
using AkkaJobs.Node;

namespace AkkaJobs.Tests.Hosting;

public sealed class NodeGreetingTests
{
    private static readonly NodeAddresses Addresses = new("http://127.0.0.1:3001", "http://127.0.0.1:9110");

    private static readonly NodeTokens Own =
        new([new BearerToken(HttpRole.Admin, "admin", "correct-horse")], Path.GetFullPath("data/admin-token"), true);

    [Fact]
    public void It_says_where_everything_is_and_what_to_do_next()
    {
        var text = Greet(new AkkaJobsOptions(), Addresses, Own);
        Assert.Contains("http://127.0.0.1:3001", text, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9110/health/ready", text, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:4053 as coordinator, bot, http", text, StringComparison.Ordinal);
        Assert.Contains(Path.GetFullPath("data"), text, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFullPath("data/admin-token")} (admin, made now)", text, StringComparison.Ordinal);
        Assert.Contains("8 slots for divide, sum", text, StringComparison.Ordinal);
        Assert.Contains("$(cat 'data/admin-token')", text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_where_it_listens_if_that_is_not_where_others_reach_it()
    {
        var text = Greet(new AkkaJobsOptions { Node = { Bind = "0.0.0.0:4054" } }, Addresses, Own);
        Assert.Contains("127.0.0.1:4053, heard at 0.0.0.0:4054, as coordinator", text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_tells_no_secret()
    {
        var configured = new NodeTokens([new BearerToken(HttpRole.Client, "bob", "battery-staple")], null, false);
        Assert.DoesNotContain("correct-horse", Greet(new AkkaJobsOptions(), Addresses, Own), StringComparison.Ordinal);
        var text = Greet(new AkkaJobsOptions(), Addresses, configured);
        Assert.Contains("client.bob", text, StringComparison.Ordinal);
        Assert.DoesNotContain("battery-staple", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_only_runs_jobs_speaks_of_no_database_and_no_door()
    {
        var text = Greet(
            new AkkaJobsOptions { Roles = [NodeRoles.Bot] }, new NodeAddresses(null, "http://127.0.0.1:9110"), Own);
        Assert.DoesNotContain("jobs.db", text, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", text, StringComparison.Ordinal);
    }

    private static string Greet(AkkaJobsOptions options, NodeAddresses addresses, NodeTokens tokens) =>
        string.Join('\n', NodeGreeting.Lines(options, addresses, "127.0.0.1:4053", tokens, ["divide", "sum"]));
}
