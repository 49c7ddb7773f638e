using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaJobs.Tests.Certificates;

/// <summary>An authority that a test makes, and the files of what it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>Both ends of a connection, as a node is.</summary>
    public static readonly string[] BothEnds = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <param name="folder">Where its files go.</param>
    /// <param name="name">Its name, and that of its file.</param>
    public TestAuthority(string folder, string name)
    {
        Folder = folder;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
        File = Write($"{name}.pem", _certificate.ExportCertificatePem());
    }

    public string Folder { get; }

    /// <summary>Its own certificate.</summary>
    public string File { get; }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>A node's certificate with its key.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="days">How long it is in force; below zero, it was.</param>
    /// <param name="uses">What it is good for.</param>
    public X509Certificate2 Issue(string name, int days = 10, params string[] uses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var oids = new OidCollection();
        foreach (var use in uses.Length > 0 ? uses : BothEnds)
            oids.Add(new Oid(use));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, false));
        using var bare = request.Create(
            _certificate, Now.AddDays(-20), Now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>The same as two PEM files.</summary>
    public (string Certificate, string Key) IssueFiles(string name, int days = 10, params string[] uses)
    {
        using var issued = Issue(name, days, uses);
        using var key = issued.GetECDsaPrivateKey()!;
        return (
            Write($"{name}.pem", issued.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text + '\n');
        return path;
    }

    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }
}
