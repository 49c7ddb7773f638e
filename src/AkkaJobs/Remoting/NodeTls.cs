using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Event;
using Akka.Remote.Hosting;

namespace AkkaJobs.Remoting;

/// <summary>
/// What a node shows to others, and whom it lets in. Akka's own HOCON can trust only what the machine's store trusts,
/// which for most stores is half the world; so the check is ours, at both ends.
/// </summary>
internal sealed class NodeTls
{
    private const string CertificateKey = "akkajobs.remote.tls.certificate";
    private const string KeyKey = "akkajobs.remote.tls.key";
    private const string AuthorityKey = "akkajobs.remote.tls.authority";

    private readonly X509Certificate2 _certificate;
    private readonly Authority _authority;

    private NodeTls(X509Certificate2 certificate, Authority authority)
    {
        _certificate = certificate;
        _authority = authority;
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidOptionsException">They do not make a node's certificate.</exception>
    public static NodeTls Read(TlsOptions tls) =>
        Read(tls, out var faults)
        ?? throw new InvalidOptionsException([.. faults.Select(fault => $"{fault.Key} {fault.Problem}.")]);

    /// <summary>Reads the files; null, and what is wrong with them, where they make no node's certificate.</summary>
    public static NodeTls? Read(TlsOptions tls, out IReadOnlyList<(string Key, string Problem)> faults)
    {
        var found = new List<(string Key, string Problem)>();
        faults = found;
        var certificate = ReadCertificate(tls, found);
        var authority = ReadAuthority(tls.Authority, found);
        if (certificate is null || authority is null)
            return null;
        if (authority.Refusal(certificate) is not { } why)
            return new NodeTls(certificate, authority);
        found.Add((CertificateKey,
            $"must be in force, good for both ends of a connection and of the authority in {tls.Authority}, but "
            + $"{tls.Certificate} is not: {why}"));
        return null;
    }

    /// <summary>Has Akka.Remote talk through it.</summary>
    public void Apply(RemoteOptions remote)
    {
        remote.EnableSsl = true;
        remote.Ssl.X509Certificate = _certificate;
        remote.Ssl.RequireMutualAuthentication = true;
        remote.Ssl.CustomValidator = IsLetIn;
    }

    /// <summary>Asked at both ends of each connection, before a message passes.</summary>
    private bool IsLetIn(
        X509Certificate2? certificate, X509Chain? chain, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        var why = certificate is null
            ? "it shows none"
            : _authority.Refusal(certificate, chain?.ChainPolicy.ExtraStore);
        if (why is null)
            return true;
        log.Warning(
            "No connection with {0}: its certificate ({1}) is not a node's of this cluster (akkajobs.remote.tls): {2}",
            peer, certificate?.Subject ?? "none", why);
        return false;
    }

    private static X509Certificate2? ReadCertificate(TlsOptions tls, List<(string Key, string Problem)> faults)
    {
        if (ReadFile(CertificateKey, tls.Certificate, faults) is not { } bytes)
            return null;
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains("-----BEGIN ", StringComparison.Ordinal)
            ? ReadPem(tls, text, faults)
            : ReadPkcs12(tls, bytes, faults);
    }

    private static X509Certificate2? ReadPem(TlsOptions tls, string text, List<(string Key, string Problem)> faults)
    {
        var (key, path) = tls.Key.Length > 0 ? (KeyKey, tls.Key) : (CertificateKey, tls.Certificate);
        if (ReadFile(key, path, faults) is not { } bytes)
            return null;
        var keyText = Encoding.UTF8.GetString(bytes);
        try
        {
            using var read = keyText.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromEncryptedPem(text, keyText, tls.Password)
                : X509Certificate2.CreateFromPem(text, keyText);

            // Windows' TLS takes no key that is in memory only.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            faults.Add((key, tls.Key.Length > 0
                ? $"must hold the key of {tls.Certificate} as PEM, which akkajobs.remote.tls.password opens if it is "
                    + $"encrypted, but {path} does not: {fault.Message.TrimEnd('.')}"
                : $"must hold a certificate and its key (or akkajobs.remote.tls.key name the file of the key), but "
                    + $"{path} does not: {fault.Message.TrimEnd('.')}"));
            return null;
        }
    }

    private static X509Certificate2? ReadPkcs12(
        TlsOptions tls, byte[] bytes, List<(string Key, string Problem)> faults)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12(bytes, tls.Password);
            if (certificate.HasPrivateKey)
                return certificate;
            certificate.Dispose();
            faults.Add((CertificateKey, $"must hold a key, too, but {tls.Certificate} does not"));
        }
        catch (CryptographicException fault)
        {
            faults.Add((CertificateKey,
                "must be PEM, or PKCS#12 that akkajobs.remote.tls.password opens, but "
                + $"{tls.Certificate} is not: {fault.Message.TrimEnd('.')}"));
        }

        return null;
    }

    private static Authority? ReadAuthority(string path, List<(string Key, string Problem)> faults)
    {
        if (ReadFile(AuthorityKey, path, faults) is not { } bytes)
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(bytes));
        }
        catch (CryptographicException fault)
        {
            faults.Add((AuthorityKey, $"must be certificates as PEM, but {path} is not: {fault.Message.TrimEnd('.')}"));
            return null;
        }

        var authority = new Authority(certificates);
        if (authority.HasRoot)
            return authority;
        faults.Add((AuthorityKey,
            $"must hold, as PEM, the certificate with which the authority signs itself, but {path} holds none"));
        return null;
    }

    private static byte[]? ReadFile(string key, string path, List<(string Key, string Problem)> faults)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add((key,
                $"must be a file that this process may read, but is {path}: {fault.Message.TrimEnd('.')}"));
            return null;
        }
    }
}
