using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Cluster;
using AkkaJobs.Tests.Certificates;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>Who is let in among nodes with TLS, and who is not.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;
    private readonly TestAuthority _stranger;
    private readonly Heard _heard = new();

    public TlsTests()
    {
        _authority = new TestAuthority(_folder.Path, "authority");
        _stranger = new TestAuthority(_folder.Path, "stranger");
    }

    [Fact]
    public async Task A_node_with_a_certificate_of_the_authority_joins_and_runs_jobs()
    {
        await using var first = await FirstAsync();
        await using var second = await SecondAsync(first, _authority, _authority);
        var id = await second.Client.EnqueueAsync("sum", new JobsHost.Add(727, 102));
        Assert.Equal(829, await first.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(60)));
        Assert.Equal("akka.ssl.tcp", Cluster.Get(second.System).SelfAddress.Protocol);
        Assert.False(_heard.Has("certificate"));
    }

    [Fact]
    public async Task A_node_of_another_authority_is_let_in_by_neither_side()
    {
        await using var first = await FirstAsync();
        await using var second = await SecondAsync(first, _stranger, _stranger);
        await SaysAsync("is not a node's of this cluster");
        Assert.Single(Cluster.Get(first.System).State.Members);
        Assert.Empty(Cluster.Get(second.System).State.Members);
    }

    [Fact]
    public async Task Nor_is_one_without_TLS()
    {
        await using var first = await FirstAsync();
        await using var second = await SecondAsync(first, null, null);
        await JobsHost.UntilAsync(() => Task.FromResult(_heard.Lines.Count > 0));
        Assert.Single(Cluster.Get(first.System).State.Members);
        Assert.Empty(Cluster.Get(second.System).State.Members);
    }

    [Fact]
    public async Task A_connection_lives_only_with_a_certificate_of_the_authority()
    {
        await using var first = await FirstAsync();
        using var mine = _authority.Issue("mine");
        using var theirs = _stranger.Issue("theirs");
        using var server = _authority.Issue("server", 10, TestAuthority.BothEnds[0]);
        using var expired = _authority.Issue("expired", days: -1);

        Assert.False(await IsRefusedAsync(first, mine, within: TimeSpan.FromSeconds(2)));
        Assert.True(await IsRefusedAsync(first, null));
        await SaysAsync("did not provide a certificate");
        Assert.True(await IsRefusedAsync(first, theirs));
        await SaysAsync("CN=theirs");
        Assert.True(await IsRefusedAsync(first, server));
        Assert.True(await IsRefusedAsync(first, expired));
    }

    public void Dispose()
    {
        _heard.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    private Task SaysAsync(string text) => JobsHost.UntilAsync(() => Task.FromResult(_heard.Has(text)));

    /// <summary>
    /// Whether a connection is closed, or breaks, after the handshake; one that is let in stands, and nobody says
    /// anything there before we do.
    /// </summary>
    private static async Task<bool> IsRefusedAsync(
        JobsHost node, X509Certificate2? certificate, TimeSpan? within = null)
    {
        var address = Cluster.Get(node.System).SelfAddress;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host!, address.Port!.Value);
        await using var tls = new SslStream(
            client.GetStream(), false, (_, shown, _, _) => shown?.Subject == "CN=first");
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "node",
                ClientCertificateContext = certificate is null
                    ? null
                    : SslStreamCertificateContext.Create(certificate, null, offline: true),
            });
            Assert.True(tls.SslProtocol >= SslProtocols.Tls12);

            using var patience = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60));
            return await tls.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return true;
        }
    }

    private Task<JobsHost> FirstAsync() => JobsHost.StartAsync(jobs =>
    {
        _heard.Hear(jobs);
        jobs.Configure(o => o.Roles = ["coordinator", "http"]);
        jobs.Configure(o => Trust(o, "first", _authority, _authority));
    });

    private Task<JobsHost> SecondAsync(JobsHost first, TestAuthority? issuer, TestAuthority? trusts)
    {
        var seed = Cluster.Get(first.System).SelfAddress;
        return JobsHost.StartAsync(jobs =>
        {
            _heard.Hear(jobs);
            jobs.AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B)
                .Configure(o => o.Roles = ["bot"])
                .Configure(o => o.Node.Seeds = [$"{seed.Host}:{seed.Port}"]);
            if (issuer is not null)
                jobs.Configure(o => Trust(o, "second", issuer, trusts!));
        });
    }

    private static void Trust(AkkaJobsOptions options, string name, TestAuthority issuer, TestAuthority trusts)
    {
        (options.Remote.Tls.Certificate, options.Remote.Tls.Key) = issuer.IssueFiles(name);
        options.Remote.Tls.Authority = trusts.File;
    }
}
