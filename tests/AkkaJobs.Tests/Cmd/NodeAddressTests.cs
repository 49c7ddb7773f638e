using AkkaJobs.Cmd;
using AkkaJobs.Cmd.Node;

namespace AkkaJobs.Tests.Cmd;

public sealed class NodeAddressTests
{
    [Theory]
    [InlineData("jobs list", null, "127.0.0.1:9110", "jobs list")]
    [InlineData("jobs list", "10.0.0.7:9110", "10.0.0.7:9110", "jobs list")]
    [InlineData("node-2:99 jobs list", "10.0.0.7:9110", "node-2:99", "jobs list")]
    [InlineData("https://node-2:99 jobs list", null, "https://node-2:99", "jobs list")]
    [InlineData("[::1]:9110", null, "[::1]:9110", "")]
    [InlineData("--token a:b jobs", null, "127.0.0.1:9110", "--token a:b jobs")]
    public void Comes_from_the_line_then_from_the_environment(
        string line, string? environment, string address, string rest)
    {
        var words = line.Split(' ');

        Assert.Equal(address, NodeAddress.TakeFrom(ref words, environment).Text);
        Assert.Equal(rest, string.Join(' ', words));
    }

    [Theory]
    [InlineData("node-2:port")]
    [InlineData("ftp://node-2:99")]
    [InlineData("http://node-2:99/path")]
    public void Is_refused_when_it_is_none(string text)
    {
        string[] words = [text];
        var refused = Assert.Throws<PbmException>(() => NodeAddress.TakeFrom(ref words, null));

        Assert.Equal(ExitCodes.BadUsage, refused.ExitCode);
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:9110", true)]
    [InlineData("localhost:9110", true)]
    [InlineData("[::1]:9110", true)]
    [InlineData("10.0.0.7:9110", false)]
    [InlineData("127.0.0.1.example.org:9110", false)]
    public void Tells_loopback_hosts_whose_token_may_be_taken_from_a_file(string text, bool loopback)
    {
        string[] words = [text];

        Assert.Equal(loopback, NodeAddress.TakeFrom(ref words, null).IsLoopback);
    }
}
