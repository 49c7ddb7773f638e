using AkkaJobs.Configuration;
using AkkaJobs.Node;

namespace AkkaJobs.Tests.Configuration;

public sealed class NodeChecksTests
{
    private static readonly (string, string) Token = ("akkajobs.http.tokens.client.bob", "correct-horse");

    private static readonly (string, string) Insecure = ("akkajobs.remote.insecure", "on");

    [Theory]
    [InlineData("akkajobs.node.host", "10.0.0.7")]
    [InlineData("akkajobs.node.host", "node-1.example")]
    [InlineData("akkajobs.node.bind", "0.0.0.0:4053")]
    [InlineData("akkajobs.http.url", "http://0.0.0.0:3001")]
    [InlineData("akkajobs.http.url", "http://*:3001")]
    [InlineData("akkajobs.http.url", "http://[::]:3001")]
    [InlineData("akkajobs.management.url", "http://10.0.0.7:9110")]
    public void Nothing_listens_beyond_loopback_without_a_configured_token(string key, string value)
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => Check((key, value), Insecure));
        Assert.StartsWith(
            $"{key} must stay on loopback (127.0.0.1) until a token is configured", Assert.Single(fault.Errors),
            StringComparison.Ordinal);
        Check((key, value), Insecure, Token);
    }

    [Theory]
    [InlineData("akkajobs.node.host", "10.0.0.7")]
    [InlineData("akkajobs.node.host", "node-1.example")]
    [InlineData("akkajobs.node.bind", "0.0.0.0:4053")]
    [InlineData("akkajobs.node.bind", "[::]:4053")]
    [InlineData("akkajobs.node.seeds", "127.0.0.1:4054,node-2.example:4053")]
    public void Nothing_is_heard_or_said_beyond_loopback_without_TLS_unless_the_network_is_private(
        string key, string value)
    {
        (string, string)[] usual = [(key, value), Token, ("akkajobs.database", "postgres:Host=db")];
        var fault = Assert.Throws<InvalidOptionsException>(() => Check(usual));
        var error = Assert.Single(fault.Errors);
        Assert.StartsWith($"{key} must stay on loopback (127.0.0.1) without TLS", error, StringComparison.Ordinal);
        Assert.Contains("hocon/tls.conf", error, StringComparison.Ordinal);
        Assert.Contains("akkajobs.remote.insecure = on", error, StringComparison.Ordinal);
        Check([.. usual, Insecure]);
    }

    [Fact]
    public void All_that_forbids_the_start_is_said_at_once()
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => Check(("akkajobs.node.host", "10.0.0.7")));
        Assert.Equal(2, fault.Errors.Count);
    }

    [Fact]
    public void Nor_are_seeds_joined_there()
    {
        var fault = Assert.Throws<InvalidOptionsException>(
            () => Check(
                ("akkajobs.roles", "bot"), ("akkajobs.node.seeds", "127.0.0.1:4054,node-2.example:4053"), Insecure));
        Assert.StartsWith(
            "akkajobs.node.seeds must stay on loopback", Assert.Single(fault.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akkajobs.node.host", "localhost")]
    [InlineData("akkajobs.node.host", "::1")]
    [InlineData("akkajobs.node.bind", "127.0.0.2:4054")]
    [InlineData("akkajobs.node.bind", "localhost:4054")]
    [InlineData("akkajobs.node.bind", "[::1]:4054")]
    [InlineData("akkajobs.http.url", "http://localhost:3001")]
    [InlineData("akkajobs.http.url", "http://[::1]:3001")]
    [InlineData("akkajobs.management.url", "http://127.0.0.2:0")]
    [InlineData("akkajobs.node.seeds", "127.0.0.1:4053")]
    [InlineData("akkajobs.node.seeds", "localhost:4053")]
    public void On_loopback_the_nodes_own_token_will_do(string key, string value) => Check((key, value));

    [Theory]
    [InlineData("coordinator,bot,http")]
    [InlineData("http")]
    [InlineData("coordinator")]
    public void SQLite_serves_one_node_with_a_database(string roles)
    {
        var fault = Assert.Throws<InvalidOptionsException>(
            () => Check(("akkajobs.roles", roles), ("akkajobs.node.seeds", "127.0.0.1:4999")));
        Assert.StartsWith(
            "akkajobs.node.seeds must be empty, or this node itself", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL_serves_many() => Check(
        ("akkajobs.database", "postgres:Host=db"), ("akkajobs.node.seeds", "127.0.0.1:4999,127.0.0.1:4053"));

    [Theory]
    [InlineData("127.0.0.1:4999")]
    [InlineData("127.0.0.2:4053")]
    public void A_bot_may_join_it(string seed) =>
        Check(("akkajobs.roles", "bot"), ("akkajobs.node.seeds", seed));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:4053")]
    [InlineData("localhost:4053")]
    [InlineData("[::1]:4053")]
    public void A_node_without_a_coordinator_must_know_one_besides_itself(string seeds)
    {
        var fault = Assert.Throws<InvalidOptionsException>(
            () => Check(("akkajobs.roles", "bot"), ("akkajobs.node.seeds", seeds)));
        Assert.StartsWith(
            "akkajobs.node.seeds must name the coordinator's node", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bot_runs_only_what_there_is()
    {
        Check(("akkajobs.bot.operations", "sum,sha256"));
        Check(("akkajobs.bot.operations", "sleep"), ("akkajobs.operations.diagnostics", "on"));
        var fault = Assert.Throws<InvalidOptionsException>(() => Check(("akkajobs.bot.operations", "sum,sleep")));
        Assert.StartsWith("akkajobs.bot.operations must be some of", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_loses_messages_is_refused_with_its_key()
    {
        using var files = new Files();
        var file = files.Add("small.conf", "akka.remote.dot-netty.tcp.maximum-frame-size = 128000b");
        var settings = SettingSources.Load([file], new System.Collections.Hashtable(), []);
        var fault = Assert.Throws<InvalidOptionsException>(() => NodeChecks.Run(settings));
        Assert.StartsWith(
            "akka.remote.dot-netty.tcp.maximum-frame-size must be at least 2162688 bytes", Assert.Single(fault.Errors),
            StringComparison.Ordinal);
        var large = Assert.Throws<InvalidOptionsException>(
            () => Check(("akkajobs.coordinator.notice-bytes", "8MiB")));
        Assert.Contains("akkajobs.coordinator.notice-bytes", large.Message, StringComparison.Ordinal);
    }

    private static void Check(params (string Key, string Value)[] settings) => NodeChecks.Run(LoadedSettings.Load(
        [], [[.. settings.Select(setting => new SettingEntry(setting.Key, [setting.Value], "here"))]]));
}
