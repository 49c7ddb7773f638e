using System.Collections;
using AkkaJobs.Configuration;
using AkkaJobs.Node;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Tests.Configuration;

public sealed class SourcesTests
{
    [Fact]
    public void Arguments_win_over_environment_over_files_over_defaults()
    {
        using var files = new Files();
        var weaker = files.Add(
            "weaker.conf", "akkajobs { bot { slots = 2, name = weaker }\n coordinator.lease = 8s }");
        var stronger = files.Add("stronger.conf", "akkajobs.bot { slots = 3, name = stronger }");
        var loaded = SettingSources.Load(
            [weaker, stronger],
            new Hashtable { ["AKKAJOBS_BOT__SLOTS"] = "4", ["AKKAJOBS_NODE__PORT"] = "4054" },
            [new SettingEntry("akkajobs.bot.slots", ["5"], "--slots")]);

        Assert.Equal((5, "--slots"), (loaded.Options.Bot.Slots, loaded.OriginOf("akkajobs.bot.slots")));
        Assert.Equal(
            (4054, "AKKAJOBS_NODE__PORT"), (loaded.Options.Node.Port, loaded.OriginOf("akkajobs.node.port")));
        Assert.Equal(("stronger", stronger), (loaded.Options.Bot.Name, loaded.OriginOf("akkajobs.bot.name")));
        Assert.Equal(
            (TimeSpan.FromSeconds(8), weaker),
            (loaded.Options.Coordinator.Lease, loaded.OriginOf("akkajobs.coordinator.lease")));
        Assert.Equal((3, "default"),
            (loaded.Options.Coordinator.MaxLosses, loaded.OriginOf("akkajobs.coordinator.max-losses")));
    }

    [Fact]
    public void A_list_of_a_stronger_source_replaces_the_weaker_one()
    {
        using var files = new Files();
        var file = files.Add("node.conf", """akkajobs.bot.operations = [sum, "divide"]""");
        Assert.Equal(["sum", "divide"], SettingSources.Load([file], new Hashtable(), []).Options.Bot.Operations);
        Assert.Equal(
            ["sha256"],
            SettingSources.Load([file], new Hashtable { ["AKKAJOBS_BOT__OPERATIONS"] = "sha256" }, [])
                .Options.Bot.Operations);
    }

    [Fact]
    public void The_environment_can_name_the_settings_file()
    {
        using var files = new Files();
        var file = files.Add("node.conf", "akkajobs.bot.slots = 3");
        var environment = new Hashtable { ["AKKAJOBS_CONFIG"] = file };
        Assert.Equal(3, SettingSources.Load([], environment, []).Options.Bot.Slots);
    }

    [Fact]
    public void Akka_can_be_tuned_by_file_and_environment()
    {
        using var files = new Files();
        var file = files.Add(
            "node.conf", "akka { loglevel = DEBUG, cluster.seed-node-timeout = 7s }");
        var akka = SettingSources.Load(
            [file], new Hashtable { ["AKKA__CLUSTER__SEED_NODE_TIMEOUT"] = "9s" }, []).Options.Akka;
        Assert.Equal("DEBUG", akka.GetString("akka.loglevel"));
        Assert.Equal("15s", akka.GetString("akka.actor.ask-timeout"));
        Assert.Equal(TimeSpan.FromSeconds(9), akka.GetTimeSpan("akka.cluster.seed-node-timeout"));
    }

    [Fact]
    public void A_node_would_start_with_the_file_that_the_documentation_shows()
    {
        using var files = new Files();
        var file = files.Add(
            "node.conf",
            Page.At("hocon/README.md").Block("hocon").Replace("/srv/files", files.Folder, StringComparison.Ordinal));
        var settings = SettingSources.Load([file], new Hashtable(), []);
        NodeChecks.Run(settings);

        Assert.Equal((16, file), (settings.Options.Bot.Slots, settings.OriginOf("akkajobs.bot.slots")));
        Assert.Equal(files.Folder, settings.Options.Operations.DataRoot);
        Assert.Equal(
            TimeSpan.FromSeconds(4),
            settings.Options.Akka.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
    }

    [Fact]
    public void Akka_hears_of_dispatchers_and_of_no_token()
    {
        using var files = new Files();
        var file = files.Add(
            "node.conf", "akkajobs { bot.dispatcher.throughput = 7, http.tokens.admin.alice = correct-horse }");
        var akka = SettingSources.Load([file], new Hashtable(), []).Options.Akka;
        Assert.Equal(7, akka.GetInt("akkajobs.bot.dispatcher.throughput"));
        Assert.DoesNotContain("correct-horse", akka.ToString(true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akkajobs.bot.slots = ${?SLOTS}", "must not use ${?")]
    [InlineData("include \"other.conf\"", "must not use include")]
    [InlineData("akkajobs.roles += bot", "must not use +=")]
    [InlineData("akkajobs { bot { slots = 1 }, data = d }", "is no HOCON")]
    [InlineData("akkajobs { bot {", "must close every")]
    public void What_the_parser_would_misread_is_refused(string text, string error)
    {
        using var files = new Files();
        var file = files.Add("node.conf", text);
        var fault = Assert.Throws<InvalidOptionsException>(() => SettingSources.Load([file], new Hashtable(), []));
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.Contains(error, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_in_a_comment_or_a_text_is_none()
    {
        var read = HoconSettings.Read("akkajobs.node.name = \"a += b\" # ${?VAR}\n// include x", "node.conf");
        Assert.Equal(["a += b"], Assert.Single(read.Entries).Items);
    }

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.hostname = 0.0.0.0", "set akkajobs.node.bind instead")]
    [InlineData("akka.remote.dot-netty.tcp.public-hostname = node-1", "set akkajobs.node.host instead")]
    [InlineData("akka.remote.dot-netty.tcp.public-port = 4054", "set akkajobs.node.port instead")]
    [InlineData("akka.cluster.seed-nodes = []", "set akkajobs.node.seeds instead")]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = on", "set akkajobs.remote.tls instead")]
    [InlineData("akka.remote.dot-netty.tcp.ssl.suppress-validation = on", "set akkajobs.remote.tls instead")]
    public void What_is_ours_cannot_be_set_behind_our_back(string text, string error)
    {
        using var files = new Files();
        var file = files.Add("node.conf", text);
        var fault = Assert.Throws<InvalidOptionsException>(() => SettingSources.Load([file], new Hashtable(), []));
        Assert.Contains(error, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<InvalidOptionsException>(
            () => SettingSources.Load(["no-such.conf"], new Hashtable(), []));
        Assert.Contains("no-such.conf", Assert.Single(fault.Errors), StringComparison.Ordinal);
    }
}
