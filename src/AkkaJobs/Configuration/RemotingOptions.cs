namespace AkkaJobs;

/// <summary>How nodes trust each other: <c>akkajobs.remote</c>.</summary>
public sealed class RemotingOptions
{
    /// <summary>
    /// Whether this node may listen and join beyond loopback without <see cref="Tls"/>,
    /// <c>akkajobs.remote.insecure</c>. Default off. On only where nobody else reaches the network between the nodes,
    /// such as compose's: whoever reaches a node's port without TLS is one of us.
    /// </summary>
    public bool Insecure { get; set; }

    /// <summary>
    /// TLS in which both sides show a certificate, <c>akkajobs.remote.tls</c>; on once there is one. All nodes of a
    /// cluster have it, or none.
    /// </summary>
    public TlsOptions Tls { get; set; } = new();
}
