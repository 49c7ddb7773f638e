namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>By what links between nodes are cut.</summary>
internal enum NetworkKind
{
    /// <summary>Network namespaces where this process may make them, else a proxy.</summary>
    Auto,

    /// <summary>Network namespaces; where there can be none, there is no drill.</summary>
    Namespaces,

    /// <summary>A proxy in this process.</summary>
    Proxy,
}
