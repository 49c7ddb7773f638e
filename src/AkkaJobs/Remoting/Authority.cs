using System.Security.Cryptography.X509Certificates;

namespace AkkaJobs.Remoting;

/// <summary>
/// Whose certificates are trusted: those of one authority, whatever the machine's store holds. Revocation is not asked
/// for: who is to be shut out needs a new authority, whose file may hold old and new while nodes change over.
/// </summary>
internal sealed class Authority
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _between = [];

    /// <param name="certificates">Its own and, if they are others', those between it and the nodes'.</param>
    public Authority(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            var isOwn = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isOwn ? _roots : _between).Add(certificate);
        }
    }

    /// <summary>Whether there is one that signs itself: without it nobody can be trusted.</summary>
    public bool HasRoot => _roots.Count > 0;

    /// <summary>Why a certificate is not one of a node's; null if it is.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="shown">What was shown with it, to find the way to the authority.</param>
    public string? Refusal(X509Certificate2 certificate, X509Certificate2Collection? shown = null)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_between);
        policy.ExtraStore.AddRange(shown ?? []);
        policy.RevocationMode = X509RevocationMode.NoCheck;

        // A handshake does not go out to fetch what a stranger names.
        policy.DisableCertificateDownloads = true;

        // A node is at both ends, and which one this is the transport does not say.
        policy.ApplicationPolicy.Add(new(ServerUse));
        policy.ApplicationPolicy.Add(new(ClientUse));
        return chain.Build(certificate)
            ? null
            : string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
    }
}
