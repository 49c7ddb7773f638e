namespace AkkaJobs;

/// <summary>
/// The certificate of a node, and whose certificates it trusts in others: <c>akkajobs.remote.tls</c>. Read at the
/// start.
/// </summary>
public sealed class TlsOptions
{
    /// <summary>
    /// The file of this node's certificate, <c>akkajobs.remote.tls.certificate</c>: PEM, or PKCS#12 with its key.
    /// Default empty: no TLS. It must be of the <see cref="Authority"/>, and good for both ends of a connection.
    /// </summary>
    public string Certificate { get; set; } = "";

    /// <summary>
    /// The file of its key as PEM, <c>akkajobs.remote.tls.key</c>. Default empty: it is in the file of the
    /// certificate.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// What the key is encrypted with, <c>akkajobs.remote.tls.password</c>. Default empty: it is not. Never logged.
    /// </summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// The file of the authority's certificate as PEM, <c>akkajobs.remote.tls.authority</c>; several, and those between
    /// it and the nodes', may be in it. Only nodes with a certificate of it are let in; the machine's own store counts
    /// for nothing. Default empty; needed with <see cref="Certificate"/>.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>Whether nodes talk through TLS.</summary>
    internal bool IsOn => Certificate.Length > 0;
}
