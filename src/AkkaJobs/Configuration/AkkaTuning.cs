using Akka.Configuration;

namespace AkkaJobs.Configuration;

/// <summary>What a user may say to Akka itself, past our own settings.</summary>
internal static class AkkaTuning
{
    /// <summary>
    /// Keys that would make the node be somewhere, or something, else than our settings say and check.
    /// </summary>
    private static readonly (string Key, string Ours)[] Taken =
    [
        ("akka.remote.dot-netty.tcp.hostname", "akkajobs.node.bind"),
        ("akka.remote.dot-netty.tcp.public-hostname", "akkajobs.node.host"),
        ("akka.remote.dot-netty.tcp.port", "akkajobs.node.bind"),
        ("akka.remote.dot-netty.tcp.public-port", "akkajobs.node.port"),
        ("akka.remote.dot-netty.tcp.enable-ssl", "akkajobs.remote.tls"),
        ("akka.remote.dot-netty.tcp.ssl", "akkajobs.remote.tls"),
        ("akka.cluster.seed-nodes", "akkajobs.node.seeds"),
        ("akka.cluster.roles", "akkajobs.roles"),
    ];

    /// <summary>A sentence for each key that is ours to set.</summary>
    public static IEnumerable<string> Errors(Config akka, string origin) => Taken
        .Where(taken => akka.HasPath(taken.Key))
        .Select(taken => $"{taken.Key} must not be set: set {taken.Ours} instead ({origin}).");

    /// <summary>Environment variables as HOCON.</summary>
    public static Config Of(IEnumerable<SettingEntry> entries) => ConfigurationFactory.ParseString(
        string.Join('\n', entries.Select(entry => $"{entry.Key} = {Value(entry.Items)}")));

    private static string Value(IReadOnlyList<string> items) =>
        items.Count == 1 ? Texts.Quote(items[0]) : Texts.List(items);
}
