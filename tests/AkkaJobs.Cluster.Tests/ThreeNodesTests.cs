using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Tidy;
using Npgsql;

namespace AkkaJobs.Cluster.Tests;

/// <summary>
/// The README's three nodes: its lines as they are typed there, but for the ports, which others may have on this
/// machine, and for the program, which is built already.
/// </summary>
public sealed partial class ThreeNodesTests : IDisposable
{
    private const string Program = "dotnet run --no-build --project src/AkkaJobs.Node --";

    private const string Database = "Host=127.0.0.1;Username=jobs;Database=jobs";

    private const int Jobs = 100;

    private static readonly string Section =
        Lines().Match(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Groups[1].Value;

    private readonly TempFolder _folder = new();

    [SkippableFact]
    public async Task One_is_killed_the_others_go_on_and_started_again_it_is_back()
    {
        Skip.IfNot(PostgresServer.CanStartOwn, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Execute("CREATE ROLE jobs LOGIN");
        server.Execute("CREATE DATABASE jobs OWNER jobs");
        var terminals = Terminals(new NpgsqlConnectionStringBuilder(server.ConnectionTo("jobs")).Port);
        await using var nodes = new Running(_folder.Path);
        terminals.ForEach(nodes.Type);
        await nodes.AreOneAsync(terminals.Count);

        await Running.EnqueueAsync(nodes.All[0], "before");
        await nodes.HaveSucceededAsync(Jobs);
        var killed = await nodes.KillCoordinatorsAsync();
        await Running.EnqueueAsync(nodes.All[1], "after");
        await nodes.HaveSucceededAsync(2 * Jobs);

        nodes.Type(killed);
        await nodes.AreOneAsync(terminals.Count);
        await Running.EnqueueAsync(nodes.All[^1], "again");
        await nodes.HaveSucceededAsync(3 * Jobs);
        await nodes.InterruptAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What is typed in each terminal.</summary>
    private static List<string> Terminals(int postgres)
    {
        Assert.Contains(Program, Section, StringComparison.Ordinal);
        Assert.Contains(Database, Section, StringComparison.Ordinal);
        var lines = Section
            .Replace(Program, $"exec dotnet '{AppContext.BaseDirectory}AkkaJobs.Node.dll'", StringComparison.Ordinal)
            .Replace(Database, $"{Database};Port={postgres}", StringComparison.Ordinal);
        var last = lines.Split('\n')[^1];
        var calls = Call().Matches(last).Select(call => call.Value).ToList();
        Assert.Equal(3, calls.Distinct().Count());
        Assert.StartsWith(calls[0], last, StringComparison.Ordinal);

        var ports = FreePorts([.. calls.Select(call => call[^1] - '0')]).Distinct().Take(3).ToList();
        var kinds = Ports().Matches(lines).Select(tens => tens.Value).Distinct().ToList();
        Assert.Equal(ports.Count, kinds.Count);
        lines = Ports().Replace(lines, tens => ports[kinds.IndexOf(tens.Value)]);
        return [.. calls.Select(call => lines.Replace(last, call, StringComparison.Ordinal))];
    }

    /// <summary>
    /// Beginnings of ports that nobody has, below those that the system gives to connections; without end.
    /// </summary>
    /// <param name="digits">What follows each.</param>
    private static IEnumerable<string> FreePorts(IReadOnlyList<int> digits)
    {
        while (true)
        {
            var tens = Random.Shared.Next(2_000, 3_200);
            if (digits.All(digit => IsFree((10 * tens) + digit)))
            {
                yield return tens.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("\n## Three nodes\n.*?\n```sh\n(.*?)\n```\n", RegexOptions.Singleline)]
    private static partial Regex Lines();

    [GeneratedRegex(@"node \d\b")]
    private static partial Regex Call();

    /// <summary>All of a port but its last digit, which tells the nodes apart.</summary>
    [GeneratedRegex(@"(?<=127\.0\.0\.1:|"")\d{3}(?=\d\b|\$1)")]
    private static partial Regex Ports();

    [GeneratedRegex(@"AKKAJOBS_HTTP__TOKENS__ADMIN__ME=(\S+)")]
    private static partial Regex Token();

    /// <summary>The nodes that run.</summary>
    private sealed class Running(string folder) : IAsyncDisposable
    {
        private readonly List<(string Terminal, NodeProcess Node)> _nodes = [];

        public IReadOnlyList<NodeProcess> All => [.. _nodes.Select(pair => pair.Node)];

        public void Type(string terminal)
        {
            var node = NodeProcess.LaunchTyped(folder, terminal);
            node.Client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", Token().Match(Section).Groups[1].Value);
            _nodes.Add((terminal, node));
        }

        /// <summary>Waits until all are ready, and each sees the same members and the same coordinator.</summary>
        public async Task AreOneAsync(int count)
        {
            foreach (var node in All.Where(node => node.Management is null))
            {
                await node.ReadyAsync();
            }

            await All[0].UntilAsync(
                async () =>
                {
                    var views = await Task.WhenAll(All.Select(node => SeenMember.AllAsync(
                        node.Client, node.Management)));
                    return views.All(seen => seen.Count == count && seen.All(member => member.IsWell)
                        && seen.Count(member => member.IsCoordinator) == 1 && seen.SequenceEqual(views[0]));
                },
                $"{count} nodes are one cluster");
        }

        /// <summary>Hands over jobs; an upload whose lines meet an absent coordinator is sent again.</summary>
        public static async Task EnqueueAsync(NodeProcess node, string key)
        {
            var lines = string.Concat(Enumerable.Range(1, Jobs).Select(
                i => $"{{\"operation\":\"sum\",\"args\":{{\"a\":{i},\"b\":1}}}}\n"));
            await node.UntilAsync(
                async () =>
                {
                    using var request = new HttpRequestMessage(
                        HttpMethod.Post, new Uri("/jobs/bulk", UriKind.Relative));
                    request.Headers.Add("Idempotency-Key", key);
                    request.Content = new StringContent(lines, null, "application/x-ndjson");
                    using var answer = await node.Client.SendAsync(request);
                    return answer.IsSuccessStatusCode
                        && (await answer.Content.ReadFromJsonAsync<JsonElement>())
                            .GetProperty("rejected_count").GetInt32() == 0;
                },
                $"jobs of {key} are acknowledged");
        }

        public Task HaveSucceededAsync(int jobs) => All[0].UntilAsync(
            async () => await All[0].CountAsync("succeeded") == jobs, $"{jobs} jobs have succeeded");

        /// <summary>SIGKILL of the node that has the coordinator.</summary>
        /// <returns>What was typed in its terminal.</returns>
        public async Task<string> KillCoordinatorsAsync()
        {
            var seen = await SeenMember.AllAsync(All[0].Client, All[0].Management);
            var address = seen.Single(member => member.IsCoordinator).Address;
            var (terminal, node) = _nodes.Single(pair => pair.Node.Cluster == address);
            await node.KillAsync();
            _nodes.Remove((terminal, node));
            await node.DisposeAsync();
            return terminal;
        }

        /// <summary>Ctrl-C in each terminal.</summary>
        public async Task InterruptAsync()
        {
            foreach (var node in All)
            {
                await node.InterruptAsync();
                Assert.Equal(0, node.ExitCode);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in All)
            {
                await node.DisposeAsync();
            }
        }
    }
}
