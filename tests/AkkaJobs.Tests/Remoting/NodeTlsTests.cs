using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaJobs.Configuration;
using AkkaJobs.Remoting;
using AkkaJobs.Tests.Certificates;
using AkkaJobs.Tests.Configuration;

namespace AkkaJobs.Tests.Remoting;

/// <summary>The files of a node's certificate, and what is said of those that are none.</summary>
public sealed class NodeTlsTests : IDisposable
{
    private readonly Files _files = new();
    private readonly TestAuthority _authority;

    public NodeTlsTests() => _authority = new TestAuthority(_files.Folder, "authority");

    [Fact]
    public void PEM_in_two_files_will_do() => Assert.NotNull(Read(Of(_authority.IssueFiles("node"))));

    [Fact]
    public void And_in_one()
    {
        var (certificate, key) = _authority.IssueFiles("node");
        var both = _files.Add("both.pem", File.ReadAllText(certificate) + File.ReadAllText(key));
        Assert.NotNull(Read(Of((both, ""))));
    }

    [Fact]
    public void And_an_encrypted_key_with_its_password()
    {
        using var issued = _authority.Issue("node");
        using var key = issued.GetECDsaPrivateKey()!;
        var certificate = _files.Add("node.pem", issued.ExportCertificatePem());
        var encrypted = _files.Add("node.key", key.ExportEncryptedPkcs8PrivateKeyPem(
            "open-sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        Assert.NotNull(Read(Of((certificate, encrypted), "open-sesame")));
        Refuses(Of((certificate, encrypted), "close-sesame"), "akkajobs.remote.tls.key", "tls.password");
    }

    [Fact]
    public void And_PKCS_12_with_its_password()
    {
        using var issued = _authority.Issue("node");
        var path = Path.Combine(_files.Folder, "node.pfx");
        File.WriteAllBytes(path, issued.Export(X509ContentType.Pkcs12, "open-sesame"));
        Assert.NotNull(Read(Of((path, ""), "open-sesame")));
        Refuses(Of((path, ""), "close-sesame"), "akkajobs.remote.tls.certificate", "akkajobs.remote.tls.password");
    }

    [Fact]
    public void A_certificate_without_a_key_is_refused()
    {
        var (certificate, _) = _authority.IssueFiles("node");
        Refuses(Of((certificate, "")), "akkajobs.remote.tls.certificate", "akkajobs.remote.tls.key");
        using var issued = _authority.Issue("bare");
        var path = Path.Combine(_files.Folder, "bare.pfx");
        using var bare = X509CertificateLoader.LoadCertificate(issued.Export(X509ContentType.Cert));
        File.WriteAllBytes(path, new X509Certificate2Collection(bare).Export(X509ContentType.Pkcs12)!);
        Refuses(Of((path, "")), "akkajobs.remote.tls.certificate", "key");
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        var (certificate, _) = _authority.IssueFiles("node");
        var (_, key) = _authority.IssueFiles("other");
        Refuses(Of((certificate, key)), "akkajobs.remote.tls.key", certificate);
    }

    [Fact]
    public void What_other_nodes_would_refuse_is_refused_at_the_start()
    {
        using var other = new TestAuthority(_files.Folder, "other-authority");
        Refuses(Of(other.IssueFiles("stranger")), "akkajobs.remote.tls.certificate", _authority.File);
        Refuses(Of(_authority.IssueFiles("expired", days: -1)), "akkajobs.remote.tls.certificate", "in force");
        var server = _authority.IssueFiles("server", 10, TestAuthority.BothEnds[0]);
        Refuses(Of(server), "akkajobs.remote.tls.certificate", "both ends");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var tls = Of(_authority.IssueFiles("node"));
        tls.Certificate = _files.Folder;
        Refuses(tls, "akkajobs.remote.tls.certificate", _files.Folder);
    }

    [Fact]
    public void An_authority_that_is_none_is_refused()
    {
        var tls = Of(_authority.IssueFiles("node"));
        tls.Authority = _files.Add("empty.pem", "");
        Refuses(tls, "akkajobs.remote.tls.authority", "empty.pem");
    }

    [Fact]
    public void An_authority_may_change_while_both_are_trusted()
    {
        using var next = new TestAuthority(_files.Folder, "next");
        var tls = Of(next.IssueFiles("node"));
        tls.Authority = _files.Add("both.pem", File.ReadAllText(_authority.File) + File.ReadAllText(next.File));
        Assert.NotNull(Read(tls));
    }

    [Theory]
    [InlineData("certificate", "authority")]
    [InlineData("authority", "certificate")]
    [InlineData("key", "certificate")]
    public void One_half_of_it_is_refused(string given, string missing)
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => LoadedSettings.Load(
            [], [[new SettingEntry($"akkajobs.remote.tls.{given}", [_authority.File], "here")]]));
        Assert.StartsWith(
            $"akkajobs.remote.tls.{missing} must name the file", Assert.Single(fault.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_its_key()
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => LoadedSettings.Load(
            [], [[new SettingEntry("akkajobs.remote.tls.certificate", ["nowhere.pem"], "tls.conf")]]));
        Assert.Contains(
            "akkajobs.remote.tls.certificate must be a file that exists, but is \"nowhere.pem\" (tls.conf).",
            fault.Errors);
    }

    [Fact]
    public void The_file_that_users_copy_says_what_it_takes()
    {
        var path = Path.Combine(Tidy.Repository.Root, "hocon", "tls.conf");
        var entries = HoconSettings.ReadFile(path).Entries;
        Assert.Equal(
            ["akkajobs.remote.tls.authority", "akkajobs.remote.tls.certificate", "akkajobs.remote.tls.key"],
            entries.Select(entry => entry.Key).Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _files.Dispose();
    }

    private TlsOptions Of((string Certificate, string Key) node, string password = "") => new()
    {
        Certificate = node.Certificate,
        Key = node.Key,
        Password = password,
        Authority = _authority.File,
    };

    private static NodeTls Read(TlsOptions tls) => NodeTls.Read(tls);

    private static void Refuses(TlsOptions tls, string key, string says)
    {
        Assert.Null(NodeTls.Read(tls, out var faults));
        var fault = Assert.Single(faults);
        Assert.Equal(key, fault.Key);
        Assert.Contains(says, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("close-sesame", fault.Problem, StringComparison.Ordinal);
        Assert.Contains(fault.Problem, Assert.Throws<InvalidOptionsException>(() => Read(tls)).Message,
            StringComparison.Ordinal);
    }
}
