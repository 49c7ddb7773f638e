using AkkaJobs.Configuration;
using AkkaJobs.Node.Operations;
using AkkaJobs.Protocol;
using AkkaJobs.Remoting;

namespace AkkaJobs.Node;

/// <summary>
/// What the node program asks of its settings beyond their bounds; an embedding host answers for itself.
/// </summary>
internal static class NodeChecks
{
    /// <summary>Everything that forbids the start.</summary>
    /// <exception cref="InvalidOptionsException">Names all of it.</exception>
    public static void Run(LoadedSettings settings)
    {
        var options = settings.Options;
        InvalidOptionsException.ThrowIfAny(
        [
            .. BeyondLoopback(options).Concat(Remote(options)).Concat(Tls(options.Remote.Tls))
                .Concat(Frame(options)).Concat(Cluster(options)).Concat(Operations(options))
                .Select(fault => $"{fault.Key} {fault.Problem} ({settings.OriginOf(fault.Key)})."),
        ]);
    }

    /// <summary>The token that a node makes itself protects nobody who cannot read its data folder.</summary>
    private static IEnumerable<(string Key, string Problem)> BeyondLoopback(AkkaJobsOptions options)
    {
        if (options.Http.Tokens.Count > 0)
            yield break;
        const string must =
            "must stay on loopback (127.0.0.1) until a token is configured (akkajobs.http.tokens.admin.NAME = SECRET)";
        foreach (var (key, value) in BeyondLoopback(options.Node))
            yield return (key, $"{must}, but is {value}");
        if (options.Has(NodeRoles.Http) && Listen.Parse(options.Http.Url) is { IsLoopback: false })
            yield return ("akkajobs.http.url", $"{must}, but is {Texts.Quote(options.Http.Url)}");
        if (Listen.Parse(options.Http.ManagementUrl) is { IsLoopback: false })
            yield return ("akkajobs.management.url", $"{must}, but is {Texts.Quote(options.Http.ManagementUrl)}");
    }

    /// <summary>Whoever reaches a port without TLS is one of us.</summary>
    private static IEnumerable<(string Key, string Problem)> Remote(AkkaJobsOptions options)
    {
        if (options.Remote is { Insecure: true } or { Tls.IsOn: true })
            yield break;
        const string must =
            "must stay on loopback (127.0.0.1) without TLS: set akkajobs.remote.tls (--config hocon/tls.conf), or "
            + "akkajobs.remote.insecure = on where nobody else reaches the network between the nodes";
        foreach (var (key, value) in BeyondLoopback(options.Node))
            yield return (key, $"{must}; but is {value}");
    }

    /// <summary>What brings this node to where others are: the address it is told of, listens at, or joins.</summary>
    private static IEnumerable<(string Key, string Value)> BeyondLoopback(NodeOptions node)
    {
        if (!new NodeAddress(node.Host, node.Port).IsLoopback)
            yield return ("akkajobs.node.host", Texts.Quote(node.Host));
        if (node.Bind.Length > 0 && !node.Bound.IsLoopback)
            yield return ("akkajobs.node.bind", Texts.Quote(node.Bind));
        if (node.Seeds.Any(seed => NodeAddress.Parse(seed) is { IsLoopback: false }))
            yield return ("akkajobs.node.seeds", Texts.List(node.Seeds));
    }

    private static IReadOnlyList<(string Key, string Problem)> Tls(TlsOptions tls)
    {
        if (!tls.IsOn)
            return [];
        NodeTls.Read(tls, out var faults);
        return faults;
    }

    private static IEnumerable<(string Key, string Problem)> Frame(AkkaJobsOptions options)
    {
        if (WireBounds.FrameFault(options.Akka, options.Coordinator.NoticeBytes) is { } fault)
            yield return fault;
    }

    private static IEnumerable<(string Key, string Problem)> Cluster(AkkaJobsOptions options)
    {
        var self = new NodeAddress(options.Node.Host, options.Node.Port);
        var others = options.Node.Seeds.Select(NodeAddress.Parse).Where(seed => !seed!.IsSameAs(self)).ToList();
        if (others.Count > 0 && options is { NeedsDatabase: true, PostgresConnection: null })
            yield return ("akkajobs.node.seeds",
                "must be empty, or this node itself, with the role coordinator or http on SQLite, which serves one "
                + "such node: keep the data in PostgreSQL (--database postgres:CONNECTION), or let this node only run "
                + $"jobs (--roles bot); but is {Texts.List(options.Node.Seeds)}");
        if (others.Count == 0 && !options.Has(NodeRoles.Coordinator))
            yield return ("akkajobs.node.seeds",
                "must name the coordinator's node (--seeds HOST:PORT) when this one is not one, but is "
                + Texts.List(options.Node.Seeds));
    }

    private static IEnumerable<(string Key, string Problem)> Operations(AkkaJobsOptions options)
    {
        var known = new HandlerRegistry()
            .AddBuiltInOperations(options.Operations.DataRoot, options.Operations.Diagnostics).Operations;
        if (options.Bot.Operations.Except(known).Any())
            yield return ("akkajobs.bot.operations",
                $"must be some of {string.Join(", ", known)} (more with akkajobs.operations.diagnostics), but is "
                + Texts.List(options.Bot.Operations));
    }
}
